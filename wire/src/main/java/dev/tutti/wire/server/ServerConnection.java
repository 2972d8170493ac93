package dev.tutti.wire.server;

import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadReader;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * One client, from greeting to goodbye. Runs on a virtual thread of its own; {@link #cut} and {@link #session} may be called by
 * any.
 */
final class ServerConnection {
    private static final System.Logger LOG = System.getLogger(ServerConnection.class.getName());
    private static final int BUFFER = 4 * 1024;
    /** What MariaDB takes by default ({@code max_allowed_packet}); nothing that is meant for us comes near. */
    private static final int LARGEST_COMMAND = 16 * 1024 * 1024;

    private final long id;
    private final ServerOptions options;
    private final ServerHandler handler;
    private final PasswordCheck check;
    private final Connections connections;
    private final Link lowest;
    private final PacketInput in;
    private final PacketOutput out;
    private final Replies replies;
    private Link link;
    private boolean loggedIn;
    private boolean commandRead;
    private volatile @Nullable Session session;

    ServerConnection(
            long id,
            Link link,
            ServerOptions options,
            ServerHandler handler,
            PasswordCheck check,
            Connections connections)
            throws IOException {
        this.id = id;
        this.lowest = link;
        this.link = link;
        this.options = options;
        this.handler = handler;
        this.check = check;
        this.connections = connections;
        in = new PacketInput(link.input(), BUFFER);
        out = new PacketOutput(link.output(), BUFFER);
        replies = new Replies(out);
    }

    long id() {
        return id;
    }

    /** Who is logged in; null before the login and after the end. */
    @Nullable Session session() {
        return session;
    }

    /** Ends it at once, whatever it does. */
    void cut() {
        lowest.cut();
    }

    /**
     * Serves the client until it leaves. What a client does wrong is told to it, ends its connection and makes one line in the
     * log.
     *
     * @throws IOException if the connection is lost
     */
    void serve() throws IOException {
        try {
            Session client = logIn();
            if (client != null) {
                serve(client);
            }
        } catch (MalformedPacketException e) {
            LOG.log(System.Logger.Level.INFO, "Closed the connection from {0}: {1}",
                    ServerLogin.host(link.client().getAddress()), e.getMessage());
            out.startSequence(in.sequence());
            if (!loggedIn) {
                replies.error(1043, "08S01", "Bad handshake");
            } else {
                replies.error(1835, "HY000", "Malformed communication packet: " + e.getMessage());
            }
            out.flush();
        } finally {
            link.close();
        }
    }

    private @Nullable Session logIn() throws IOException {
        Runnable inTime = lowest.cutAfter(options.authentication().loginTimeout());
        try {
            ServerLogin login = new ServerLogin(id, options, check, link, in, out, replies);
            Session client = login.run();
            link = login.link();
            return client;
        } finally {
            inTime.run();
        }
    }

    private void serve(Session client) throws IOException {
        session = client;
        loggedIn = true;
        try {
            in.refuseBeyond(LARGEST_COMMAND);
            waitForCommands();
            while (command(client)) {
                out.flush();
                if (!commandRead) {
                    in.shrinkTo(BUFFER);
                }
                client.begin(Session.SLEEP, "");
            }
        } finally {
            session = null;
            handler.left(client);
        }
    }

    private void waitForCommands() throws IOException {
        Duration idle = options.authentication().idleTimeout();
        link.readTimeout(idle == null ? 0 : (int) Math.min(Integer.MAX_VALUE, idle.toMillis()));
    }

    /** Serves one command; false when the client has left. */
    private boolean command(Session client) throws IOException {
        if (!commandRead) {
            in.expectSequence(0);
            try {
                in.next();
            } catch (EOFException e) {
                return false;
            }
        }
        commandRead = false;
        out.startSequence(1);
        PayloadReader reader = in.reader();
        int command = reader.u8("command");
        String name = Commands.name(command);
        if (name != null && command != Commands.QUERY) {
            client.begin(name, "");
        }
        switch (command) {
            case Commands.QUIT -> {
                return false;
            }
            case Commands.QUERY -> query(client, reader.restAsText());
            case Commands.INIT_DB -> {
                client.use(reader.restAsText());
                replies.ok(0);
            }
            case Commands.PING -> replies.ok(0);
            case Commands.RESET_CONNECTION -> {
                client.userVariables().clear();
                replies.ok(0);
            }
            case Commands.SET_OPTION -> replies.eof();
            case Commands.STATISTICS -> replies.line(connections.statistics());
            case Commands.PROCESS_KILL -> {
                return kill(client, reader.u32("thread id"));
            }
            case Commands.REGISTER_SLAVE -> register(client, Commands.registration(reader));
            case Commands.BINLOG_DUMP -> {
                return dump(client, Commands.dump(reader));
            }
            case Commands.BINLOG_DUMP_GTID -> {
                return dump(client, Commands.dumpGtid(reader));
            }
            default -> replies.error(1047, "08S01", "Unknown command");
        }
        return true;
    }

    private void query(Session client, String sql) throws IOException {
        client.begin("Query", Redaction.of(sql));
        connections.countStatement();
        Reply reply;
        try {
            reply = handler.answer(client, sql);
        } catch (RuntimeException e) {
            reply = failed(client, e);
        }
        replies.write(reply);
    }

    private void register(Session client, Registration replica) throws IOException {
        Reply reply;
        try {
            reply = handler.register(client, replica);
        } catch (RuntimeException e) {
            reply = failed(client, e);
        }
        replies.write(reply);
    }

    private static Reply failed(Session client, RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A command of the " + client + " failed", e);
        return new Reply.Err(1105, "HY000", "Failed inside: " + e);
    }

    private boolean kill(Session client, long victim) throws IOException {
        Session other = connections.session(victim);
        if (other == null) {
            replies.error(1094, "HY000", "Unknown thread id: " + victim);
        } else if (!handler.mayKill(client, other)) {
            replies.error(1095, "HY000", "You are not owner of thread " + victim);
        } else if (other == client) {
            replies.error(1317, "70100", "Query execution was interrupted");
            out.flush();
            return false;
        } else {
            connections.kill(victim);
            replies.ok(0);
        }
        return true;
    }

    private boolean dump(Session client, DumpRequest request) throws IOException {
        link.readTimeout(0);
        ConnectionOutlet outlet = new ConnectionOutlet(client, link, in, out, replies);
        boolean usable;
        try {
            try {
                handler.dump(client, request, outlet);
            } finally {
                // Where somebody listened, the end is waited for up to the client's next command.
                client.begin(Session.SLEEP, "");
                usable = outlet.finish();
            }
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted while a dump ended").initCause(e);
        }
        commandRead = outlet.commandRead();
        if (usable) {
            waitForCommands();
        }
        return usable;
    }
}
