package dev.tutti.lab.remote;

import dev.tutti.lab.LabException;
import dev.tutti.lab.install.Folders;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The Unix domain socket on which a fleet's owner takes requests: a line each way per connection, line breaks in an answer
 * written as {@code \n}. Thread-safe; one virtual thread accepts, one serves each connection.
 */
public final class ControlSocket implements AutoCloseable {
    private static final int PATH_LIMIT = 107;

    private final ServerSocketChannel channel;
    private final Path path;
    private final @Nullable Path ownFolder;

    private ControlSocket(ServerSocketChannel channel, Path path, @Nullable Path ownFolder) {
        this.channel = channel;
        this.path = path;
        this.ownFolder = ownFolder;
    }

    /** Listens in the folder, or in a temporary one if the folder's path is too long for a socket. */
    public static ControlSocket open(Path folder, UnaryOperator<String> answer) {
        try {
            Path wanted = folder.resolve("control.sock");
            Path own = null;
            if (wanted.toString().getBytes(StandardCharsets.UTF_8).length > PATH_LIMIT) {
                own = Files.createTempDirectory("tutti-lab-control");
                wanted = own.resolve("control.sock");
            }
            Files.deleteIfExists(wanted);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(wanted));
            ControlSocket socket = new ControlSocket(channel, wanted, own);
            var _ = Thread.ofPlatform().daemon().name("tutti-lab-control").start(() -> socket.accept(answer));
            return socket;
        } catch (IOException e) {
            throw new LabException("The control socket of the fleet in " + folder + " cannot be opened: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    private void accept(UnaryOperator<String> answer) {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                var _ = Thread.ofVirtual().start(() -> serve(client, answer));
            } catch (IOException e) {
                // Closed, which ends the loop, or this one client gave up.
            }
        }
    }

    private static void serve(SocketChannel client, UnaryOperator<String> answer) {
        try (client) {
            String line = line(client);
            if (line != null) {
                write(client, answer.apply(line));
            }
        } catch (IOException e) {
            // The asker is gone; what it asked for was done or not, and nobody is left to hear which.
        }
    }

    /**
     * Asks a fleet's owner.
     *
     * @return what follows {@code ok}
     * @throws LabException with the owner's sentence if it answers {@code error}, or if it does not answer in time
     */
    public static String ask(Path socket, String request, Duration limit) {
        CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            write(channel, request);
            var _ = Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(line(channel));
                } catch (IOException e) {
                    answer.completeExceptionally(e);
                }
            });
            String line = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new LabException("The owner of the fleet hung up at " + socket + " without an answer.");
            }
            String text = line.replace("\\n", "\n");
            if (text.startsWith("error ")) {
                throw new LabException(text.substring("error ".length()));
            }
            return text.substring(Math.min(text.length(), "ok ".length()));
        } catch (IOException | ExecutionException e) {
            throw new LabException("The owner of the fleet does not answer at " + socket + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new LabException("The owner of the fleet did not answer at " + socket + " within " + limit.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while asking the owner of the fleet.", e);
        }
    }

    private static @Nullable String line(SocketChannel channel) throws IOException {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)).readLine();
    }

    private static void write(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line.replace("\n", "\\n") + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
            if (ownFolder != null) {
                Folders.delete(ownFolder);
            }
        } catch (IOException e) {
            throw new LabException("The control socket " + path + " could not be closed: " + e.getMessage(), e);
        }
    }
}
