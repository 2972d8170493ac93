package dev.tutti.binlogserver.archive;

import dev.tutti.core.model.Secret;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Where an archive is. */
public sealed interface Location {
    /** A folder, mostly of another disk or host. It must exist: one that is not mounted must not be made on this disk. */
    record Folder(Path path) implements Location {
        @Override
        public Archive open() {
            return new FolderArchive(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A bucket of Amazon S3 or of something that speaks its protocol.
     *
     * @param prefix what all names in it begin with; empty, or ending with a slash
     * @param endpoint where it is asked; null for Amazon's own of the region
     * @param pathStyle whether the bucket's name stands in the path instead of the host's name
     * @param accessKey who asks; null for what the SDK finds by itself: environment, profile, role of the host
     * @param timeout how long one attempt at one request may take
     */
    record Bucket(
            String bucket,
            String prefix,
            @Nullable URI endpoint,
            String region,
            boolean pathStyle,
            @Nullable String accessKey,
            @Nullable Secret secretKey,
            Duration timeout)
            implements Location {
        @Override
        public Archive open() {
            return new BucketArchive(this);
        }

        @Override
        public String toString() {
            return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
        }
    }

    /** Opens it; whether it answers shows with the first call. */
    Archive open();

    /** As people write it; never with a secret. */
    @Override
    String toString();
}
