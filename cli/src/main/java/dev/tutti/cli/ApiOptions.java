package dev.tutti.cli;

import dev.tutti.cli.http.ApiClient;
import dev.tutti.cli.http.Token;
import dev.tutti.cli.render.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;

/** What every command that talks to the control plane takes. */
@Command(
        sortOptions = false,
        sortSynopsis = false,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.HELP_DONE,
            ExitCode.HELP_FAILED,
            ExitCode.HELP_WRONG_USE,
            ExitCode.HELP_REFUSED,
            ExitCode.HELP_NO_CONTROL_PLANE,
            ExitCode.HELP_PROBLEMS
        })
final class ApiOptions {
    private static final String USUAL_API = "http://127.0.0.1:7410";

    @Option(
            names = "--api",
            paramLabel = "URL",
            order = 100,
            description = {"Where the control plane is; by default what TUTTI_API says,", "else " + USUAL_API + "."})
    @Nullable String api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            order = 101,
            description = {
                "Holds the token that changes need. Looked for in this order: this file,",
                "the file named by TUTTI_TOKEN_FILE, TUTTI_TOKEN itself, that of a demo",
                "that runs at this address, ~/.config/tutti/token,",
                "~/.local/state/tutti/token."
            })
    @Nullable Path tokenFile;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            order = 102,
            defaultValue = "15s",
            converter = DurationConverter.class,
            description = "How long one request may take (default: ${DEFAULT-VALUE}).")
    Duration timeout = Duration.ofSeconds(15);

    @Option(names = "--json", order = 103, description = "Print the API's JSON, one document, for programs.")
    boolean json;

    @Option(names = {"-h", "--help"}, usageHelp = true, order = 104, description = "Show this help.")
    boolean help;

    ApiClient client(Surroundings surroundings) {
        String configured = surroundings.environment().getOrDefault("TUTTI_API", "");
        URI base = base(api != null ? api : configured.isEmpty() ? USUAL_API : configured);
        return new ApiClient(
                base,
                () -> Token.find(tokenFile, base, surroundings.environment(), surroundings.home()),
                timeout,
                surroundings.nanoTime());
    }

    private static URI base(String text) {
        try {
            String trimmed = text.strip();
            while (trimmed.endsWith("/")) {
                trimmed = trimmed.substring(0, trimmed.length() - 1);
            }
            if (trimmed.endsWith("/api/v1")) {
                trimmed = trimmed.substring(0, trimmed.length() - "/api/v1".length());
            }
            URI uri = new URI(trimmed);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below; not quoted, as somebody may have put a password into it
        }
        throw Failure.wrongUse("The control plane's URL (--api or TUTTI_API) must look like " + USUAL_API
                + ": http or https, a host, a port, and neither user nor password.");
    }

    /** {@code 90s}, {@code 2h}, {@code 1h30m}. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return Times.duration(value)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' is not a time: write 90s, 15m, 2h, 1h30m or 3d"));
        }
    }
}
