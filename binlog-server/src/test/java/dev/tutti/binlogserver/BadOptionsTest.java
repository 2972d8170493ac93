package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.config.Options;
import dev.tutti.binlogserver.front.FrontConfig;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every option that is declared, with a value that it cannot have: the message says where it stands, what it is, what to write. */
class BadOptionsTest {
    /** What no value can be wrong of: names, and a folder that is made when it is not there. */
    private static final List<String> TAKES_ANY_TEXT = List.of(
            "server.folder", "identity.hostname", "upstream.user", "upstream.start", "accounts[].name", "front.user", "archive.region",
            "archive.access_key");
    /** The certificate is read together with its key. */
    private static final List<String> READ_WITH_ANOTHER = List.of("tls.certificate");

    @TempDir
    private Path folder;

    static Stream<Option> options() {
        return Stream.concat(Options.all().stream(), FrontConfig.options().stream());
    }

    /** A document that is right but for one option. */
    private String document(String path, String bad) throws Exception {
        boolean front = path.startsWith("front.");
        Path password = Files.writeString(folder.resolve("password"), "secret");
        Map<String, String> values = new LinkedHashMap<>();
        if (front) {
            values.put("front.servers[]", "['127.0.0.1:1']");
            values.put("front.user", "monitor");
            values.put("front.password_file", password.toString());
        } else {
            values.put("server.folder", folder.resolve("logs").toString());
            values.put("identity.server_id", "1");
            values.put("identity.version", "11.4.5-MariaDB");
            values.put("upstream.addresses[]", "['127.0.0.1:1']");
            values.put("upstream.server_id", "2");
            values.put("accounts[].name", "reader");
            values.put("accounts[].password_file", password.toString());
        }
        if (path.startsWith("tls.")) {
            values.put("tls.certificate", folder.resolve("server.pem").toString());
            values.put("tls.key", folder.resolve("server.key").toString());
        }
        if (path.endsWith("_hash")) {
            values.remove("accounts[].password_file");
        }
        values.put(path, bad);
        return written(values);
    }

    private static String written(Map<String, String> values) {
        Map<String, StringBuilder> sections = new LinkedHashMap<>();
        values.forEach((path, value) -> {
            String name = path.substring(path.indexOf('.') + 1).replace("[]", "");
            String section = path.substring(0, path.indexOf('.'));
            StringBuilder text = sections.computeIfAbsent(section.replace("[]", ""), each -> new StringBuilder(each + ":\n"));
            boolean first = text.indexOf("\n") == text.length() - 1;
            text.append(section.endsWith("[]") ? first ? "  - " : "    " : "  ")
                    .append(name)
                    .append(": ")
                    .append(value)
                    .append('\n');
        });
        return String.join("", sections.values());
    }

    private static void read(String document) throws ConfigException {
        if (document.startsWith("front:")) {
            FrontConfig.parse(document, "test.yaml");
        } else {
            BinlogServerConfig.parse(document, "test.yaml");
        }
    }

    private static Optional<String> badValueOf(Option option) {
        return switch (option.path()) {
            case "identity.uuid", "identity.version", "accounts[].native_hash", "accounts[].sha2_hash" -> Optional.of("nonsense");
            case "accounts[].until" -> Optional.of("whenever");
            case "archive.to" -> Optional.of("logs/archive");
            case "upstream.password_env", "archive.secret_key_env" -> Optional.of("TUTTI_NO_SUCH_VARIABLE");
            default -> switch (option.kind()) {
                case TEXT, FOLDER -> Optional.empty();
                case ADDRESS -> Optional.of("db1.example:99999");
                case FILE -> Optional.of("/nowhere/at/all");
                case REGEX -> Optional.of("(");
                case DURATION -> Optional.of("10 apples");
                case SIZE -> Optional.of("99999999999T");
                default -> Optional.of("nonsense");
            };
        };
    }

    @Test
    void withoutABadValueTheDocumentIsRight() throws Exception {
        read(document("server.listen", "127.0.0.1:3310"));
        read(document("front.listen", "127.0.0.1:3309"));
    }

    @ParameterizedTest
    @MethodSource("options")
    void aValueThatItCannotHaveIsNamedWithItsPlaceAndWhatToWrite(Option option) throws Exception {
        Optional<String> bad = badValueOf(option);
        assertThat(bad.isEmpty()).as(option.path()).isEqualTo(TAKES_ANY_TEXT.contains(option.path()));
        if (bad.isEmpty() || READ_WITH_ANOTHER.contains(option.path())) {
            return;
        }
        String value = "'" + bad.get() + "'";
        String document = document(option.path(), option.path().endsWith("[]") ? "[" + value + "]" : value);
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(document));
        assertThat(refused).as(document).isNotNull();
        assertThat(refused.getMessage())
                .matches("test\\.yaml, line \\d+, column \\d+: \"" + quoted(option.path()) + "\" .*: .{10,}")
                .doesNotContain("Exception", "For input string", "overflow", ": null");
    }

    private static String quoted(String text) {
        return Pattern.quote(text);
    }

    /** A list where one value belongs, one value where a list belongs. */
    @ParameterizedTest
    @MethodSource("options")
    void aValueOfAnotherShapeIsNamedWithItsPlace(Option option) throws Exception {
        boolean list = option.path().endsWith("[]");
        String document = document(option.path(), list ? "one" : "[one, other]");
        assertThatExceptionOfType(ConfigException.class)
                .as(document)
                .isThrownBy(() -> read(document))
                .withMessageMatching("test\\.yaml, line \\d+, column \\d+: \""
                        + quoted(list ? option.path().substring(0, option.path().length() - 2) : option.path()) + "\" .*")
                .withMessageContaining(list ? "is a list" : "takes one value: " + option.kind().words());
    }
}
