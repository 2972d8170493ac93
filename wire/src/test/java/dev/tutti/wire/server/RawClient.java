package dev.tutti.wire.server;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.ClientAuthentication;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadWriter;
import dev.tutti.wire.packet.TlsContexts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** Speaks packets, so that tests can say what no driver would. */
final class RawClient implements AutoCloseable {
    static final Credentials REPL = new Credentials("repl", Secret.of("pässwörd"));
    private static final int WANTED = Capability.PROTOCOL_41
            | Capability.SECURE_CONNECTION
            | Capability.PLUGIN_AUTH
            | Capability.PLUGIN_AUTH_LENENC;

    Socket socket = new Socket();
    final PacketInput in;
    final PacketOutput out;
    private int replySequence;

    RawClient(Address address) throws IOException {
        this(address, 64 * 1024);
    }

    RawClient(Address address, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(address.host(), address.port()));
        in = new PacketInput(socket.getInputStream(), 1024);
        out = new PacketOutput(socket.getOutputStream(), 1024);
    }

    static RawClient loggedIn(Address address) throws IOException {
        return loggedIn(address, 64 * 1024);
    }

    static RawClient loggedIn(Address address, int receiveBuffer) throws IOException {
        RawClient client = new RawClient(address, receiveBuffer);
        if (!(client.logIn(REPL) instanceof ClientAuthentication.Outcome.Accepted)) {
            throw new IOException("the login was refused");
        }
        return client;
    }

    /** With TLS; the first TLS message leaves together with the request for it, as real clients do it. */
    static RawClient loggedInWithTls(Address address, int receiveBuffer) throws IOException {
        RawClient client = new RawClient(address, receiveBuffer);
        Greeting greeting = client.greeting();
        PayloadWriter request = new PayloadWriter();
        Login.encodeTlsRequest(request, WANTED | Capability.SSL, 45);
        client.out.startSequence(1);
        client.out.write(request);
        client.out.flush();
        SSLSocket tls = (SSLSocket) TlsContexts.trustingAll()
                .getSocketFactory()
                .createSocket(client.socket, address.host(), address.port(), true);
        tls.startHandshake();
        client.socket = tls;
        client.in.continueWith(tls.getInputStream());
        client.out.continueWith(tls.getOutputStream());
        client.in.expectSequence(2);
        ClientAuthentication.Outcome outcome =
                new ClientAuthentication(client.in, client.out, REPL, greeting, true).logIn(WANTED | Capability.SSL, 45);
        if (!(outcome instanceof ClientAuthentication.Outcome.Accepted)) {
            throw new IOException("the login was refused");
        }
        return client;
    }

    Greeting greeting() throws IOException {
        in.next();
        return Greeting.decode(in.reader());
    }

    ClientAuthentication.Outcome logIn(Credentials credentials) throws IOException {
        return new ClientAuthentication(in, out, credentials, greeting(), false).logIn(WANTED, 45);
    }

    /** Sends a command and takes the first packet of its answer. */
    RawClient ask(PayloadWriter command) throws IOException {
        send(command);
        return next();
    }

    void send(PayloadWriter command) throws IOException {
        out.startSequence(0);
        out.write(command);
        out.flush();
        replySequence = 1;
    }

    RawClient next() throws IOException {
        in.expectSequence(replySequence);
        in.next();
        replySequence = in.sequence();
        return this;
    }

    int first() {
        return in.first();
    }

    String text() {
        return new String(in.payload(), in.offset(), in.length(), StandardCharsets.UTF_8);
    }

    ErrPacket error() throws IOException {
        return ErrPacket.decode(in.reader());
    }

    static PayloadWriter command(int command) {
        return new PayloadWriter().u8(command);
    }

    static PayloadWriter dump(String file, long position) {
        return command(Commands.BINLOG_DUMP).u32(position).u16(2).u32(77).text(file);
    }

    static PayloadWriter acknowledgement(String file, long position) {
        return command(Commands.ACKNOWLEDGEMENT).i64(position).text(file);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
