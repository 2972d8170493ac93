package dev.tutti.control.traffic;

import dev.tutti.control.Live;
import dev.tutti.control.galera.Cluster;
import dev.tutti.core.engine.EngineState;
import dev.tutti.settings.ConfigException;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.zone.DnsConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The DNS server inside the control plane: it answers by what is known here, which outranks its own checks. Thread safe. */
public final class Traffic implements AutoCloseable {
    private final PlaneEvidence evidence;
    private final Live live;
    private final DnsServer server;

    private Traffic(PlaneEvidence evidence, Live live, DnsServer server) {
        this.evidence = evidence;
        this.live = live;
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param file the zones and checks, read again when it changes
     * @throws IOException in a sentence, if the file is wrong or an address is taken
     */
    public static Traffic start(
            Path file, Supplier<EngineState> state, List<Cluster> clusters, Live live, InstantSource clock) throws IOException {
        DnsConfig config;
        try {
            config = DnsConfig.read(file);
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
        PlaneEvidence evidence = new PlaneEvidence(state, clusters);
        DnsServer server = DnsServer.start(config, file, evidence, clock);
        live.add(evidence);
        evidence.start();
        return new Traffic(evidence, live, server);
    }

    public DnsServer dns() {
        return server;
    }

    @Override
    public void close() {
        live.remove(evidence);
        evidence.close();
        server.close();
    }
}
