package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.RouteListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Answers HAProxy's agent checks: HAProxy connects, sends the line of its {@code agent-send}, which here is a route's name and a
 * server's {@code ip:port}, and does as the answer says (configuration manual, "agent-check"): {@code up ready N%}, {@code up
 * drain} or {@code down}. About a route that nobody has given it says nothing, and then HAProxy leaves the server as it is, as it
 * does when nobody answers at all: this going away changes nothing.
 *
 * <p>One virtual thread accepts, one serves each connection; {@link #tell} may be called by any thread.
 */
public final class AgentCheck implements RouteListener {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCheck.class);
    /** HAProxy sends its line at once. */
    private static final Duration LINE = Duration.ofSeconds(2);
    private static final int LONGEST_LINE = 512;
    /** Each check takes a millisecond; more at once are not HAProxy's. */
    private static final int AT_ONCE = 256;

    private final ServerSocket listener;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private volatile Map<String, Route> routes = Map.of();

    private AgentCheck(ServerSocket listener) {
        this.listener = listener;
    }

    /**
     * Listens until closed.
     *
     * @throws IOException if the port is taken
     */
    public static AgentCheck listen(Address address) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
        } catch (IOException e) {
            listener.close();
            throw new IOException("agent checks cannot be answered on " + address + ": " + e.getMessage(), e);
        }
        AgentCheck check = new AgentCheck(listener);
        Thread.ofVirtual().name("agent-check-" + address).start(check::accept);
        return check;
    }

    @Override
    public synchronized void tell(List<Route> now) {
        Map<String, Route> all = new HashMap<>(routes);
        all.putAll(now.stream().collect(Collectors.toMap(Route::name, Function.identity(), (one, other) -> other)));
        routes = Map.copyOf(all);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().name("agent-check").start(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("An agent check cannot be accepted: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout((int) LINE.toMillis());
            Optional<String> answer = answer(line(socket.getInputStream()));
            if (answer.isPresent()) {
                socket.getOutputStream().write((answer.get() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            LOG.debug("An agent check has left: {}", e.getMessage());
        } finally {
            places.release();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** The answer to a line; empty when nothing is known about it. */
    Optional<String> answer(String line) {
        String[] words = line.split("\\s+");
        Route route = words.length == 2 ? routes.get(words[0]) : null;
        if (route == null) {
            return Optional.empty();
        }
        int most = route.endpoints().stream().mapToInt(endpoint -> Binding.weight(route, endpoint)).max().orElse(1);
        for (Endpoint endpoint : route.endpoints()) {
            if (Binding.socket(endpoint.ip(), endpoint.port()).equals(words[1])) {
                int percent = Math.ceilDiv(100 * Binding.weight(route, endpoint), most);
                return Optional.of(percent == 0 ? "up drain" : "up ready " + percent + "%");
            }
        }
        return Optional.of("down #not in the route");
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("The port of agent checks fails to close: {}", e.getMessage());
        }
    }
}
