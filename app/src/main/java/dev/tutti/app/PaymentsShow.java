package dev.tutti.app;

import dev.tutti.bench.galera.ClusterSeen;
import dev.tutti.bench.galera.WatchedGalera;
import dev.tutti.bench.payments.Customers;
import dev.tutti.bench.payments.Office;
import dev.tutti.bench.payments.Payments;
import dev.tutti.bench.payments.Sites;
import dev.tutti.cli.Surroundings;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Technology;
import dev.tutti.core.model.Address;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.mesh.run.RunningMesh;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Payment servers at four sites under the writes of clients that find them by name. */
final class PaymentsShow implements Show {
    private final Payments payments;

    private PaymentsShow(Payments payments) {
        this.payments = payments;
    }

    /** What of the system is missing; the lab says itself what it takes. */
    static Optional<String> whyNot() {
        return RunningMesh.whyNot(Technology.OPENVPN, Router.BIRD);
    }

    static PaymentsShow open(UnaryOperator<GaleraSpec> change, int port) throws IOException {
        return new PaymentsShow(Payments.start(change, port));
    }

    private WatchedGalera watched() {
        return payments.watched();
    }

    @Override
    public String apiUrl() {
        return watched().plane().url().toString();
    }

    @Override
    public String pageUrl() throws IOException {
        return watched().pageUrl();
    }

    @Override
    public Path tokenFile() {
        return watched().tokenFile();
    }

    @Override
    public Path log() {
        return watched().plane().log();
    }

    @Override
    public Address address(String server) {
        return payments.fleet().member(server).address();
    }

    @Override
    public List<Try> tries() {
        return List.of(
                new Try("cut", "paris", "a site is lost"),
                new Try("heal", "paris", "it is back"),
                new Try("kill", "london", "a server dies"));
    }

    @Override
    public String lookAround() {
        return "galera status # or recoveries, problems; dig @" + payments.office().dns().host() + " " + Office.NAME;
    }

    @Override
    public Map<String, Object> description() throws IOException {
        Map<String, Object> description = Description.of(this);
        description.putAll(GaleraShow.members(payments.fleet()));
        description.put("dns", Map.of(
                "host", payments.office().dns().host(), "port", payments.office().dns().port(), "names", Office.names()));
        description.put("sites", Sites.SERVERS);
        description.put("hubs", Sites.HUBS);
        return description;
    }

    @Override
    public boolean tour(PrintStream out) throws IOException {
        return new PaymentsTour(payments, out).run();
    }

    /** A line whenever something changes: how the cluster is, and where the name leads the clients of each site. */
    @Override
    public void watch(Surroundings here, int above) {
        Ticker.watch(here, this::line);
    }

    private String line() {
        try {
            ClusterSeen seen = watched().api().cluster();
            return seen.state() + ": " + seen.sentence() + (seen.care().isEmpty() ? "" : ". " + seen.care()) + " " + leads();
        } catch (UncheckedIOException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String leads() {
        Map<String, String> sites = payments.fleet().nodes().stream()
                .collect(Collectors.toMap(node -> node.address().host(), node -> node.spec().site()));
        Map<String, String> leads = new LinkedHashMap<>();
        for (Customers each : payments.customers()) {
            List<String> addresses = each.answers().isEmpty() ? List.of() : each.answers().getLast().addresses();
            leads.put(each.site(), addresses.isEmpty() ? "nowhere" : sites.getOrDefault(addresses.getFirst(), "elsewhere"));
        }
        return leads.entrySet().stream()
                .map(lead -> lead.getKey().equals(lead.getValue()) ? lead.getKey() : lead.getKey() + " → " + lead.getValue())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public void close() {
        payments.close();
    }
}
