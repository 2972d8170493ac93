package dev.tutti.binlogserver.config;

import dev.tutti.binlogserver.Identity;
import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.ServeOptions;
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
        Pattern pattern) {
    /** Reads and checks a file. */
    public static BinlogServerConfig read(Path file) throws ConfigException {
        return Reading.from(ConfigReader.read(file, Options.ALL));
    }

    /**
     * Reads and checks a text.
     *
     * @param name what messages call it
     */
    public static BinlogServerConfig parse(String text, String name) throws ConfigException {
        return Reading.from(ConfigReader.parse(text, name, Options.ALL));
    }
}
