package dev.tutti.lab.cli;

import dev.tutti.lab.Cut;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values on the command line; what cannot be read is wrong use, with a sentence. */
final class Converters {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})([km]?)");

    private Converters() {}

    static final class OfFlavour implements ITypeConverter<Flavour> {
        @Override
        public Flavour convert(String value) {
            try {
                return Flavour.named(value);
            } catch (LabException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class OfCut implements ITypeConverter<Cut> {
        @Override
        public Cut convert(String value) {
            try {
                return Cut.named(value);
            } catch (LabException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class OfDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            Matcher matcher = TIME.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException("\"" + value + "\" is not a time: write for example 50ms or 2s.");
            }
            long number = Long.parseLong(matcher.group(1));
            return "ms".equals(matcher.group(2)) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
        }
    }

    static final class OfBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            Matcher matcher = BYTES.matcher(value.toLowerCase(Locale.ROOT));
            long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
            if (number < 1) {
                throw new TypeConversionException(
                        "\"" + value + "\" is not a number of bytes per second: write for example 20000, 64k or 1m.");
            }
            return switch (matcher.group(2)) {
                case "k" -> number * 1024;
                case "m" -> number * 1024 * 1024;
                default -> number;
            };
        }
    }
}
