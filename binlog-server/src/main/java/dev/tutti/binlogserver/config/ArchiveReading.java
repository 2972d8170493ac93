package dev.tutti.binlogserver.config;

import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.binlogserver.archive.Location;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.settings.Option;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the archive's options, and refuses those that contradict each other or the rules for the disk. Stateless. */
final class ArchiveReading {
    private static final String S3 = "s3://";
    private static final List<String> OF_A_BUCKET =
            List.of("archive.endpoint", "archive.access_key", "archive.secret_key_file", "archive.secret_key_env");

    private ArchiveReading() {}

    /** What is archived where; null without {@code archive.to}. */
    static @Nullable ArchiveOptions from(ConfigReader reader, Path store, Purge.Policy disk) throws ConfigException {
        if (reader.value("archive.to", String::strip).isEmpty()) {
            for (Option option : Options.ALL) {
                if (option.path().startsWith("archive.") && !option.path().equals("archive.to")) {
                    reader.value(option.path(), text -> mustBe(
                            text.equals(option.fallback()), "there is no archive: say in archive.to where it is"));
                }
            }
            return null;
        }
        Duration after = reader.require("archive.after", text -> after(ConfigReader.duration(text), disk));
        return new ArchiveOptions(
                location(reader, store),
                after,
                reader.value("archive.keep_local", ConfigReader.number(0, 1_000_000)).map(Math::toIntExact).orElse(-1),
                reader.require("archive.keep_age", text -> keepAge(ConfigReader.duration(text), after, disk)),
                reader.require("archive.keep_size", text -> keepSize(ConfigReader.bytes(text), disk)),
                reader.require("archive.cache", text -> cache(ConfigReader.bytes(text))),
                reader.require("archive.patience", ConfigReader::positiveDuration));
    }

    private static Duration after(Duration after, Purge.Policy disk) {
        mustBe(disk.age().isZero() || after.compareTo(disk.age()) < 0,
                "it must be shorter than keep.age, since files leave this disk only when they are archived");
        return after;
    }

    private static Duration keepAge(Duration age, Duration after, Purge.Policy disk) {
        mustBe(age.isZero() || age.compareTo(after) > 0,
                "it must be longer than archive.after, or nothing would ever be archived");
        mustBe(age.isZero() || age.compareTo(disk.age()) >= 0,
                "it must not be shorter than keep.age: a file that leaves the archive leaves this disk too");
        return age;
    }

    private static long keepSize(long size, Purge.Policy disk) {
        mustBe(size == 0 || size >= disk.size(),
                "it must not be smaller than keep.size: a file that leaves the archive leaves this disk too");
        return size;
    }

    private static long cache(long size) {
        mustBe(size > 0, "files can be read back only into a cache: give it at least the size of one compressed file");
        return size;
    }

    private static Location location(ConfigReader reader, Path store) throws ConfigException {
        boolean bucket = reader.require("archive.to", String::strip).startsWith(S3);
        if (!bucket) {
            for (String name : OF_A_BUCKET) {
                reader.value(name, _ -> mustBe(false, "archive.to names a folder, and this is about a bucket (s3://…)"));
            }
            return reader.require("archive.to", text -> folder(ConfigReader.path(text.strip()), store));
        }
        String accessKey = reader.value("archive.access_key", String::strip).orElse(null);
        Secret secretKey = secretKey(reader);
        if (accessKey != null && secretKey == null) {
            reader.value("archive.access_key", _ -> mustBe(
                    false, "its secret is missing: name archive.secret_key_file or archive.secret_key_env"));
        }
        if (accessKey == null && secretKey != null) {
            // The one of both that is there says so.
            for (String name : List.of("archive.secret_key_file", "archive.secret_key_env")) {
                reader.value(name, _ -> mustBe(false, "whose secret it is is missing: name archive.access_key"));
            }
        }
        URI endpoint = reader.value("archive.endpoint", ArchiveReading::endpoint).orElse(null);
        String region = reader.require("archive.region", String::strip);
        boolean pathStyle = reader.require("archive.path_style", ConfigReader::onOrOff);
        Duration timeout = reader.require("archive.timeout", ConfigReader::positiveDuration);
        return reader.require("archive.to", text -> {
            String rest = text.strip().substring(S3.length());
            int slash = rest.indexOf('/');
            String name = slash < 0 ? rest : rest.substring(0, slash);
            String prefix = slash < 0 ? "" : rest.substring(slash + 1);
            mustBe(!name.isEmpty(), "write s3://bucket/prefix");
            return new Location.Bucket(name, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/", endpoint, region,
                    pathStyle, accessKey, secretKey, timeout);
        });
    }

    private static @Nullable Secret secretKey(ConfigReader reader) throws ConfigException {
        Optional<Secret> fromFile = reader.value("archive.secret_key_file", ConfigReader::secretFile);
        Optional<Secret> fromEnvironment = reader.value("archive.secret_key_env", ConfigReader::secretVariable);
        return fromFile.or(() -> fromEnvironment).orElse(null);
    }

    private static Location folder(Path path, Path store) {
        mustBe(path.isAbsolute(), "write the whole path of a folder, or s3://bucket/prefix");
        Path mine = store.toAbsolutePath().normalize();
        Path archive = path.normalize();
        mustBe(!archive.startsWith(mine) && !mine.startsWith(archive),
                "the archive and server.folder must not stand in each other: give it a folder of another disk");
        return new Location.Folder(archive);
    }

    private static URI endpoint(String text) {
        URI uri = URI.create(text.strip());
        mustBe(("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null,
                "write it as https://host:port");
        return uri;
    }

    private static boolean mustBe(boolean so, String otherwise) {
        if (!so) {
            throw new IllegalArgumentException(otherwise);
        }
        return true;
    }
}
