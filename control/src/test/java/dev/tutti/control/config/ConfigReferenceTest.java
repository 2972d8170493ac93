package dev.tutti.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Json;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The reference says what the reader does, and the reader reads all that is declared. */
class ConfigReferenceTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theReferenceIsUpToDate() throws Exception {
        if ("write".equals(System.getProperty("tutti.docs"))) {
            Files.writeString(DOCUMENT, ConfigReference.markdown());
        }
        assertThat(DOCUMENT).as("write it anew with -Dtutti.docs=write").content().isEqualTo(ConfigReference.markdown());
    }

    @Test
    void everyOptionStandsInASectionOfTheReference() {
        assertThat(Options.all()).allSatisfy(option ->
                assertThat(ConfigReference.sectionNames()).contains(option.path().substring(0, option.path().indexOf('.'))));
    }

    @Test
    void theExampleIsReadableAndNamesEveryOption() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        String example = ConfigReference.example().replaceAll("/etc/tutti/[a-z-]+$", secret.toString())
                .replaceAll("(?m)/etc/tutti/(password|token-of-ada)$", secret.toString());
        Config config = Config.parse(example, "example.yaml");
        assertThat(config.tokens()).hasSize(1);
        assertThat(config.policy().chains()).as("the described one, and that of the Galera node").hasSize(2);
        assertThat(config.policy().timing()).isEqualTo(dev.tutti.core.policy.Timing.defaults());
        assertThat(Options.all()).allSatisfy(option ->
                assertThat(example).contains(option.path().replaceAll(".*\\.", "").replace("[]", "") + ":"));
    }

    @Test
    void everyDeclaredOptionChangesTheConfiguration() throws Exception {
        Map<String, List<String>> values = twoValuesOfEach();
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(
                Options.all().stream().map(Option::path).toList());
        String all = told(configOf(values, ""));
        for (String path : values.keySet()) {
            if (path.endsWith("password_env") || path.equals("agents.token_file")) {
                // They count where there is no file, and no certificate; the one variable that every process has does for a
                // password.
                continue;
            }
            assertThat(told(configOf(values, path))).as(path + " is declared and read by nobody").isNotEqualTo(all);
        }
        assertThat(Config.parse("fleet: {password_env: PATH}", "env").credentials().password().reveal())
                .isEqualTo(System.getenv("PATH"));
        assertThat(Config.parse("fleet: {replication_user: a, replication_password_env: PATH}", "env")
                        .replication().orElseThrow().password().reveal())
                .isEqualTo(System.getenv("PATH"));
        assertThat(Config.parse("agents: {token_file: " + secret("one") + "}", "token").agents().access())
                .isInstanceOf(Config.Agents.Access.Token.class);
    }

    private static String told(Config config) {
        return config + config.credentials().password().reveal()
                + config.replication().map(account -> account.password().reveal()).orElse("")
                + config.tokens().stream().map(token -> token.value().reveal()).toList();
    }

    private Map<String, List<String>> twoValuesOfEach() throws Exception {
        String one = secret("one");
        String other = secret("other");
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Option option : Options.all()) {
            values.put(option.path(), switch (option.kind()) {
                case TEXT -> text(option.path());
                case ADDRESS -> List.of("127.0.0.1:1", "127.0.0.1:2");
                case PATTERN -> List.of("a*", "b*");
                case DURATION -> List.of("11s", "12s");
                case SWITCH -> List.of("true", "false");
                case FILE -> List.of(one, other);
                case FOLDER -> List.of("/a", "/b");
                case URL -> List.of("http://a/", "http://b/");
                case REGEX -> List.of("a", "b");
                case MODE -> List.of("off", "by_hand");
                case TLS -> List.of("trust", "verify");
                case PREFERENCE -> List.of("never", "prefer");
                case ROLE -> List.of("operator", "viewer");
                case NUMBER -> List.of("11", "12");
                case SIZE -> List.of("11M", "12M");
                case PLUGIN -> List.of("mysql_native_password", "caching_sha2_password");
                case RIGHT -> List.of("replicate", "monitor");
                case NETWORK -> List.of("10.1.0.0/24", "10.2.0.0/24");
                case IPV4 -> List.of("10.0.0.1", "10.0.0.2");
                case RATE -> List.of("20M", "1G");
                case TECHNOLOGY -> List.of("openvpn", "wireguard");
                case ROUTER -> List.of("bird", "babeld");
            });
        }
        return values;
    }

    /** Names of members differ, and so do the ends of a link. */
    private static List<String> text(String path) {
        return path.endsWith("env")
                ? List.of("PATH", "HOME")
                : path.endsWith("arbitrators[].name") || path.endsWith("links[].other") ? List.of("c", "d") : List.of("a", "b");
    }

    private String secret(String content) throws Exception {
        Path file = Files.writeString(folder.resolve(content), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------")).toString();
    }

    /** All options with their first value, the named one with its second. */
    private static Config configOf(Map<String, List<String>> values, String changed) throws ConfigException {
        Map<String, Object> tree = new LinkedHashMap<>();
        values.forEach((path, two) -> put(tree, path, path.equals(changed) ? two.get(1) : two.get(0)));
        // JSON is YAML.
        return Config.parse(Json.mapper().writeValueAsString(tree), "all.yaml");
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> into, String path, String value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        String plain = name.replace("[]", "");
        if (dot < 0) {
            into.put(plain, name.endsWith("[]") ? List.of(value) : value);
        } else if (name.endsWith("[]")) {
            List<Map<String, Object>> items = (List<Map<String, Object>>)
                    Objects.requireNonNull(into.computeIfAbsent(plain, key -> new ArrayList<>(List.of(new LinkedHashMap<>()))));
            put(items.getFirst(), path.substring(dot + 1), value);
        } else {
            put(
                    (Map<String, Object>) Objects.requireNonNull(into.computeIfAbsent(plain, key -> new LinkedHashMap<>())),
                    path.substring(dot + 1),
                    value);
        }
    }
}
