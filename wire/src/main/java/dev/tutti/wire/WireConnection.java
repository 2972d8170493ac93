package dev.tutti.wire;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Version;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A connection to one MySQL or MariaDB server, logged in. Blocking, meant for a virtual thread; used by one thread at a
 * time, but {@link #close} may be called by another one to end a wait. Source: MySQL internals, "Client/Server Protocol".
 */
public final class WireConnection implements AutoCloseable {
    private static final int COM_QUIT = 0x01;
    private static final int COM_QUERY = 0x03;
    private static final int OK = 0x00;
    private static final int LOCAL_FILE = 0xfb;
    private static final int EOF = 0xfe;

    private final Address address;
    private final Socket socket;
    private final PacketInput in;
    private final PacketOutput out;
    private final Greeting greeting;
    private final Version version;
    private final Duration readTimeout;
    private boolean usable = true;

    WireConnection(
            Address address,
            Socket socket,
            PacketInput in,
            PacketOutput out,
            Greeting greeting,
            Version version,
            Duration readTimeout) {
        this.address = address;
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.greeting = greeting;
        this.version = version;
        this.readTimeout = readTimeout;
    }

    /**
     * Connects and logs in.
     *
     * @throws ServerErrorException if the server refuses: wrong password, too many connections, host not allowed
     * @throws WireException if there is no server, it hangs, or what answers does not speak the protocol
     */
    public static WireConnection connect(Address address, Credentials credentials, WireOptions options) throws WireException {
        return Connecting.connect(address, credentials, options);
    }

    /**
     * Runs one statement and takes its whole result. Meant for small ones.
     *
     * @throws ServerErrorException if the server refuses the statement; the connection stays usable
     * @throws WireException if the connection is lost or the answer cannot be understood; the connection is closed
     */
    public Rows query(String sql) throws WireException {
        String tried = "\"" + brief(sql) + "\"";
        try {
            send(new PayloadWriter(sql.length() + 16).u8(COM_QUERY).text(sql));
            in.next();
            return switch (in.first()) {
                case ErrPacket.MARK -> throw new ServerErrorException(address, tried, ErrPacket.decode(in.reader()), "");
                case OK -> {
                    PayloadReader reader = in.reader();
                    reader.skip(1, "OK mark");
                    yield new Rows(List.of(), List.of(), reader.lengthEncoded("affected rows"));
                }
                case LOCAL_FILE -> throw new MalformedPacketException("it asks for a local file, which Tutti never sends");
                default -> result(in.reader().lengthEncoded("number of columns"), tried);
            };
        } catch (ServerErrorException refused) {
            throw refused;
        } catch (IOException e) {
            throw failed(tried, e);
        }
    }

    private Rows result(long count, String tried) throws IOException {
        if (count < 1 || count > 4096) {
            throw new MalformedPacketException("it announces a result of " + count + " columns");
        }
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.next();
            PayloadReader reader = in.reader();
            for (String skipped : List.of("catalog", "schema", "table", "original table")) {
                reader.skip((int) Math.min(reader.lengthEncoded(skipped), Integer.MAX_VALUE), skipped);
            }
            columns.add(reader.lengthEncodedText("column name"));
        }
        in.next();
        if (!isEof()) {
            throw new MalformedPacketException("its column list has no end");
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (true) {
            in.next();
            if (isEof()) {
                return new Rows(List.copyOf(columns), Collections.unmodifiableList(rows), 0);
            }
            if (in.first() == ErrPacket.MARK) {
                throw new ServerErrorException(address, tried, ErrPacket.decode(in.reader()), "");
            }
            PayloadReader reader = in.reader();
            List<@Nullable String> row = new ArrayList<>(columns.size());
            for (int i = 0; i < count; i++) {
                row.add(reader.cell("value"));
            }
            rows.add(Collections.unmodifiableList(row));
        }
    }

    private boolean isEof() {
        return in.first() == EOF && in.length() < 9;
    }

    /** Sends a command; its answer is then read from {@link #input}. */
    void send(PayloadWriter command) throws IOException {
        if (!usable) {
            throw new SocketException("the connection was closed before");
        }
        out.startSequence(0);
        out.write(command);
        out.flush();
        in.expectSequence(1);
    }

    /** Sends a packet while the server streams: number 0, and nothing is expected back. */
    void sendAside(PayloadWriter payload) throws IOException {
        out.startSequence(0);
        out.write(payload);
        out.flush();
    }

    PacketInput input() {
        return in;
    }

    /** Turns a failure into one sentence about this server, and closes the connection, whose state is now unknown. */
    WireException failed(String tried, IOException cause) {
        abort();
        return Failures.during(address, tried, readTimeout, cause);
    }

    private static String brief(String sql) {
        String line = sql.length() > 120 ? sql.substring(0, 117) + "…" : sql;
        return line.replaceAll("\\s+", " ");
    }

    public Address address() {
        return address;
    }

    /** What the server says it is, in its greeting. */
    public Version version() {
        return version;
    }

    /** The connection's id on the server, as {@code KILL} takes it. */
    public long threadId() {
        return greeting.threadId();
    }

    /** Says goodbye, if that can be done at once, and closes the socket. */
    @Override
    public void close() {
        if (usable) {
            usable = false;
            try {
                out.startSequence(0);
                out.write(new PayloadWriter().u8(COM_QUIT));
                out.flush();
            } catch (IOException e) {
                // Nothing depends on the goodbye.
            }
        }
        Failures.closeQuietly(socket);
    }

    /** Closes the socket without a goodbye: the server is sending and would not read it. */
    void abort() {
        usable = false;
        Failures.closeQuietly(socket);
    }
}
