package dev.tutti.binlogserver.front;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.wire.Rows;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One Binlog Server behind a front: whether it is well, and who is connected to it. Thread-safe. */
final class Backend {
    private static final Logger log = LoggerFactory.getLogger(Backend.class);

    /** How much a server is wanted; the order is that of preference. */
    enum Health {
        /** It receives from its upstream. */
        RECEIVING,
        /** It serves, and has nothing new. */
        SERVING,
        DEAD
    }

    private final Address address;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Health health = Health.DEAD;

    Backend(Address address) {
        this.address = address;
    }

    Address address() {
        return address;
    }

    Health health() {
        return health;
    }

    int connections() {
        return links.size();
    }

    void add(Link link) {
        links.add(link);
    }

    void remove(Link link) {
        links.remove(link);
    }

    /** Asks it; when it is dead, whoever is connected to it is cut off, to come again and get another one. */
    void check(Optional<Credentials> account, Duration deadline) {
        Health now = account.isPresent() ? asked(account.get(), deadline) : greeted(deadline);
        if (now != health) {
            log.info("{} is {}", address, switch (now) {
                case RECEIVING -> "well";
                case SERVING -> "serving, and receives nothing";
                case DEAD -> "not answering; its " + links.size() + " connections are ended";
            });
            health = now;
        }
        if (now == Health.DEAD) {
            links.forEach(Link::cut);
        }
    }

    private Health asked(Credentials account, Duration deadline) {
        try (WireConnection connection =
                WireConnection.connect(address, account, new WireOptions(deadline, deadline, Tls.OFF))) {
            Rows rows = connection.query("SHOW GLOBAL VARIABLES LIKE 'binlog\\_server\\_state'");
            String state = rows.rows().isEmpty() ? "" : rows.rows().getFirst().get(1);
            return "receiving".equals(state) ? Health.RECEIVING : Health.SERVING;
        } catch (WireException e) {
            log.debug("{}: {}", address, e.getMessage());
            return Health.DEAD;
        }
    }

    private Health greeted(Duration deadline) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), Math.toIntExact(deadline.toMillis()));
            socket.setSoTimeout(Math.toIntExact(deadline.toMillis()));
            return socket.getInputStream().read() >= 0 ? Health.RECEIVING : Health.DEAD;
        } catch (IOException e) {
            return Health.DEAD;
        }
    }
}
