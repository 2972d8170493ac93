package dev.tutti.wire.server;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One logged-in client. Used by the connection's thread; what is not final here is only changed by it. */
public final class Session {
    private final long threadId;
    private final String user;
    private final SocketAddress client;
    private final Map<String, String> attributes;
    private final Map<String, String> userVariables = new ConcurrentHashMap<>();
    private volatile String database;

    Session(long threadId, String user, SocketAddress client, String database, Map<String, String> attributes) {
        this.threadId = threadId;
        this.user = user;
        this.client = client;
        this.database = database;
        this.attributes = Map.copyOf(attributes);
    }

    /** The connection's id, unique within its server. */
    public long threadId() {
        return threadId;
    }

    public String user() {
        return user;
    }

    public SocketAddress client() {
        return client;
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
}
