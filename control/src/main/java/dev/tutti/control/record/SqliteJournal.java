package dev.tutti.control.record;

import dev.tutti.core.traffic.tell.Change;
import dev.tutti.core.traffic.tell.History;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The journal of a single control plane: one SQLite file in the state folder. Thread safe; one writer at a time, each write
 * is durable against the end of this process when the method returns, and against the end of the machine within the
 * checkpoint of SQLite's write-ahead log.
 */
public final class SqliteJournal implements DecisionLog {
    private static final Logger log = LoggerFactory.getLogger(SqliteJournal.class);

    private static final String SCHEMA =
            """
            CREATE TABLE IF NOT EXISTS decisions (
                id INTEGER PRIMARY KEY, at TEXT NOT NULL, chain TEXT NOT NULL, subject TEXT NOT NULL, document TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS decisions_subject ON decisions (subject, id);
            CREATE TABLE IF NOT EXISTS recoveries (
                id INTEGER PRIMARY KEY AUTOINCREMENT, chain TEXT NOT NULL, state TEXT NOT NULL, document TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS downtimes (server TEXT PRIMARY KEY, until TEXT NOT NULL, reason TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS servers (address TEXT PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS places (address TEXT PRIMARY KEY, document TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS clusters (name TEXT PRIMARY KEY, document TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS changes (id INTEGER PRIMARY KEY, document TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS checks (id INTEGER PRIMARY KEY, times INTEGER NOT NULL);
            """;

    private final Path file;
    private final FileChannel lockChannel;
    private final FileLock fileLock;
    private final Handle handle;
    private final ReentrantLock lock = new ReentrantLock();

    private SqliteJournal(Path file, FileChannel lockChannel, FileLock fileLock, Handle handle) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.fileLock = fileLock;
        this.handle = handle;
    }

    /**
     * Opens the journal in a folder, which is made if it does not exist.
     *
     * @throws JournalException if the folder cannot be written, another process has it, or the file is no journal
     */
    public static SqliteJournal open(Path folder) {
        Path file = folder.resolve("journal.db");
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.tryLock();
            if (held == null) {
                throw inUse(folder, null);
            }
            SqliteJournal opened = new SqliteJournal(file, channel, held, connect(file));
            channel = null;
            return opened;
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, e);
        } catch (IOException e) {
            throw new JournalException(
                    "The journal cannot be opened in " + folder + " (" + e.getClass().getSimpleName() + ": "
                            + rootMessage(e) + "): give server.state_folder a folder that this user may write to",
                    e);
        } catch (JdbiException e) {
            throw new JournalException(
                    "The journal " + file + " cannot be opened (" + rootMessage(e)
                            + "): it must be a file of Tutti's that this user may write to",
                    e);
        } finally {
            closeAfterFailure(channel);
        }
    }

    /** Closing gives up the lock as well. */
    private static void closeAfterFailure(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.warn("the lock of the journal could not be given up", e);
        }
    }

    private static JournalException inUse(Path folder, @Nullable Exception cause) {
        return new JournalException(
                "Another control plane uses the journal in " + folder + ": stop it, or set another server.state_folder",
                cause == null ? new IllegalStateException("locked") : cause);
    }

    private static Handle connect(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(5000);
        Handle handle = Jdbi.create("jdbc:sqlite:" + file, config.toProperties()).open();
        handle.createScript(SCHEMA).execute();
        return handle;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private <T> T with(String what, Function<Handle, T> work) {
        lock.lock();
        try {
            return work.apply(handle);
        } catch (JdbiException e) {
            throw new JournalException("The journal " + file + " cannot " + what + ": " + rootMessage(e), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void add(DecisionRecord decision) {
        with("keep a decision", db -> db.createUpdate(
                        "INSERT INTO decisions (at, chain, subject, document) VALUES (:at, :chain, :subject, :document)")
                .bind("at", decision.at().toString())
                .bind("chain", decision.chain())
                .bind("subject", decision.subject())
                .bind("document", Json.mapper().writeValueAsString(decision))
                .execute());
    }

    @Override
    public List<DecisionRecord> decisions(@Nullable String chain, @Nullable String subject, int limit) {
        return with("read decisions", db -> db.createQuery("SELECT document FROM decisions"
                        + " WHERE (:chain IS NULL OR chain = :chain) AND (:subject IS NULL OR subject = :subject)"
                        + " ORDER BY id DESC LIMIT :limit")
                .bind("chain", chain)
                .bind("subject", subject)
                .bind("limit", limit)
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(text -> read(text, DecisionRecord.class).stream())
                .toList());
    }

    @Override
    public Recovery begin(Recovery recovery) {
        return with("keep a recovery", db -> db.inTransaction(transaction -> {
            long id = transaction
                    .createUpdate("INSERT INTO recoveries (chain, state, document) VALUES (:chain, :state, '{}')")
                    .bind("chain", recovery.chain())
                    .bind("state", recovery.state().name())
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
            Recovery numbered = recovery.withId(id);
            write(transaction, numbered);
            return numbered;
        }));
    }

    @Override
    public void update(Recovery recovery) {
        with("keep a recovery", db -> write(db, recovery));
    }

    private static int write(Handle db, Recovery recovery) {
        return db.createUpdate("UPDATE recoveries SET state = :state, document = :document WHERE id = :id")
                .bind("state", recovery.state().name())
                .bind("document", Json.mapper().writeValueAsString(recovery))
                .bind("id", recovery.id())
                .execute();
    }

    @Override
    public Optional<Recovery> recovery(long id) {
        return with("read a recovery", db -> db.createQuery("SELECT document FROM recoveries WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .flatMap(text -> read(text, Recovery.class)));
    }

    @Override
    public List<Recovery> recoveries(@Nullable String chain, int limit) {
        return with("read recoveries", db -> db.createQuery("SELECT document FROM recoveries"
                        + " WHERE (:chain IS NULL OR chain = :chain) ORDER BY id DESC LIMIT :limit")
                .bind("chain", chain)
                .bind("limit", limit)
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(text -> read(text, Recovery.class).stream())
                .toList());
    }

    @Override
    public List<Recovery> unfinished() {
        return with("read recoveries", db -> db.createQuery(
                        "SELECT document FROM recoveries WHERE state = 'RUNNING' ORDER BY id")
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(text -> read(text, Recovery.class).stream())
                .toList());
    }

    /** A record that cannot be read must not keep all others from being read. */
    private static <T> Optional<T> read(String document, Class<T> type) {
        try {
            return Optional.of(Json.mapper().readValue(document, type));
        } catch (JacksonException e) {
            log.warn("a record of the journal cannot be read and is left out: {}", e.getOriginalMessage());
            return Optional.empty();
        }
    }

    @Override
    public void putDowntime(DowntimeRecord downtime) {
        with("keep a downtime", db -> db.createUpdate(
                        "INSERT OR REPLACE INTO downtimes (server, until, reason) VALUES (:server, :until, :reason)")
                .bind("server", downtime.server())
                .bind("until", downtime.until().toString())
                .bind("reason", downtime.reason())
                .execute());
    }

    @Override
    public void removeDowntime(String server) {
        with("end a downtime", db -> db.createUpdate("DELETE FROM downtimes WHERE server = :server")
                .bind("server", server)
                .execute());
    }

    @Override
    public List<DowntimeRecord> downtimes() {
        return with("read downtimes", db -> db.createQuery("SELECT server, until, reason FROM downtimes")
                .map((row, context) -> new DowntimeRecord(
                        row.getString("server"), Instant.parse(row.getString("until")), row.getString("reason")))
                .list());
    }

    @Override
    public void putServer(String server) {
        with("keep a server", db -> db.createUpdate("INSERT OR IGNORE INTO servers (address) VALUES (:server)")
                .bind("server", server)
                .execute());
    }

    @Override
    public void removeServer(String server) {
        with("forget a server", db -> db.inTransaction(transaction -> {
            transaction.createUpdate("DELETE FROM places WHERE address = :server").bind("server", server).execute();
            return transaction
                    .createUpdate("DELETE FROM servers WHERE address = :server")
                    .bind("server", server)
                    .execute();
        }));
    }

    @Override
    public void putPlace(KnownPlace place) {
        with("keep a server's place", db -> db.createUpdate(
                        "INSERT OR REPLACE INTO places (address, document) VALUES (:server, :document)")
                .bind("server", place.status().address().toString())
                .bind("document", Json.mapper().writeValueAsString(place))
                .execute());
    }

    @Override
    public List<KnownPlace> places() {
        return with("read places", db -> db.createQuery("SELECT document FROM places ORDER BY address")
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(text -> read(text, KnownPlace.class).stream())
                .toList());
    }

    @Override
    public List<String> servers() {
        return with("read servers", db -> db.createQuery("SELECT address FROM servers ORDER BY address")
                .mapTo(String.class)
                .list());
    }

    @Override
    public void putCluster(String name, ClusterRecord cluster, boolean durable) {
        with("keep what is known of a cluster", db -> {
            int rows = db.createUpdate("INSERT OR REPLACE INTO clusters (name, document) VALUES (:name, :document)")
                    .bind("name", name)
                    .bind("document", Json.mapper().writeValueAsString(cluster))
                    .execute();
            if (durable) {
                // A checkpoint syncs the write-ahead log and the file, which a commit alone does not.
                db.createQuery("PRAGMA wal_checkpoint(FULL)").mapToMap().list();
            }
            return rows;
        });
    }

    @Override
    public Optional<ClusterRecord> cluster(String name) {
        return with("read what is known of a cluster", db -> db
                .createQuery("SELECT document FROM clusters WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .flatMap(text -> read(text, ClusterRecord.class)));
    }

    @Override
    public void addChanges(List<Change> changes) {
        with("keep what happened to names", db -> db.inTransaction(transaction -> {
            PreparedBatch batch = transaction.prepareBatch("INSERT INTO changes (document) VALUES (:document)");
            changes.forEach(change -> batch.bind("document", Json.mapper().writeValueAsString(change)).add());
            batch.execute();
            return transaction
                    .createUpdate("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - :most")
                    .bind("most", History.MOST)
                    .execute();
        }));
    }

    @Override
    public List<Change> changes() {
        return with("read what happened to names", db -> db.createQuery("SELECT document FROM changes ORDER BY id")
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(text -> read(text, Change.class).stream())
                .toList());
    }

    @Override
    public void check() {
        with("be written", db -> db.execute(
                "INSERT INTO checks (id, times) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1"));
    }

    @Override
    public void prune(Instant before) {
        with("remove old decisions", db -> db.createUpdate("DELETE FROM decisions WHERE at < :before")
                .bind("before", before.toString())
                .execute());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            handle.close();
            fileLock.release();
            lockChannel.close();
        } catch (IOException e) {
            throw new JournalException("The journal " + file + " cannot be closed: " + rootMessage(e), e);
        } finally {
            lock.unlock();
        }
    }
}
