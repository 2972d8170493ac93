package dev.tutti.control;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Ports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a server and can swallow what the clients of one account send: a network that fails between two parties
 * and for nobody else. Thread safe; two virtual threads per connection.
 */
final class AccountProxy implements AutoCloseable {
    private static final int LOGIN_NAME_AT = 36;

    private final Address server;
    private final String account;
    private final ServerSocket listener;
    private final Address address;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    AccountProxy(Address server, String account) throws IOException {
        this.server = server;
        this.account = account;
        this.address = new Address("127.0.0.1", Ports.take());
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
        Thread.ofVirtual().start(this::accept);
    }

    Address address() {
        return address;
    }

    /** From now on nothing that the account sends arrives; nothing is closed or refused. */
    void cut() {
        cut = true;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket onward = new Socket(server.host(), server.port());
                open.add(client);
                open.add(onward);
                Thread.ofVirtual().start(() -> forward(onward, client, false));
                Thread.ofVirtual().start(() -> forward(client, onward, true));
            } catch (IOException e) {
                // Closed, or the server is gone: the client has been told by the end of its connection.
            }
        }
    }

    private void forward(Socket from, Socket to, boolean fromClient) {
        byte[] chunk = new byte[16 * 1024];
        boolean first = true;
        boolean ofAccount = false;
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (fromClient && first) {
                    ofAccount = read > LOGIN_NAME_AT
                            && new String(chunk, 0, read, StandardCharsets.ISO_8859_1).startsWith(account + "\0", LOGIN_NAME_AT);
                    first = false;
                }
                if (!(ofAccount && cut)) {
                    out.write(chunk, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // One side is gone; closing both tells the other.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        Ports.release(address.port());
    }
}
