package dev.tutti.traffic.dns;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers over UDP: several sockets on one port, among which the kernel spreads clients (SO_REUSEPORT), and a platform thread on each. What
 * is of our making in the loop allocates nothing; the JDK makes an address object for each sender that differs from the one before.
 */
final class UdpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UdpServer.class);
    private static final int LARGEST_QUESTION = 4096;
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final List<DatagramChannel> channels = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private UdpServer() {}

    /**
     * Binds and begins to answer.
     *
     * @param counters gets one for each thread
     */
    static UdpServer start(
            InetSocketAddress listen, int receivers, Supplier<Published> published, RateLimit limit, SlowLane slow,
            List<Counters> counters, int seed) throws IOException {
        UdpServer server = new UdpServer();
        try {
            for (int i = 0; i < receivers; i++) {
                DatagramChannel channel = DatagramChannel.open(
                        listen.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
                server.channels.add(channel);
                if (receivers > 1) {
                    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
                channel.bind(listen);
            }
        } catch (IOException e) {
            server.close();
            throw new IOException("The DNS server cannot listen on " + listen.getAddress().getHostAddress() + ":" + listen.getPort()
                    + " over UDP (" + e.getMessage() + "): end what uses it, or set another dns.listen", e);
        }
        for (int i = 0; i < receivers; i++) {
            DatagramChannel channel = server.channels.get(i);
            Counters its = new Counters();
            counters.add(its);
            Answerer answerer = new Answerer(seed + 31 * i, its, limit);
            server.threads.add(Thread.ofPlatform().name("dns-udp-" + i).daemon().start(
                    () -> serve(channel, answerer, its, published, slow)));
        }
        return server;
    }

    private static void serve(
            DatagramChannel channel, Answerer answerer, Counters counters, Supplier<Published> published, SlowLane slow) {
        ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_QUESTION);
        ByteBuffer out = ByteBuffer.allocateDirect(LARGEST_QUESTION);
        byte[] question = new byte[LARGEST_QUESTION];
        byte[] answer = new byte[LARGEST_QUESTION];
        byte[] address = new byte[16];
        while (channel.isOpen()) {
            try {
                in.clear();
                SocketAddress client = channel.receive(in);
                in.flip();
                int length = in.remaining();
                in.get(0, question, 0, length);
                InetAddress sender = ((InetSocketAddress) client).getAddress();
                boolean ipv4 = address(sender, address);
                if (((InetSocketAddress) client).getPort() == 0) {
                    continue; // nobody can be there
                }
                int end = answerer.answer(published.get(), question, length, answer, address, ipv4, false, System.nanoTime());
                if (end > 0) {
                    out.clear();
                    out.put(0, answer, 0, end);
                    out.limit(end);
                    channel.send(out, client);
                } else if (end == Answerer.SLOW) {
                    slow.later(question, length, sender, bytes -> send(channel, bytes, client));
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                counters.lost++; // what a client's network says of an answer before, or a full buffer: the next is not to suffer
            } catch (RuntimeException e) {
                log.error("A question over UDP could not be answered", e);
            }
        }
    }

    private static void send(DatagramChannel channel, byte[] bytes, SocketAddress client) {
        try {
            channel.send(ByteBuffer.wrap(bytes), client);
        } catch (IOException e) {
            log.debug("An answer could not be sent: {}", e.getMessage());
        }
    }

    /** Writes an address's bytes. @return whether it is IPv4 */
    private static boolean address(InetAddress sender, byte[] into) {
        if (sender instanceof Inet4Address) {
            int bits = sender.hashCode(); // documented to be the address; getAddress would make a copy
            into[0] = (byte) (bits >>> 24);
            into[1] = (byte) (bits >>> 16);
            into[2] = (byte) (bits >>> 8);
            into[3] = (byte) bits;
            return true;
        }
        byte[] bytes = sender.getAddress();
        System.arraycopy(bytes, 0, into, 0, 16);
        return false;
    }

    @Override
    public void close() {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                log.debug("A socket could not be closed: {}", e.getMessage());
            }
        }
    }
}
