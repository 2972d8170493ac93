package dev.tutti.binlogserver.archive;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An archive in a bucket. Larger files go in parts, which become one object when all of them are there.
 *
 * <p>Source of the limits: Amazon S3 user guide, "Amazon S3 multipart upload limits": parts of 5 MiB to 5 GiB, at most 10,000.
 */
final class BucketArchive implements Archive {
    private static final Logger log = LoggerFactory.getLogger(BucketArchive.class);
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 4;
    /** One of them is in memory while it is sent. */
    private static final int PART = 16 << 20;
    private static final int MOST_PARTS = 9_000;

    private final Location.Bucket location;
    private final S3Client client;

    BucketArchive(Location.Bucket location) {
        this.location = location;
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTING)
                        .socketTimeout(location.timeout()))
                .credentialsProvider(credentials(location))
                .region(Region.of(location.region()))
                .forcePathStyle(location.pathStyle())
                // Not every store knows those; what was stored is read back and compared anyway.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override
                        .apiCallAttemptTimeout(location.timeout())
                        .apiCallTimeout(location.timeout().multipliedBy(ATTEMPTS))
                        .retryStrategy(StandardRetryStrategy.builder().maxAttempts(ATTEMPTS).build()));
        if (location.endpoint() != null) {
            builder.endpointOverride(location.endpoint());
        }
        this.client = builder.build();
    }

    private static AwsCredentialsProvider credentials(Location.Bucket location) {
        return location.accessKey() == null || location.secretKey() == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(location.accessKey(), location.secretKey().reveal()));
    }

    private String key(String name) {
        return location.prefix() + name;
    }

    @Override
    public void put(String name, Path content) throws IOException {
        long size = Files.size(content);
        if (size <= PART) {
            byte[] all = Files.readAllBytes(content);
            call("storing " + name, () -> client.putObject(
                    request -> request.bucket(location.bucket()).key(key(name)), RequestBody.fromBytes(all)));
        } else {
            putInParts(name, content, size);
        }
    }

    private void putInParts(String name, Path content, long size) throws IOException {
        abandonFormer(name);
        String upload = call("beginning to store " + name, () -> client.createMultipartUpload(
                request -> request.bucket(location.bucket()).key(key(name)))).uploadId();
        try (FileChannel in = FileChannel.open(content, StandardOpenOption.READ)) {
            int length = (int) Math.max(PART, size / MOST_PARTS + 1);
            List<CompletedPart> parts = new ArrayList<>();
            for (long at = 0; at < size; at += length) {
                byte[] bytes = new byte[(int) Math.min(length, size - at)];
                read(in, ByteBuffer.wrap(bytes), at, content);
                int number = parts.size() + 1;
                String tag = call("storing part " + number + " of " + name, () -> client.uploadPart(
                        request -> request.bucket(location.bucket()).key(key(name)).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(bytes))).eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
            call("putting the parts of " + name + " together", () -> client.completeMultipartUpload(
                    request -> request.bucket(location.bucket()).key(key(name)).uploadId(upload)
                            .multipartUpload(all -> all.parts(parts))));
        } catch (IOException | RuntimeException e) {
            abandon(key(name), upload);
            throw e;
        }
    }

    private static void read(FileChannel in, ByteBuffer target, long from, Path file) throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            int count = in.read(target, at);
            if (count < 0) {
                throw new ArchiveException(file + " became shorter while it was sent to the archive.");
            }
            at += count;
        }
    }

    /** Parts that a process left behind which ended in the middle would be paid for ever. */
    private void abandonFormer(String name) {
        try {
            List<MultipartUpload> former = client.listMultipartUploads(
                    request -> request.bucket(location.bucket()).prefix(key(name))).uploads();
            former.stream().filter(each -> each.key().equals(key(name))).forEach(each -> abandon(each.key(), each.uploadId()));
        } catch (SdkException e) {
            log.debug("parts of {} that may be left over in {} cannot be listed: {}", name, location, e.getMessage());
        }
    }

    private void abandon(String key, String upload) {
        try {
            client.abortMultipartUpload(request -> request.bucket(location.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
            log.debug("parts of {} stay in {} until they are sent again: {}", key, location, e.getMessage());
        }
    }

    @Override
    public Optional<InputStream> get(String name) throws IOException {
        try {
            InputStream content = call("reading " + name,
                    () -> client.getObject(request -> request.bucket(location.bucket()).key(key(name))));
            return Optional.of(new Content(content, name));
        } catch (ArchiveException e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void remove(String name) throws IOException {
        call("removing " + name, () -> client.deleteObject(request -> request.bucket(location.bucket()).key(key(name))));
    }

    private <T> T call(String what, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            boolean named = e.awsErrorDetails() != null && e.awsErrorDetails().errorCode() != null;
            String code = named ? " (" + e.awsErrorDetails().errorCode() + ")" : "";
            throw new ArchiveException("The archive " + location + " refused " + what + ": status " + e.statusCode() + code, e);
        } catch (SdkException e) {
            throw new ArchiveException("The archive " + location + " did not answer " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return location.toString();
    }

    /** What breaks off in the middle is told as what it is. */
    private final class Content extends FilterInputStream {
        private final String name;

        Content(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            try {
                return super.read(bytes, from, count);
            } catch (IOException | SdkException e) {
                throw new ArchiveException("The archive " + location + " broke off reading " + name + ": " + e.getMessage(), e);
            }
        }
    }
}
