package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.api.Shapes.Server;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.util.ArrayList;
import java.util.List;

/** Metrics in Prometheus' text form, taken from the state at each scrape. Thread safe. */
final class Metrics {
    private final ControlPlane plane;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge up;
    private final MultiGauge lag;
    private final MultiGauge writable;
    private final MultiGauge problems;

    Metrics(ControlPlane plane) {
        this.plane = plane;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        up = MultiGauge.builder("tutti.server.up").description("1 while the server answers").register(registry);
        lag = MultiGauge.builder("tutti.server.lag.seconds")
                .description("What the replica says of its delay")
                .register(registry);
        writable = MultiGauge.builder("tutti.server.writable")
                .description("1 while ordinary accounts may write")
                .register(registry);
        problems = MultiGauge.builder("tutti.chain.problems")
                .description("Problems of a chain, notices left out")
                .register(registry);
        Gauge.builder("tutti.recoveries.running", plane, p -> p.live().running().size())
                .description("Recoveries under way")
                .register(registry);
        Gauge.builder("tutti.suspicions", plane, p -> p.state().suspicions().size())
                .description("Servers with replicas that fail to answer")
                .register(registry);
        Gauge.builder("tutti.journal.up", plane, p -> p.journalProblem().isEmpty() ? 1 : 0)
                .description("1 while the journal can be written")
                .register(registry);
    }

    String scrape() {
        Views views = new Views(plane);
        List<MultiGauge.Row<?>> ups = new ArrayList<>();
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> writables = new ArrayList<>();
        for (Server server : views.servers()) {
            Tags tags = Tags.of("server", server.address(), "chain", server.chain(), "role", server.role());
            ups.add(MultiGauge.Row.of(tags, server.contact().equals("answering") ? 1 : 0));
            Double seconds = server.lagSeconds();
            if (seconds != null) {
                lags.add(MultiGauge.Row.of(tags, seconds));
            }
            writables.add(MultiGauge.Row.of(tags, Boolean.FALSE.equals(server.readOnly()) ? 1 : 0));
        }
        List<MultiGauge.Row<?>> byChain = new ArrayList<>();
        views.chains(false).forEach(chain ->
                byChain.add(MultiGauge.Row.of(Tags.of("chain", chain.name()), chain.problems())));
        up.register(ups, true);
        lag.register(lags, true);
        writable.register(writables, true);
        problems.register(byChain, true);
        return registry.scrape();
    }
}
