package dev.tutti.wire;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Version;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.ClientAuthentication;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadWriter;
import dev.tutti.wire.packet.TlsContexts;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Establishes a {@link WireConnection}: TCP, greeting, TLS, login. Used once, by one thread. */
final class Connecting {
    /** utf8mb4_general_ci, known to every server from 5.5.3 on. */
    private static final int UTF8MB4 = 45;
    /** A connection asks small questions; {@link BinlogCursor} makes its own buffer larger. */
    private static final int BUFFER = 8 * 1024;
    /** No greeting or login packet comes near this, other protocols' first bytes read as a length go far beyond. */
    private static final int LARGEST_LOGIN_PACKET = 64 * 1024;

    private static final int WANTED = Capability.LONG_PASSWORD
            | Capability.LONG_FLAG
            | Capability.PROTOCOL_41
            | Capability.TRANSACTIONS
            | Capability.SECURE_CONNECTION
            | Capability.PLUGIN_AUTH
            | Capability.PLUGIN_AUTH_LENENC
            | Capability.CONNECT_ATTRS;

    private final Address address;
    private final Credentials credentials;
    private final WireOptions options;
    private Socket socket = new Socket();

    private Connecting(Address address, Credentials credentials, WireOptions options) {
        this.address = address;
        this.credentials = credentials;
        this.options = options;
    }

    static WireConnection connect(Address address, Credentials credentials, WireOptions options) throws WireException {
        Connecting connecting = new Connecting(address, credentials, options);
        boolean connected = false;
        try {
            connecting.tcp();
            WireConnection connection = connecting.greetAndLogIn();
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                Failures.closeQuietly(connecting.socket);
            }
        }
    }

    private void tcp() throws WireException {
        try {
            InetSocketAddress target = new InetSocketAddress(address.host(), address.port());
            if (target.isUnresolved()) {
                throw new UnknownHostException(address.host());
            }
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.connect(target, Math.toIntExact(options.connectTimeout().toMillis()));
            socket.setSoTimeout(Math.toIntExact(options.readTimeout().toMillis()));
        } catch (IOException e) {
            throw Failures.connecting(address, options.connectTimeout(), e);
        }
    }

    private WireConnection greetAndLogIn() throws WireException {
        String tried = "a new connection";
        try {
            PacketInput in = new PacketInput(socket.getInputStream(), BUFFER);
            PacketOutput out = new PacketOutput(socket.getOutputStream(), BUFFER);
            in.refuseBeyond(LARGEST_LOGIN_PACKET);
            Greeting greeting = greeting(in);
            Version version = version(greeting);
            tried = "the login of user '" + credentials.user() + "'";
            int capabilities = WANTED & greeting.capabilities();
            if (options.tls() != Tls.OFF) {
                capabilities |= Capability.SSL;
                encrypt(greeting, in, out, capabilities);
            }
            ClientAuthentication.Outcome outcome = new ClientAuthentication(
                            in, out, credentials, greeting, options.tls() != Tls.OFF)
                    .logIn(capabilities, UTF8MB4);
            if (outcome instanceof ClientAuthentication.Outcome.Refused refused) {
                throw new ServerErrorException(address, tried, refused.error(), advice(refused.error().code()));
            }
            in.refuseBeyond(Integer.MAX_VALUE);
            return new WireConnection(address, socket, in, out, greeting, version, options.readTimeout());
        } catch (WireException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.during(address, tried, options.readTimeout(), e);
        }
    }

    private Greeting greeting(PacketInput in) throws IOException {
        try {
            in.next();
            if (in.first() == ErrPacket.MARK) {
                ErrPacket err = ErrPacket.decode(in.reader());
                throw new ServerErrorException(address, "a new connection", err, advice(err.code()));
            }
            return Greeting.decode(in.reader());
        } catch (MalformedPacketException | EOFException e) {
            String preview = in.preview();
            throw new WireException(
                    address,
                    "What answers at " + address + " does not speak the MySQL protocol: " + Failures.reason(e)
                            + (preview.isEmpty() ? "" : ", in bytes that begin with \"" + preview + "\"")
                            + "; check host and port.",
                    e);
        }
    }

    private Version version(Greeting greeting) throws MalformedPacketException {
        try {
            return Version.parse(greeting.serverVersion());
        } catch (IllegalArgumentException e) {
            throw new MalformedPacketException("its greeting names no server version: \"" + greeting.serverVersion() + "\"");
        }
    }

    private void encrypt(Greeting greeting, PacketInput in, PacketOutput out, int capabilities) throws IOException {
        if (!greeting.offers(Capability.SSL)) {
            throw new WireException(
                    address,
                    address + " offers no TLS, which the options require: give the server a certificate, or allow tls = OFF.",
                    null);
        }
        PayloadWriter request = new PayloadWriter();
        Login.encodeTlsRequest(request, capabilities, UTF8MB4);
        out.startSequence(in.sequence());
        out.write(request);
        out.flush();
        in.expectSequence(out.sequence());
        boolean verify = options.tls() == Tls.VERIFY;
        SSLContext context = verify ? TlsContexts.verifying() : TlsContexts.trustingAll();
        SSLSocket tls = (SSLSocket)
                context.getSocketFactory().createSocket(socket, address.host(), address.port(), true);
        socket = tls;
        if (verify) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        tls.startHandshake();
        in.continueWith(tls.getInputStream());
        out.continueWith(tls.getOutputStream());
    }

    private static String advice(int code) {
        return switch (code) {
            case 1045 -> "; check user and password, and that the account may come from this host";
            case 1040, 1203 -> "; raise max_connections, or look for who holds them";
            case 1129 -> "; run FLUSH HOSTS there after finding out what failed";
            case 1130 -> "; create an account that may come from this host";
            default -> "";
        };
    }
}
