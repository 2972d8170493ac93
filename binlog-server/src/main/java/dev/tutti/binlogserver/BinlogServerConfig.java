package dev.tutti.binlogserver;

import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.ServeOptions;
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
        Pattern pattern) {}
