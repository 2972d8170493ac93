package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * HAProxy's runtime interface ("stats socket … level admin"): one connection for each command line, which HAProxy closes after
 * its answer (management guide, section 9.3). Blocks; any thread.
 */
final class RuntimeSocket {
    private final SocketAddress address;
    private final StandardProtocolFamily family;
    private final String title;

    private RuntimeSocket(SocketAddress address, StandardProtocolFamily family, String title) {
        this.address = address;
        this.family = family;
        this.title = title;
    }

    static RuntimeSocket at(Path path) {
        return new RuntimeSocket(UnixDomainSocketAddress.of(path), StandardProtocolFamily.UNIX, "HAProxy at " + path);
    }

    static RuntimeSocket at(Address tcp) {
        return new RuntimeSocket(
                new InetSocketAddress(tcp.host(), tcp.port()), StandardProtocolFamily.INET, "HAProxy at " + tcp);
    }

    String title() {
        return title;
    }

    /** The answer to a command, without the empty line at its end. */
    String ask(String command, Patience patience) throws FeedException {
        String doing = "\"" + command + "\"";
        // A socket file has no timeouts of its own, so a selector waits.
        try (SocketChannel channel = SocketChannel.open(family);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address)) {
                do {
                    await(selector, doing, patience);
                } while (!channel.finishConnect());
            }
            ByteBuffer line = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            key.interestOps(SelectionKey.OP_WRITE);
            while (line.hasRemaining()) {
                await(selector, doing, patience);
                channel.write(line);
            }
            key.interestOps(SelectionKey.OP_READ);
            return answer(channel, selector, doing, patience).strip();
        } catch (IOException e) {
            throw new FeedException(new Failure.Unreachable(title, String.valueOf(e.getMessage())), e);
        }
    }

    private static String answer(SocketChannel channel, Selector selector, String doing, Patience patience)
            throws IOException, FeedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16_384);
        while (true) {
            await(selector, doing, patience);
            if (channel.read(buffer) < 0) {
                return all.toString(StandardCharsets.UTF_8);
            }
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }

    private static void await(Selector selector, String doing, Patience patience) throws IOException, FeedException {
        if (selector.select(patience.millis(doing)) == 0 && selector.selectedKeys().isEmpty()) {
            patience.left(doing);
            if (Thread.currentThread().isInterrupted()) {
                throw patience.late(doing);
            }
        }
        selector.selectedKeys().clear();
    }
}
