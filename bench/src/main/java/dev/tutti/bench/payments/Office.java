package dev.tutti.bench.payments;

import dev.tutti.bench.galera.PlaneHome;
import dev.tutti.core.model.Address;
import dev.tutti.lab.AgentSetup;
import dev.tutti.lab.FaultProxy;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.network.LabHost;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The office: the control plane is there, reaches the servers through the tunnels only, and answers clients of the outside by DNS.
 * Used by one thread.
 */
public final class Office implements PlaneHome {
    /** Of all names. */
    public static final String ZONE = "payments.example";
    /** What clients everywhere ask for: the nearest server that takes writes. */
    public static final String NAME = "pay." + ZONE;

    private static final int API_PORT = 7410;
    private static final int DNS_PORT = 53;
    private static final int TTL_SECONDS = 5;

    private @Nullable LabHost host;
    private @Nullable FaultProxy way;

    @Override
    public Address open(GaleraFleet fleet, int port) {
        LabHost office = fleet.network().host(Sites.OFFICE);
        Address listen = new Address(office.address(), API_PORT);
        FaultProxy proxy = new FaultProxy(port, listen);
        proxy.serverIsUp();
        host = office;
        way = proxy;
        return listen;
    }

    @Override
    public List<String> inside(List<String> command) {
        return office().inside(command);
    }

    /** Where the DNS server answers. */
    public Address dns() {
        return new Address(office().address(), DNS_PORT);
    }

    /** Every name that it serves. */
    public static List<String> names() {
        return Stream.concat(Stream.of(NAME), Sites.SERVERS.stream().map(site -> site + "." + ZONE))
                .toList();
    }

    /** The address from which the clients of a site ask. */
    static String clientsOf(GaleraFleet fleet, String site) {
        return fleet.network().visitor(Sites.SERVERS.indexOf(site));
    }

    @Override
    public String configuration(GaleraFleet fleet, Path folder) throws IOException {
        String servers = fleet.nodes().stream().map(Office::server).collect(Collectors.joining());
        String sites = Sites.SERVERS.stream().map(site -> site(fleet, site)).collect(Collectors.joining());
        String names = Sites.SERVERS.stream().map(Office::nameOf).collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("dns.yaml"), """
                dns:
                  listen: ["%s"]
                  state_folder: "%s"
                servers:
                %ssites:
                %szones:
                  - name: %s
                    name_servers: [ns1]
                    negative_ttl: 1s
                    records:
                      - {name: ns1, type: A, data: %s}
                    names:
                      - {name: pay, galera: %s, policy: nearest, ttl: %ds, ttl_when_down: 1s}
                %s""".formatted(
                dns(), folder.resolve("dns"), servers, sites, ZONE, office().address(), GaleraFleet.CLUSTER, TTL_SECONDS, names));
        return "traffic:\n  dns: \"" + file + "\"\nmesh:\n  description: \"" + Tunnels.described(fleet.folder()) + "\"\n";
    }

    @Override
    public String besideEach(AgentSetup.Place agent) {
        return Tunnels.besideEach(agent);
    }

    private static String server(GaleraNode node) {
        return "  - {address: \"%s\", ip: [%s], name: %s, site: %s, cluster: %s}%n".formatted(
                node.groupAddress(), node.address().host(), node.name(), node.spec().site(), GaleraFleet.CLUSTER);
    }

    private static String site(GaleraFleet fleet, String site) {
        return "  - {name: %s, networks: [%s/32], near: [%s]}%n".formatted(
                site, clientsOf(fleet, site), String.join(", ", Sites.nearest(site)));
    }

    private static String nameOf(String site) {
        return String.format(
                Locale.ROOT, "      - {name: %s, galera: %s, policy: nearest, from: %s, ttl: %ds, ttl_when_down: 1s}%n", site,
                GaleraFleet.CLUSTER, site, TTL_SECONDS);
    }

    private LabHost office() {
        return Optional.ofNullable(host).orElseThrow(() -> new IllegalStateException("the office is not open yet"));
    }

    @Override
    public void close() {
        FaultProxy proxy = way;
        if (proxy != null) {
            proxy.close();
        }
    }
}
