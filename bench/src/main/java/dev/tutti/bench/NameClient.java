package dev.tutti.bench;

import dev.tutti.core.model.Address;
import dev.tutti.lab.LabException;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/** A client that finds its server by name and keeps each answer as long as it may, and no answer for a second. Thread-safe. */
public final class NameClient implements Supplier<Address> {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration KEEP_NOTHING = Duration.ofSeconds(1);

    private final SimpleResolver resolver;
    private final Message question;
    private final Function<String, Address> servers;
    private List<String> kept = List.of();
    private long keptUntil = System.nanoTime();

    /**
     * One that has asked nothing yet.
     *
     * @param from the address of this machine that it asks from
     * @param servers the server that an IP address of an answer means
     */
    public NameClient(Address dns, String from, String name, Function<String, Address> servers) {
        try {
            resolver = new SimpleResolver(dns.host());
            question = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN));
        } catch (IOException e) {
            throw new LabException("The name " + name + " cannot be asked for: " + e.getMessage(), e);
        }
        resolver.setPort(dns.port());
        resolver.setTimeout(PATIENCE);
        resolver.setLocalAddress(new InetSocketAddress(from, 0));
        this.servers = servers;
    }

    /**
     * The server to go to now.
     *
     * @throws LabException if the name stands for nobody, or nobody answers
     */
    @Override
    public synchronized Address get() {
        if (System.nanoTime() - keptUntil >= 0) {
            keep();
        }
        if (kept.isEmpty()) {
            throw new LabException("The name stands for nobody.");
        }
        return servers.apply(kept.getFirst());
    }

    private void keep() {
        kept = List.of();
        Duration ttl = KEEP_NOTHING;
        try {
            Message answer = ask();
            kept = addresses(answer);
            if (!kept.isEmpty()) {
                ttl = Duration.ofSeconds(answer.getSection(Section.ANSWER).getFirst().getTTL());
            }
        } catch (IOException e) {
            throw new LabException("The DNS server does not answer: " + e.getMessage(), e);
        } finally {
            keptUntil = System.nanoTime() + ttl.toNanos();
        }
    }

    /** What the server answers now, whatever is kept; empty also when it does not answer. */
    public List<String> now() {
        try {
            return addresses(ask());
        } catch (IOException e) {
            return List.of();
        }
    }

    private Message ask() throws IOException {
        Message fresh = question.clone();
        fresh.getHeader().setID(ThreadLocalRandom.current().nextInt(1 << 16));
        return resolver.send(fresh);
    }

    private static List<String> addresses(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .toList();
    }
}
