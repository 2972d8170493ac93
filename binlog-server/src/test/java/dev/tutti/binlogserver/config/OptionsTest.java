package dev.tutti.binlogserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
}
