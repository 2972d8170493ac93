package dev.tutti.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.settings.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

/** A wrong file is refused as a whole, with the place and a way out. */
class ConfigTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static String problem(String yaml) {
        try {
            Config.parse(yaml, "tutti.yaml");
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("accepted: " + yaml);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`timing: {pol: 1s}` | `tutti.yaml, line 1, column 10: there is no option \"timing.pol\"; did you mean \"timing.poll\"?`",
        "`timings: {poll: 1s}` | `tutti.yaml, line 1, column 1: there is no option \"timings\"`",
        "`nonsense: 1` | `there is no option \"nonsense\"; docs/configuration.md lists all`",
        "`timing: {poll: 5}` | `\"timing.poll\" is \"5\": write a duration with its unit`",
        "`timing: {poll: 0s}` | `it must be longer than zero`",
        "`timing: {poll: -1s}` | `write a duration with its unit`",
        "`timing: {poll: [1s]}` | `\"timing.poll\" takes one value: duration`",
        "`timing: 5s` | `\"timing\" is a section: its options stand below it, indented`",
        "`fleet: {seeds: db1}` | `\"fleet.seeds\" is a list: write its items below it, each after \"- \"`",
        "`fleet: {seeds: [db1:99999]}` | `the port of db1 must be between 1 and 65535, not 99999`",
        "`fleet: {seeds: ['db 1']}` | `\"db 1\" is not an address: write host:port`",
        "`fleet: {tls: yes}` | `write one of off, trust, verify`",
        "`fleet: {password_file: /no/such/file}` | `\"fleet.password_file\" is \"/no/such/file\": the file cannot be read`",
        "`fleet: {password_env: NO_SUCH_VARIABLE}` | `there is no such environment variable`",
        "`server: {listen: nowhere:port}` | `\"server.listen\" is \"nowhere:port\"`",
        "`server: {tokens: [{name: a}]}` | `\"server.tokens[].file\" is missing`",
        "`server: {tokens: [a]}` | `each item of \"server.tokens\" has options of its own, such as \"name:\"`",
        "`recovery: {primary: auto}` | `write one of automatic, by_hand, off`",
        "`recovery: {chains: [{primary: off}]}` | `\"recovery.chains[].chain\" is missing`",
        "`recovery: {chains: [{chain: a, primery: off}]}` | `there is no option \"recovery.chains[].primery\"; did you mean \"recovery.chains[].primary\"?`",
        "`promotion: {across_sites: maybe}` | `write true or false`",
        "`pseudo_gtid: {pattern: '('}` | `\"pseudo_gtid.pattern\" is \"(\"`",
        "`hooks: {before: /no/such/hook}` | `there is no such file that may be executed`",
        "`hooks: {webhooks: [ftp://a]}` | `write a URL that begins with http:// or https://`",
        "`hooks: {webhooks: ['http://a b']}` | `\"hooks.webhooks[]\" is \"http://a b\"`",
        "`[a, b]` | `sections such as \"fleet:\" are expected here`",
    })
    void eachMistakeIsToldWithItsPlace(String yaml, String expected) {
        assertThat(problem(yaml)).contains(expected).startsWith("tutti.yaml, line 1, column ").doesNotContain("\n");
    }

    @Test
    void whatIsNoYamlIsToldWithLineAndColumn() {
        assertThat(problem("fleet:\n  seeds: [a:1\n  user: x\n")).startsWith("tutti.yaml, line 3, column ").contains("not YAML");
        assertThat(problem("fleet:\n\tuser: x\n")).startsWith("tutti.yaml, line 2, column ").contains("not YAML");
        assertThat(problem("fleet: {user: a}\nfleet: {user: b}\n")).contains("line 2", "\"fleet\"");
    }

    @Test
    void anEmptyFileIsAllDefaults() throws ConfigException {
        Config config = Config.parse("", "empty.yaml");
        assertThat(config.listen()).hasToString("127.0.0.1:7410");
        assertThat(config.credentials().user()).isEqualTo("tutti");
        assertThat(config.policy()).isEqualTo(dev.tutti.core.policy.Policy.defaults());
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.read(folder.resolve("absent.yaml")))
                .withMessage("The configuration file " + folder.resolve("absent.yaml") + " does not exist");
    }

    @Test
    void anEmptyPasswordFileIsTold() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(problem("fleet: {password_file: " + empty + "}")).contains("the file is empty");
    }

    @Test
    void aPasswordIsNeverPartOfAMessageOrOfTheConfigurationAsText() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "s3cret-91");
        Config config = Config.parse(
                "server: {tokens: [{name: a, file: " + file + "}]}\nfleet: {password_file: " + file + "}", "a.yaml");
        assertThat(config.toString()).doesNotContain("s3cret-91");
        assertThat(config.credentials().password().reveal()).isEqualTo("s3cret-91");
    }
}
