package dev.tutti.binlogserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every option of how files are kept is declared, read, and changes something. */
class OptionsTest {
    private static final String NEEDED = """
            server: {folder: /logs}
            identity: {server_id: 1, version: 11.4.5-MariaDB}
            upstream: {addresses: ['127.0.0.1:1'], server_id: 2}
            """;

    @TempDir
    Path folder;

    private static BinlogServerConfig with(String more) throws ConfigException {
        return BinlogServerConfig.parse(NEEDED + more, "test.yaml");
    }

    @Test
    void everyOptionOfKeepingChangesTheConfiguration() throws Exception {
        List<String> declared = Options.all().stream().map(Option::path).filter(path -> path.startsWith("keep.")).toList();
        assertThat(declared).isNotEmpty();
        for (String path : declared) {
            String name = path.substring("keep.".length());
            boolean size = name.equals("size") || name.equals("free");
            BinlogServerConfig one = with("keep: {" + name + ": " + (size ? "11M" : "11s") + "}");
            BinlogServerConfig other = with("keep: {" + name + ": " + (size ? "12M" : "12s") + "}");
            assertThat(List.of(one.purge(), one.storage())).as(path).isNotEqualTo(List.of(other.purge(), other.storage()));
        }
    }

    @Test
    void withoutOptionsFilesAreKeptAsTheyAre() throws Exception {
        assertThat(with("").storage()).isEqualTo(StorageOptions.plain());
    }

    @Test
    void aKeyIsReadFromItsFileAndNeverShown() throws Exception {
        String key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        Path file = Files.writeString(folder.resolve("key"), key + "\n");
        StorageOptions storage = with("keep: {compress_after: 2h}\nencryption: {key_file: '" + file + "'}").storage();
        assertThat(storage.compressAfter()).isEqualTo(Duration.ofHours(2));
        assertThat(storage.masterKey()).isNotNull().satisfies(secret -> assertThat(secret.reveal()).isEqualTo(key));
        assertThat(storage.toString()).doesNotContain(key);
    }

    @Test
    void aKeyOfAnotherLengthIsRefusedWithoutRepeatingIt() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "0011secret");
        assertThatThrownBy(() -> with("encryption: {key_file: '" + file + "'}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a key has 32 bytes")
                .hasMessageContaining("encryption.key_file")
                .hasMessageNotContaining("0011secret");
    }

    @Test
    void everyOptionOfTheArchiveChangesTheConfiguration() throws Exception {
        String secret = Files.writeString(folder.resolve("secret"), "one of forty characters").toString();
        String other = Files.writeString(folder.resolve("other"), "another one").toString();
        String bucket = "to: s3://logs/a, access_key: me, ";
        Map<String, List<String>> values = Map.ofEntries(
                Map.entry("to", List.of("to: s3://logs/a", "to: s3://logs/b")),
                Map.entry("endpoint", List.of("https://a:1", "https://b:1")),
                Map.entry("access_key", List.of("to: s3://a, access_key: a, secret_key_file: '" + secret + "'",
                        "to: s3://a, access_key: b, secret_key_file: '" + secret + "'")),
                Map.entry("secret_key_file", List.of(bucket + "secret_key_file: '" + secret + "'",
                        bucket + "secret_key_file: '" + other + "'")),
                Map.entry("secret_key_env", List.of(bucket + "secret_key_env: PATH", bucket + "secret_key_env: HOME")),
                Map.entry("region", List.of("eu-central-1", "eu-west-1")),
                Map.entry("path_style", List.of("true", "false")),
                Map.entry("keep_local", List.of("3", "4")),
                Map.entry("keep_size", List.of("11M", "12M")),
                Map.entry("cache", List.of("11M", "12M")));
        for (Option option : Options.all()) {
            if (option.path().startsWith("archive.")) {
                String name = option.path().substring("archive.".length());
                List<String> two = values.getOrDefault(name, List.of("11h", "12h")).stream()
                        .map(value -> value.contains("to: ") ? value : "to: s3://logs, " + name + ": " + value)
                        .toList();
                assertThat(with("archive: {" + two.getFirst() + "}").storage()).as(option.path())
                        .isNotEqualTo(with("archive: {" + two.getLast() + "}").storage());
            }
        }
        assertThat(with("archive: {" + bucket + "secret_key_file: '" + secret + "'}").toString())
                .contains("***").doesNotContain("one of forty characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            archive: {keep_age: 9d}                                          | there is no archive: say in archive.to where it is
            archive: {to: relative}                                          | write the whole path of a folder
            archive: {to: /logs/archive}                                     | must not stand in each other
            archive: {to: /archive, endpoint: 'https://a:1'}                 | archive.to names a folder
            archive: {to: 's3://'}                                           | write s3://bucket/prefix
            archive: {to: 's3://a', access_key: me}                          | its secret is missing
            archive: {to: 's3://a', secret_key_env: PATH}                    | whose secret it is is missing
            archive: {to: 's3://a', endpoint: 'a:1'}                         | write it as https://host:port
            {keep: {age: 2d}, archive: {to: /archive, keep_age: 1d}}         | must not be shorter than keep.age
            {keep: {age: 1h}, archive: {to: /archive, after: 2h}}            | it must be shorter than keep.age
            {keep: {size: 2G}, archive: {to: /archive, keep_size: 1G}}       | must not be smaller than keep.size
            archive: {to: /archive, after: 2d, keep_age: 1d}                 | it must be longer than archive.after
            archive: {to: /archive, cache: 0}                                | give it at least the size of one
            """)
    void contradictionsAboutTheArchiveAreRefusedInOneSentence(String options, String sentence) {
        String more = options.startsWith("{")
                ? options.substring(1, options.length() - 1).replace(", archive:", "\narchive:")
                : options;
        assertThatThrownBy(() -> with(more)).isInstanceOf(ConfigException.class).hasMessageContaining(sentence);
    }
}
