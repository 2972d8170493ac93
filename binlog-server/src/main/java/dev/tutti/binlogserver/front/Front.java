package dev.tutti.binlogserver.front;

import dev.tutti.core.model.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Listens on one address and hands each connection on to a Binlog Server: of those that are well, to the one with the fewest. It
 * passes bytes and knows nothing of what they mean, so logins, TLS and registrations are between replica and server. A server
 * that dies takes its connections with it; its replicas come again and get another one, which serves the same coordinates.
 *
 * <p>One virtual thread accepts, one per server asks how it is, two per connection pass bytes. Thread-safe.
 */
public final class Front implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Front.class);
    private static final int BACKLOG = 512;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final FrontConfig config;
    private final ServerSocket listener;
    private final List<Backend> backends = new ArrayList<>();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private Front(FrontConfig config, ServerSocket listener) {
        this.config = config;
        this.listener = listener;
        config.servers().forEach(server -> backends.add(new Backend(server)));
    }

    /**
     * Asks every server once and then listens.
     *
     * @throws IOException if the address cannot be had
     */
    public static Front start(FrontConfig config) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(config.listen().host(), config.listen().port()), BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw new IOException("The front cannot listen on " + config.listen() + ": " + e.getMessage(), e);
        }
        Front front = new Front(config, listener);
        front.backends.forEach(backend -> backend.check(config.account(), config.deadline()));
        for (Backend backend : front.backends) {
            front.threads.add(Thread.ofVirtual().name("front-check-" + backend.address()).start(() -> front.check(backend)));
        }
        front.threads.add(Thread.ofVirtual().name("front-accept").start(front::accept));
        return front;
    }

    private void check(Backend backend) {
        try {
            while (!closing.await(config.every().toNanos(), TimeUnit.NANOSECONDS)) {
                backend.check(config.account(), config.deadline());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().name("front-" + client.getPort()).start(() -> serve(client));
            } catch (IOException e) {
                if (!isClosed()) {
                    log.warn("a connection could not be accepted: {}", e.getMessage());
                }
            }
        }
    }

    /** Servers in the order in which they are tried for a new connection. */
    private List<Backend> wanted() {
        return backends.stream()
                .filter(backend -> backend.health() != Backend.Health.DEAD)
                .sorted(Comparator.comparing(Backend::health).thenComparingInt(Backend::connections))
                .toList();
    }

    private void serve(Socket client) {
        try (client) {
            for (Backend backend : wanted()) {
                Socket server = new Socket();
                try (server) {
                    server.connect(
                            new InetSocketAddress(backend.address().host(), backend.address().port()),
                            Math.toIntExact(config.deadline().toMillis()));
                    server.setTcpNoDelay(true);
                    client.setTcpNoDelay(true);
                    pass(new Link(client, server), backend);
                    return;
                } catch (IOException e) {
                    log.debug("{} did not take a connection: {}", backend.address(), e.getMessage());
                }
            }
            log.warn("no server is well; the connection of {} is ended, it may come again", client.getRemoteSocketAddress());
        } catch (IOException e) {
            log.debug("a connection ended", e);
        }
    }

    private void pass(Link link, Backend backend) {
        links.add(link);
        backend.add(link);
        try {
            if (!isClosed()) {
                link.run();
            }
        } finally {
            backend.remove(link);
            links.remove(link);
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Where it listens. */
    public Address address() {
        return new Address(config.listen().host(), listener.getLocalPort());
    }

    /** How many connections each server has, in the order of the configuration. */
    public List<Integer> connections() {
        return backends.stream().map(Backend::connections).toList();
    }

    /** Stops listening and ends every connection. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        links.forEach(Link::cut);
        for (Thread thread : threads) {
            try {
                if (!thread.join(CLOSING)) {
                    log.warn("{} does not end", thread.getName());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
