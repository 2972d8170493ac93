package dev.tutti.control.traffic;

import dev.tutti.control.act.Clients;
import dev.tutti.control.act.Parallel;
import dev.tutti.control.act.StepResult;
import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.act.Waiting;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Step;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Target;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.feed.Feed;
import dev.tutti.traffic.feed.FeedReport;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The clients of names for writing, and of the routers that carry such names. Thread safe. */
final class NamedClients implements Clients {
    private final Supplier<EngineState> state;
    private final DnsServer dns;
    private final Feed feed;
    private final LongSupplier tellRouters;
    private final Map<String, Set<String>> carried;
    private final Duration deadline;

    /**
     * @param tellRouters tells the routers what names answer now; a number for {@link Feed#await(String, long, Duration)}
     * @param carried the names that each router carries
     * @param deadline how long a recovery waits for all of them
     */
    NamedClients(
            Supplier<EngineState> state,
            DnsServer dns,
            Feed feed,
            LongSupplier tellRouters,
            Map<String, Set<String>> carried,
            Duration deadline) {
        this.state = state;
        this.dns = dns;
        this.feed = feed;
        this.tellRouters = tellRouters;
        this.carried = Map.copyOf(carried);
        this.deadline = deadline;
    }

    @Override
    public Policy.Clients led() {
        return new Policy.Clients(
                writers().map(Writer::chain).collect(Collectors.toSet()), deadline);
    }

    /** A name for writing, and where the servers of its chain stand. */
    private record Writer(String name, String chain, Map<Address, Target> places) {
        String spoken() {
            return name.substring(0, name.length() - 1);
        }
    }

    private Stream<Writer> writers() {
        return dns.config().zones().stream().flatMap(zone -> zone.names().stream()).flatMap(NamedClients::writer);
    }

    private static Stream<Writer> writer(BoundName name) {
        return name.binding() instanceof Binding.Writer(var chain, var places)
                ? Stream.of(new Writer(name.name(), chain, places))
                : Stream.empty();
    }

    @Override
    public StepResult tell(Step.TellClients step) throws InterruptedException {
        Address server = step.server();
        return lead(server, step.deadline(), name -> leadsTo(name, server), server.toString());
    }

    @Override
    public StepResult letGo(Step.LetClientsGo step) throws InterruptedException {
        Done led = lead(step.server(), step.deadline(), this::leadsNowhere, "nobody");
        String late = led.warning();
        return late == null ? led : new Failed(step.server(), "clients would go on coming to " + step.server() + ": " + late);
    }

    /** @param where the names are to lead, in a word */
    private Done lead(Address member, Duration limit, Predicate<Writer> done, String where) throws InterruptedException {
        Set<String> chain = state.get().fleet().namesOfChain(member);
        List<Writer> names = writers().filter(name -> chain.contains(name.chain())).toList();
        if (names.isEmpty()) {
            return new Done("no name leads clients to its chain any more");
        }
        long began = System.nanoTime();
        Waiting waiting = Waiting.atMost(limit);
        List<Writer> others = names.stream().filter(done.negate()).toList();
        while (!others.isEmpty() && waiting.more()) {
            others = names.stream().filter(done.negate()).toList();
        }
        if (!others.isEmpty()) {
            return new Done("the routers say what the names say", others.stream().map(this::why).collect(Collectors.joining("; ")));
        }
        String named = (names.size() == 1 ? names.getFirst().spoken() + " answers " : names.size() + " names answer ")
                + where + " after " + Sentences.of(since(began));
        return routers(names, began, limit, named);
    }

    private boolean leadsTo(Writer name, Address server) {
        Target place = name.places().get(server);
        return place != null
                && answered(name).filter(route -> route.endpoints().equals(place.endpoints())).isPresent();
    }

    private boolean leadsNowhere(Writer name) {
        return answered(name).filter(route -> !route.endpoints().isEmpty()).isEmpty();
    }

    /** What is answered for certain: decided anew, which waits for a decision that is being published. */
    private Optional<Route> answered(Writer name) {
        return dns.ask(name.name(), InetAddress.getLoopbackAddress()).map(DnsServer.Asked::route);
    }

    private String why(Writer name) {
        return name.spoken() + " does not follow: "
                + answered(name).map(Route::because).map(NamedClients::withoutDot).orElse("it is no name any more");
    }

    private static String withoutDot(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private Done routers(List<Writer> names, long began, Duration limit, String named) throws InterruptedException {
        Set<String> routes = names.stream().map(Writer::name).collect(Collectors.toSet());
        long number = tellRouters.getAsLong();
        List<Callable<@Nullable Confirmation>> waits = new ArrayList<>();
        carried.forEach((router, carries) -> {
            if (!Collections.disjoint(carries, routes)) {
                waits.add(() -> await(router, number, began, limit));
            }
        });
        List<Confirmation> all = Parallel.all(waits).stream().map(Objects::requireNonNull).toList();
        String told = sentences(all, true);
        String late = sentences(all, false);
        return new Done(told.isEmpty() ? named : named + "; " + told, late.isEmpty() ? null : late);
    }

    /** What came of telling one router. */
    private record Confirmation(String sentence, boolean done) {}

    private static String sentences(List<Confirmation> all, boolean done) {
        return all.stream()
                .filter(one -> one.done() == done)
                .map(Confirmation::sentence)
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private Confirmation await(String router, long number, long began, Duration limit) throws InterruptedException {
        Duration left = limit.minus(since(began));
        return feed.await(router, number, left)
                ? new Confirmation(router + " told and read back after " + Sentences.of(since(began)), true)
                : new Confirmation(
                        router + " has not confirmed within " + Sentences.of(limit) + " (" + trouble(feed.report(router))
                                + "); it goes on being told",
                        false);
    }

    private static String trouble(FeedReport report) {
        return switch (report.status()) {
            case FeedStatus.Failing failing -> failing.failure().sentence();
            case FeedStatus.Drifted drifted -> drifted.sentence();
            case FeedStatus.NotYet notYet -> notYet.sentence();
            case FeedStatus.Settled settled -> "it is still being told";
        };
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
