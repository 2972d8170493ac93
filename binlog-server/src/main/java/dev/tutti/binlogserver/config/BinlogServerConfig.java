package dev.tutti.binlogserver.config;

import dev.tutti.binlogserver.Identity;
import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.ServeOptions;
import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.wire.server.Accounts;
import dev.tutti.wire.server.Authentication;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Everything that a Binlog Server is told before it starts.
 *
 * @param pattern recognises Pseudo-GTID entries for the index
 * @param storage how log files are kept
 */
public record BinlogServerConfig(
        Path folder,
        InetSocketAddress listen,
        Identity identity,
        Accounts accounts,
        Authentication authentication,
        Upstream upstream,
        ServeOptions serve,
        Purge.Policy purge,
        Pattern pattern,
        StorageOptions storage) {
    private static final String PAGE = "docs/binlog-server.md";

    /** With files that are kept as they are. */
    public BinlogServerConfig(
            Path folder,
            InetSocketAddress listen,
            Identity identity,
            Accounts accounts,
            Authentication authentication,
            Upstream upstream,
            ServeOptions serve,
            Purge.Policy purge,
            Pattern pattern) {
        this(folder, listen, identity, accounts, authentication, upstream, serve, purge, pattern, StorageOptions.plain());
    }

    /** Reads and checks a file. */
    public static BinlogServerConfig read(Path file) throws ConfigException {
        return Reading.from(ConfigReader.read(file, Options.ALL, PAGE));
    }

    /**
     * Reads and checks a text.
     *
     * @param name what messages call it
     */
    public static BinlogServerConfig parse(String text, String name) throws ConfigException {
        return Reading.from(ConfigReader.parse(text, name, Options.ALL, PAGE));
    }
}
