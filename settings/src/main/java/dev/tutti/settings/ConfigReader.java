package dev.tutti.settings;

import dev.tutti.core.model.Secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads declared options from a document and refuses everything else, with the place in the file. The static methods turn an
 * option's text into a value and throw {@link IllegalArgumentException} with what to write instead. Used by one thread.
 */
public final class ConfigReader {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)");

    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kmgtKMGT]?)[bB]?");

    private final List<Option> options;
    private final String file;
    private final Node.Mapping mapping;
    private final String path;

    private ConfigReader(List<Option> options, String file, Node.Mapping mapping, String path) {
        this.options = options;
        this.file = file;
        this.mapping = mapping;
        this.path = path;
    }

    /**
     * Reads a file and checks every key in it.
     *
     * @param options what there is
     * @param page of the documentation that lists them, for messages
     */
    public static ConfigReader read(Path file, List<Option> options, String page) throws ConfigException {
        return of(file.toString(), YamlFile.read(file), options, page);
    }

    /**
     * The same with a text.
     *
     * @param name what messages call it
     */
    public static ConfigReader parse(String text, String name, List<Option> options, String page) throws ConfigException {
        return of(name, YamlFile.parse(text, name), options, page);
    }

    private static ConfigReader of(String file, Node.Mapping document, List<Option> options, String page)
            throws ConfigException {
        ConfigReader reader = new ConfigReader(List.copyOf(options), file, document, "");
        reader.refuseUnknown(document, "", page, new HashMap<>());
        return reader;
    }

    /** What may stand at a path. */
    private record Shape(boolean section, boolean list, boolean leaf) {
        static Shape at(String path, List<Option> options) {
            return new Shape(
                    options.stream().anyMatch(option -> option.path().startsWith(path + ".")),
                    options.stream().anyMatch(option -> option.path().startsWith(path + "[]")),
                    options.stream().anyMatch(option -> option.path().equals(path)));
        }
    }

    /** @param shapes of the paths that were met: a list of ten thousand names has a few paths only */
    private void refuseUnknown(Node.Mapping mapping, String path, String page, Map<String, Shape> shapes)
            throws ConfigException {
        for (var entry : mapping.entries().entrySet()) {
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            Shape shape = shapes.computeIfAbsent(at, any -> Shape.at(any, options));
            if (!shape.section() && !shape.list() && !shape.leaf()) {
                throw new ConfigException(place(file, entry.getValue().line(), entry.getValue().column())
                        + "there is no option \"" + at + "\"" + suggestion(at, page));
            }
            Node value = entry.getValue().value();
            if (shape.section() && value instanceof Node.Mapping inner) {
                refuseUnknown(inner, at, page, shapes);
            } else if (shape.section() && !isEmpty(value)) {
                throw new ConfigException(place(file, value.line(), value.column()) + "\"" + at
                        + "\" is a section: its options stand below it, indented");
            }
            if (shape.list() && value instanceof Node.Sequence items) {
                for (Node item : items.items()) {
                    if (item instanceof Node.Mapping inner) {
                        refuseUnknown(inner, at + "[]", page, shapes);
                    }
                }
            }
        }
    }

    private static boolean isEmpty(Node node) {
        return node instanceof Node.Scalar scalar && scalar.text().isEmpty();
    }

    private String suggestion(String wanted, String page) {
        return options.stream()
                .flatMap(option -> Stream.of(option.path(), option.path().replaceAll("\\[\\].*", "")))
                .distinct()
                .min(Comparator.comparingInt(path -> distance(path, wanted)))
                .filter(path -> distance(path, wanted) <= 3)
                .map(path -> "; did you mean \"" + path + "\"?")
                .orElse("; " + page + " lists all");
    }

    /** How many single-character changes lead from one text to the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int up = row[j];
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = up;
            }
        }
        return row[other.length()];
    }

    private static String place(String file, int line, int column) {
        return file + ", line " + line + ", column " + column + ": ";
    }

    /** The items of a list of sections. */
    public List<ConfigReader> sections(String name) throws ConfigException {
        List<ConfigReader> readers = new ArrayList<>();
        for (Node item : items(name)) {
            if (!(item instanceof Node.Mapping inner)) {
                throw new ConfigException(place(file, item.line(), item.column()) + "each item of \"" + full(name)
                        + "\" has options of its own, such as \"" + firstOptionOf(name) + ":\"");
            }
            readers.add(new ConfigReader(options, file, inner, full(name) + "[]"));
        }
        return readers;
    }

    private String firstOptionOf(String name) {
        String prefix = full(name) + "[].";
        return options.stream()
                .map(Option::path)
                .filter(option -> option.startsWith(prefix))
                .map(option -> option.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    private List<Node> items(String name) throws ConfigException {
        Optional<Node> found = find(name);
        if (found.isEmpty() || isEmpty(found.get())) {
            return List.of();
        }
        if (found.get() instanceof Node.Sequence sequence) {
            return sequence.items();
        }
        throw new ConfigException(place(file, found.get().line(), found.get().column()) + "\"" + full(name)
                + "\" is a list: write its items below it, each after \"- \"");
    }

    public <T> List<T> list(String name, Function<String, T> parse) throws ConfigException {
        List<T> values = new ArrayList<>();
        for (Node item : items(name)) {
            values.add(parse(name + "[]", item, parse));
        }
        return values;
    }

    /** An option's value, or its declared default; empty when neither exists. */
    public <T> Optional<T> value(String name, Function<String, T> parse) throws ConfigException {
        Option option = declared(name);
        Optional<Node> found = find(name);
        if (found.isPresent() && !isEmpty(found.get())) {
            return Optional.of(parse(name, found.get(), parse));
        }
        return option.fallback().isEmpty() || option.fallback().equals("as above")
                ? Optional.empty()
                : Optional.of(parse.apply(option.fallback()));
    }

    public <T> T require(String name, Function<String, T> parse) throws ConfigException {
        Optional<T> found = value(name, parse);
        if (found.isEmpty()) {
            throw new ConfigException(place(file, mapping.line(), mapping.column()) + "\"" + full(name) + "\" is missing");
        }
        return found.get();
    }

    /** For what is wrong with an option in company of others: the place where it stands, or else that of its section. */
    public ConfigException wrong(String name, String why) {
        Node at = find(name).orElse(mapping);
        return new ConfigException(place(file, at.line(), at.column()) + "\"" + full(name) + "\": " + why);
    }

    private <T> T parse(String name, Node node, Function<String, T> parse) throws ConfigException {
        if (!(node instanceof Node.Scalar scalar)) {
            throw new ConfigException(place(file, node.line(), node.column()) + "\"" + full(name) + "\" takes one value: "
                    + declared(name).kind().words());
        }
        try {
            return parse.apply(scalar.text());
        } catch (RuntimeException e) {
            throw new ConfigException(place(file, node.line(), node.column()) + "\"" + full(name) + "\" is \""
                    + scalar.text() + "\": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private Option declared(String name) {
        return options.stream()
                .filter(option -> option.path().equals(full(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("undeclared option " + full(name)));
    }

    private String full(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private Optional<Node> find(String name) {
        Node at = mapping;
        for (String part : name.split("\\.")) {
            if (!(at instanceof Node.Mapping inner) || !inner.entries().containsKey(part)) {
                return Optional.empty();
            }
            at = inner.entries().get(part).value();
        }
        return Optional.of(at);
    }

    // ---- values --------------------------------------------------------------------------------------------------

    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a duration with its unit, such as 250ms, 5s, 10m, 2h or 90d");
        }
        double number = Double.parseDouble(matcher.group(1));
        double millis = switch (matcher.group(2)) {
            case "ms" -> number;
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            case "h" -> number * 3_600_000;
            default -> number * 86_400_000;
        };
        return Duration.ofMillis(Math.round(millis));
    }

    public static Duration positiveDuration(String text) {
        Duration duration = duration(text);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("it must be longer than zero");
        }
        return duration;
    }

    public static boolean onOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    public static Path path(String text) {
        return text.equals("~") || text.startsWith("~/")
                ? Path.of(System.getProperty("user.home") + text.substring(1))
                : Path.of(text);
    }

    /** The content of a file that holds a secret and nothing else. */
    public static Secret secretFile(String text) {
        try {
            String content = Files.readString(path(text)).strip();
            if (content.isEmpty()) {
                throw new IllegalArgumentException("the file is empty");
            }
            return Secret.of(content);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file cannot be read", e);
        }
    }

    /** A secret from the environment. */
    public static Secret secretVariable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no such environment variable");
        }
        return Secret.of(value);
    }

    /** A size, such as {@code 512k}, {@code 100M}, {@code 50G} or {@code 2T}: powers of 1024. */
    public static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a size such as 512k, 100M, 50G or 2T");
        }
        int power = " kmgt".indexOf(matcher.group(2).isEmpty() ? ' ' : Character.toLowerCase(matcher.group(2).charAt(0)));
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("that is more than there can be; write a size such as 512k, 100M, 50G or 2T", e);
        }
    }

    /** A whole number within bounds. */
    public static Function<String, Long> number(long least, long most) {
        return text -> {
            try {
                long value = Long.parseLong(text.strip());
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // It is told below what is one.
            }
            throw new IllegalArgumentException("write a number from " + least + " to " + most);
        };
    }

    public static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        return text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text.strip())) {
                    return constant;
                }
            }
            List<String> names = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                names.add(constant.name().toLowerCase(Locale.ROOT));
            }
            throw new IllegalArgumentException("write one of " + String.join(", ", names));
        };
    }
}
