package dev.tutti.binlogserver.store;

import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.core.model.Secret;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How log files are kept.
 *
 * @param compressAfter how long after its last event a complete file is compressed; zero is never
 * @param masterKey encrypts the files that are begun from now on: 32 bytes in hexadecimal digits or base64; null encrypts nothing
 * @param archive what is archived where; null archives nothing
 */
public record StorageOptions(Duration compressAfter, @Nullable Secret masterKey, @Nullable ArchiveOptions archive) {
    public StorageOptions {
        if (masterKey != null) {
            FileKeys.decode(masterKey.reveal());
        }
    }

    /** Without an archive. */
    public StorageOptions(Duration compressAfter, @Nullable Secret masterKey) {
        this(compressAfter, masterKey, null);
    }

    /** As they are. */
    public static StorageOptions plain() {
        return new StorageOptions(Duration.ZERO, null);
    }
}
