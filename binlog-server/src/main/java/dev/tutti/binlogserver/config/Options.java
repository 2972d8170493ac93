package dev.tutti.binlogserver.config;

import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.util.List;

/** Every option there is. The reader accepts these and no others; the reference in docs/binlog-server.md is generated from them. */
public final class Options {
    static final List<Option> ALL = List.of(
            new Option("server.listen", Kind.ADDRESS, "127.0.0.1:3310",
                    "Where replicas and clients connect. Loopback until told otherwise."),
            new Option("server.folder", Kind.FOLDER, "",
                    "Where the log files are kept, under their primary's names, and this server's own notes."),
            new Option("server.max_connections", Kind.NUMBER, "10000", "More are turned away with error 1040."),
            new Option("identity.server_id", Kind.NUMBER, "",
                    "What replicas see as their source's server_id. Mostly the primary's own; it must differ from every replica's."),
            new Option("identity.uuid", Kind.TEXT, "",
                    "What MySQL replicas see as their source's server_uuid; without it one that is made from the server_id."),
            new Option("identity.version", Kind.TEXT, "",
                    "What `SELECT VERSION()` answers. Replicas choose their dialect by it: give the primary's."),
            new Option("identity.hostname", Kind.TEXT, "binlog-server", "What `@@hostname` answers."),
            new Option("upstream.addresses[]", Kind.ADDRESS, "",
                    "Servers that hold the same log, tried in this order: the primary, then other Binlog Servers of it."),
            new Option("upstream.user", Kind.TEXT, "repl",
                    "The account there: REPLICATION SLAVE, and REPLICATION CLIENT (BINLOG MONITOR) to find the first file."),
            new Option("upstream.password_file", Kind.FILE, "", "A file that holds its password and nothing else."),
            new Option("upstream.password_env", Kind.TEXT, "", "The environment variable that holds it, instead of a file."),
            new Option("upstream.tls", Kind.TLS, "off", "Whether the connection is encrypted, and whether the other side must prove who it is."),
            new Option("upstream.server_id", Kind.NUMBER, "",
                    "As which replica it registers there: unique among everything that replicates from there."),
            new Option("upstream.heartbeat", Kind.DURATION, "1s", "How often the upstream shows life while it has nothing to send."),
            new Option("upstream.silence", Kind.DURATION, "4s",
                    "After how long without any sign of life the connection is given up: four heartbeats, of which the network may"
                            + " lose some."),
            new Option("upstream.retry", Kind.DURATION, "500ms", "How long to wait before the next attempt."),
            new Option("upstream.semi_sync", Kind.SWITCH, "true",
                    "Whether to acknowledge, after fsync, where the upstream has semi-synchronous replication switched on."),
            new Option("upstream.start", Kind.TEXT, "oldest",
                    "Where an empty store begins: `oldest`, `newest`, or the name of a file."),
            new Option("accounts[].name", Kind.TEXT, "", "Who may log in here; these accounts have nothing to do with the primary's."),
            new Option("accounts[].password_file", Kind.FILE, "", "A file that holds the password and nothing else."),
            new Option("accounts[].native_hash", Kind.TEXT, "",
                    "Instead: what `mysql_native_password` stores, a star and 40 digits, as `SHOW CREATE USER` has it."),
            new Option("accounts[].sha2_hash", Kind.TEXT, "",
                    "Instead: SHA256(SHA256(password)) in 64 digits, for `caching_sha2_password`."),
            new Option("accounts[].roles[]", Kind.RIGHT, "",
                    "`replicate` fetches the log, `monitor` looks at everything, `admin` changes it."),
            new Option("accounts[].require_tls", Kind.SWITCH, "false", "Refuses this account without TLS."),
            new Option("accounts[].until", Kind.TEXT, "",
                    "For restoring a point in time: this account is served up to there and no further. A time in UTC"
                            + " (`2026-11-21 23:59:59`), a position (`mysql-bin.000042:4711`) or a GTID."),
            new Option("tls.certificate", Kind.FILE, "", "The server's certificate, with intermediate ones behind it, in PEM."),
            new Option("tls.key", Kind.FILE, "", "Its private key in PEM, PKCS #8 (`BEGIN PRIVATE KEY`), without a password."),
            new Option("tls.required", Kind.SWITCH, "false", "Refuses every login without TLS."),
            new Option("serve.plugin", Kind.PLUGIN, "mysql_native_password",
                    "What the greeting names. The other one is asked for where an account or a client has only that."),
            new Option("serve.semi_sync", Kind.SWITCH, "true", "Whether replicas are offered semi-synchronous replication."),
            new Option("serve.patience", Kind.DURATION, "60s",
                    "How long a replica is held that has more than was received here yet, as one from a faster sibling has. Then its"
                            + " connection is ended, and it comes again: with an error it would stop for good."),
            new Option("serve.cache", Kind.SIZE, "64M",
                    "Memory for what many replicas read at the same time. Two seconds of a log that grows by 32 MB/s."),
            new Option("keep.age", Kind.DURATION, "0s", "How long a file is kept on this disk after its last event; 0 is for ever."),
            new Option("keep.size", Kind.SIZE, "0", "How much all files on this disk together may have; 0 is any amount."),
            new Option("keep.free", Kind.SIZE, "1G",
                    "How much of the disk is to stay free: the oldest files go first, as far as no replica needs them."),
            new Option("keep.absent", Kind.DURATION, "3d",
                    "How long a replica that is away keeps the files that it needs: a weekend and a day."),
            new Option("keep.compress_after", Kind.DURATION, "0s",
                    "How long after its last event a complete file is compressed (Zstandard), and read from there on as before;"
                            + " 0 is never."),
            new Option("archive.to", Kind.TEXT, "",
                    "Where complete files are archived: `/folder` (of another disk; it must exist) or `s3://bucket/prefix`. It belongs"
                            + " to this Binlog Server alone."),
            new Option("archive.after", Kind.DURATION, "1h",
                    "How long after its last event a complete file is compressed and archived. An hour: who is that far behind reads"
                            + " compressed files."),
            new Option("archive.keep_local", Kind.NUMBER, "",
                    "How many complete files, the newest, stay on this disk too once they are archived; without it as `keep` says."),
            new Option("archive.keep_age", Kind.DURATION, "0s",
                    "How long after its last event a file is kept in the archive, and with it altogether; 0 is for ever."),
            new Option("archive.keep_size", Kind.SIZE, "0", "How much all files in the archive together may have; 0 is any amount."),
            new Option("archive.cache", Kind.SIZE, "2G",
                    "How much of this disk files may take that are read back. Some four files of 1 GiB, compressed: one for each"
                            + " replica that is far behind at a place of its own."),
            new Option("archive.patience", Kind.DURATION, "60s",
                    "How long whoever reads waits for a file that the archive does not give, before error 1236."),
            new Option("archive.endpoint", Kind.URL, "", "Where a bucket that is not Amazon's is asked: `https://host:port`."),
            new Option("archive.region", Kind.TEXT, "us-east-1", "The bucket's region."),
            new Option("archive.path_style", Kind.SWITCH, "false",
                    "Whether the bucket's name stands in the path instead of the host's name, as most stores want it that are not"
                            + " Amazon's."),
            new Option("archive.access_key", Kind.TEXT, "",
                    "Who asks. Without it what Amazon's SDK finds by itself: its environment variables, profile, or the host's role."),
            new Option("archive.secret_key_file", Kind.FILE, "", "A file that holds its secret and nothing else."),
            new Option("archive.secret_key_env", Kind.TEXT, "", "The environment variable that holds it, instead of a file."),
            new Option("archive.timeout", Kind.DURATION, "30s",
                    "How long one attempt at one request to a bucket may take; parts have 16 MiB, so 30 s are 0.5 MiB/s."),
            new Option("encryption.key_file", Kind.FILE, "",
                    "A file that holds a key of 32 bytes in hexadecimal digits or base64 and nothing else: files that are begun from"
                            + " then on are encrypted with it (AES-256)."),
            new Option("pseudo_gtid.pattern", Kind.REGEX, "",
                    "How Pseudo-GTID entries of another tool are recognised, as in Tutti's own configuration."));

    private Options() {}

    public static List<Option> all() {
        return ALL;
    }
}
