package dev.tutti.binlogserver;

import dev.tutti.binlogserver.archive.Location;
import dev.tutti.core.model.Secret;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.filesystem.FilesystemApiMetadata;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/** A store that speaks S3, on the loopback address, whose buckets are folders. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "logs";
    private static final String USER = "tutti-archive";
    private static final String PASSWORD = "a secret of forty characters, more or less";

    private final BlobStoreContext context;
    private final S3Proxy proxy;
    private final Path folder;

    private S3Server(BlobStoreContext context, S3Proxy proxy, Path folder) {
        this.context = context;
        this.proxy = proxy;
        this.folder = folder;
    }

    static S3Server start(Path folder) throws Exception {
        Files.createDirectories(folder.resolve(BUCKET));
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        BlobStoreContext context = ContextBuilder.newBuilder(new FilesystemApiMetadata())
                .credentials(USER, PASSWORD)
                .overrides(properties)
                .buildView(BlobStoreContext.class);
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(context.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, USER, PASSWORD)
                .build();
        proxy.start();
        return new S3Server(context, proxy, folder);
    }

    /** Where it is, for whoever has its secret. */
    Location location(String prefix) {
        return location(prefix, PASSWORD);
    }

    Location location(String prefix, String secret) {
        return new Location.Bucket(BUCKET, prefix, URI.create("http://127.0.0.1:" + proxy.getPort()), "us-east-1", true, USER,
                Secret.of(secret), Duration.ofSeconds(5));
    }

    Path bucket() {
        return folder.resolve(BUCKET);
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            context.close();
        }
    }
}
