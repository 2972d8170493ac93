package dev.tutti.mesh.check;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Asks the daemons through their sockets. Stateless; each question has a deadline. */
final class Sockets {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private Sockets() {}

    /**
     * What OpenVPN says of a tunnel.
     *
     * @param since when it has been in this state
     */
    record State(Instant since, boolean connected) {}

    /** OpenVPN's management interface: the last line of "state" is the state now. */
    static Optional<State> openVpnState(Path socket) {
        return ask(socket, "state\n", text -> text.contains("\nEND")).flatMap(answer -> answer.lines()
                .filter(line -> line.matches("\\d{9,11},[A-Z_]+,.*"))
                .reduce((one, other) -> other)
                .map(line -> line.split(",", -1))
                .map(parts -> new State(Instant.ofEpochSecond(Long.parseLong(parts[0])), parts[1].equals("CONNECTED"))));
    }

    /** Whether a daemon that routes says hello: BIRD with "0001", babeld with "BABEL". */
    static boolean greets(Path socket) {
        return ask(socket, "", text -> text.contains("\n")).filter(text -> text.matches("(?s)(0001|BABEL).*")).isPresent();
    }

    private static Optional<String> ask(Path socket, String question, Predicate<String> whole) {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        StringBuilder answer = new StringBuilder();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!whole.test(answer.toString()) && answer.length() < 65_536) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || selector.select(left) == 0 || channel.read(buffer) < 0) {
                    break;
                }
                selector.selectedKeys().clear();
                answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                buffer.clear();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return whole.test(answer.toString()) ? Optional.of(answer.toString()) : Optional.empty();
    }
}
