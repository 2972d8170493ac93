package dev.tutti.app;

import dev.tutti.bench.galera.GaleraApi;
import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.bench.galera.Orders;
import dev.tutti.bench.galera.RecoverySeen;
import dev.tutti.bench.payments.Customers;
import dev.tutti.bench.payments.Payments;
import dev.tutti.bench.payments.Sites;
import dev.tutti.core.explain.Sentences;
import dev.tutti.lab.GaleraDamage;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.process.Deadline;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Takes a site, a hub, both hubs, a server's disk and everything from the payment servers, under the writes of clients that find
 * them by name, and measures what clients and operators see.
 */
final class PaymentsTour {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final long WRITES_BETWEEN = 100;
    /** How long what is lost stays lost: longer than any answer is kept, and than the servers wait for each other. */
    private static final Duration LOST = Duration.ofSeconds(12);

    /** Within this a server that is Synced has applied what another one acknowledged. */
    private static final Duration APPLIED = Duration.ofSeconds(10);

    private static final String SITE = "paris";
    private static final String DISK = "frankfurt";
    private static final String ROW = "%-26s %9s %12s %16s %14s %11s %5s";

    private final Payments payments;
    private final GaleraFleet fleet;
    private final GaleraApi api;
    private final PrintStream out;
    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    PaymentsTour(Payments payments, PrintStream out) {
        this.payments = payments;
        this.fleet = payments.fleet();
        this.api = payments.watched().api();
        this.out = out;
    }

    /** True when clients wrote wherever it was possible, everything came back, and nothing was lost. */
    boolean run() throws IOException {
        awaitWell();
        loseSite();
        loseHub();
        loseBothHubs();
        loseDisk();
        loseEverything();
        payments.customers().forEach(each -> each.load().stop());
        GaleraChecks.awaitEqual(fleet, DEADLINE);
        out.println();
        out.println(ROW.formatted("", "noticed", "DNS changed", "write elsewhere", "longest pause", "well again", "lost"));
        rows.forEach(out::println);
        out.println();
        if (lost() > 0) {
            failed("acknowledged writes are missing in the end");
        }
        long acknowledged = loads().stream().mapToLong(WriteLoad::acknowledgedCount).sum();
        out.println(acknowledged + " writes acknowledged; the tables of all servers are equal");
        failures.forEach(failure -> out.println("FAILED: " + failure));
        return failures.isEmpty();
    }

    /** It lives on, and nobody reaches it: neither the others nor its own clients. */
    private void loseSite() {
        Customers own = payments.customersOf(SITE);
        Instant began = begin("cutting the site " + SITE + " off …");
        fleet.cutOff(SITE);
        Instant noticed = noticed();
        await("the clients of " + SITE + " write elsewhere", () -> own.wroteElsewhere(began).isPresent());
        staysLost(began);
        everyoneWrites("while " + SITE + " is cut off");
        Instant healed = Instant.now();
        fleet.reconnect(SITE);
        awaitWell();
        row("site " + SITE, began, Optional.of(noticed), own.ledElsewhere(began), own.wroteElsewhere(began), healed);
    }

    private void loseHub() {
        String hub = Sites.HUBS.getFirst();
        Instant began = begin("cutting " + hub + " off …");
        fleet.cutOff(hub);
        await("it is told that " + hub + " is lost", () -> api.cluster().problem("hub_lost").isPresent());
        Instant noticed = Instant.now();
        staysLost(began);
        everyoneWrites("while " + hub + " is cut off");
        Instant healed = Instant.now();
        fleet.reconnect(hub);
        awaitWell();
        tellWhoWasLedElsewhere(began);
        row(hub, began, Optional.of(noticed), Optional.empty(), Optional.empty(), healed);
        awaitHubUsed();
    }

    /** No site reaches another one, so no server may take writes: none has a majority. */
    private void loseBothHubs() {
        Instant began = begin("cutting both hubs off …");
        Sites.HUBS.forEach(fleet::cutOff);
        Instant noticed = noticed();
        staysLost(began);
        if (payments.customers().stream().anyMatch(each -> each.wrote(began.plus(LOST)).isPresent())) {
            failed("a server acknowledged a write while no site reached any other");
        }
        Instant healed = Instant.now();
        Sites.HUBS.forEach(fleet::reconnect);
        awaitWell();
        row("both hubs", began, Optional.of(noticed), Optional.empty(), Optional.empty(), healed);
    }

    /** Its host dies and comes back with an empty disk. */
    private void loseDisk() {
        Customers own = payments.customersOf(DISK);
        GaleraNode node = fleet.node(DISK);
        Instant began = begin("taking the disk of " + DISK + " …");
        fleet.killTogether(List.of(fleet.agentOf(DISK).name(), DISK));
        Instant noticed = noticed();
        GaleraDamage.empty(node);
        await("the clients of " + DISK + " write elsewhere", () -> own.wroteElsewhere(began).isPresent());
        Instant healed = Instant.now();
        fleet.start(fleet.agentOf(DISK).name());
        await("the agent of " + DISK + " answers", () -> api.cluster().everyAgentAnswers());
        if (!node.pid().isPresent()) {
            told(new Orders(api).carryOut("nodes/" + DISK + "/resync", Map.of(), DEADLINE));
        }
        awaitWell();
        row("disk of " + DISK, began, Optional.of(noticed), own.ledElsewhere(began), own.wroteElsewhere(began), healed);
    }

    /** Power is lost everywhere: servers, agents, tunnels, routers, the control plane. */
    private void loseEverything() throws IOException {
        out.println("losing power everywhere …");
        payments.watched().plane().kill();
        fleet.killTogether(fleet.members().stream().map(dev.tutti.lab.FleetMember::name).toList());
        payments.tunnels().killAll();
        Instant back = Instant.now();
        payments.tunnels().restoreAll();
        fleet.startTogether(fleet.agents().stream().map(dev.tutti.lab.LabAgent::name).toList());
        payments.watched().plane().start();
        Instant started = Instant.now();
        out.println("  power is back; hosts, tunnels, agents and the control plane took " + since(back, Optional.of(started)));
        awaitWell();
        Optional<Instant> wrote = payments.customers().stream()
                .map(each -> each.wrote(started))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        Optional<Instant> led = payments.customers().stream()
                .flatMap(each -> each.answers().stream())
                .filter(answer -> answer.since().isAfter(started) && !answer.addresses().isEmpty())
                .map(Customers.Answer::since)
                .min(Comparator.naturalOrder());
        row("everything, from power on", back, Optional.empty(), led, wrote, back);
    }

    private Instant begin(String what) {
        out.println(what);
        return Instant.now();
    }

    /** When the API first tells that the cluster is not as it should be. */
    private Instant noticed() {
        await("the loss is noticed", () -> !api.cluster().state().equals("calm"));
        return Instant.now();
    }

    private void staysLost(Instant since) {
        await("time passes", () -> Duration.between(since, Instant.now()).compareTo(LOST) > 0);
    }

    private void everyoneWrites(String when) {
        Instant from = Instant.now();
        await("the clients of every site write " + when, () ->
                payments.customers().stream().allMatch(each -> each.wrote(from).isPresent()));
    }

    /** While routes change, the office may miss one look at a server, and clients go next door for a moment: no harm, and no gain. */
    private void tellWhoWasLedElsewhere(Instant since) {
        payments.customers().stream()
                .filter(each -> each.ledElsewhere(since).isPresent())
                .forEach(each -> out.println("  the clients of " + each.site() + " were led elsewhere for a moment"));
    }

    /** Tunnels over a hub that is back carry again only after a while; the other hub is not to be lost before. */
    private void awaitHubUsed() {
        staysLost(Instant.now());
    }

    private void awaitWell() {
        fleet.awaitSynced(DEADLINE);
        await("the control plane sees all well", () -> api.cluster().state().equals("calm") && !api.cluster().recovering());
        payments.customers().forEach(each -> each.load().awaitMore(WRITES_BETWEEN, DEADLINE));
    }

    private void row(
            String title, Instant began, Optional<Instant> noticed, Optional<Instant> led, Optional<Instant> wrote, Instant healed) {
        Instant well = Instant.now();
        Duration pause = payments.customers().stream()
                .map(each -> each.longestPause(began, well))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        int lost = lost();
        if (lost > 0) {
            failed(lost + " acknowledged writes are not on every server after the loss of " + title);
        }
        rows.add(ROW.formatted(
                title, since(began, noticed), since(began, led), since(began, wrote), Sentences.of(pause),
                since(healed, Optional.of(well)), lost));
    }

    /** How many acknowledged writes a server lacks for good: what has just been acknowledged may still be on its way to another one. */
    private int lost() {
        int lost = 0;
        for (GaleraNode node : fleet.nodes()) {
            Set<String> missing = GaleraChecks.missing(node, loads());
            Instant asked = Instant.now();
            while (!missing.isEmpty() && Duration.between(asked, Instant.now()).compareTo(APPLIED) < 0) {
                missing.retainAll(GaleraChecks.missing(node, loads()));
            }
            lost = Math.max(lost, missing.size());
        }
        return lost;
    }

    private List<WriteLoad> loads() {
        return payments.customers().stream().map(Customers::load).toList();
    }

    private void told(RecoverySeen recovery) {
        out.println("  " + recovery.document().path("reason").asString(""));
        out.println("  " + recovery.outcome());
        if (!recovery.succeeded()) {
            failed(recovery.summary());
        }
    }

    private void await(String what, BooleanSupplier condition) {
        Deadline.in(DEADLINE).await(condition, "It did not come about that " + what, () -> api.cluster().problems());
    }

    private void failed(String what) {
        failures.add(what);
    }

    private static String since(Instant from, Optional<Instant> to) {
        return to.map(moment -> Sentences.of(Duration.between(from, moment))).orElse("–");
    }
}
