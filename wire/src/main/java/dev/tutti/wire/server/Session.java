package dev.tutti.wire.server;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** One logged-in client, as a list of processes shows it. Changed by its connection's thread, read by any. */
public final class Session {
    /** What a connection does between commands. */
    static final String SLEEP = "Sleep";

    private final long id;
    private final Account account;
    private final InetSocketAddress client;
    private final boolean encrypted;
    private final Map<String, String> attributes;
    private final LongSupplier clock;
    private final Map<String, String> userVariables = new ConcurrentHashMap<>();
    private volatile String database;
    private volatile Activity activity;

    /** What it does, as one value, so that a list never shows the command of one moment with the time of another. */
    private record Activity(String command, String state, long since, String info) {}

    Session(
            long id,
            Account account,
            InetSocketAddress client,
            boolean encrypted,
            String database,
            Map<String, String> attributes,
            LongSupplier clock) {
        this.id = id;
        this.account = account;
        this.client = client;
        this.encrypted = encrypted;
        this.database = database;
        this.attributes = Map.copyOf(attributes);
        this.clock = clock;
        this.activity = new Activity(SLEEP, "", clock.getAsLong(), "");
    }

    /** The connection's id as {@code KILL} takes it: unique within its server, never 0. */
    public long id() {
        return id;
    }

    public String user() {
        return account.user();
    }

    /** The roles of its account. */
    public Set<String> roles() {
        return account.roles();
    }

    public InetSocketAddress client() {
        return client;
    }

    /** The client's address and port, as a list of processes shows them. */
    public String host() {
        return ServerLogin.host(client.getAddress()) + ":" + client.getPort();
    }

    /** Whether the connection uses TLS. */
    public boolean encrypted() {
        return encrypted;
    }

    /** What the client said about itself, for example {@code program_name}. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** The default schema, empty if none was chosen. */
    public String database() {
        return database;
    }

    void use(String schema) {
        database = schema;
    }

    /** User variables ({@code SET @name = …}) as far as the handler keeps any; names in lower case without the sign. */
    public Map<String, String> userVariables() {
        return userVariables;
    }

    /** What it does: {@code Sleep}, {@code Query}, {@code Binlog Dump}, {@code Binlog Dump GTID}, … */
    public String command() {
        return activity.command();
    }

    /** Since when it does that, in nanoseconds of the clock that the server's options give. */
    public long since() {
        return activity.since();
    }

    /** More about what it does, for people; empty if there is nothing to say. */
    public String state() {
        return activity.state();
    }

    /** Says more about what it does. For the handler, on this connection's thread; the next command forgets it. */
    public void state(String text) {
        Activity now = activity;
        activity = new Activity(now.command(), text, now.since(), now.info());
    }

    /** The statement that runs: at most 1 KiB of it, passwords left out; empty if none does. */
    public String info() {
        return activity.info();
    }

    void begin(String command, String statement) {
        activity = new Activity(command, "", clock.getAsLong(), statement);
    }

    @Override
    public String toString() {
        return "connection " + id + " of user '" + user() + "' from " + host();
    }
}
