package dev.tutti.agent.mesh;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.check.RateMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the tunnels again and again on a virtual thread of its own, so that no request waits for a look, nor makes one.
 * {@link #answer} may be called by any thread.
 */
public final class MeshLooks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MeshLooks.class);

    private final AgentConfig.Mesh config;
    private final MeshEye eye;
    private final InstantSource clock;
    private final Thread thread;
    private RateMemory rates = RateMemory.NOTHING;
    private volatile MeshAnswer.Told told;

    private MeshLooks(AgentConfig.Mesh config, MeshEye eye, InstantSource clock) {
        this.config = config;
        this.eye = eye;
        this.clock = clock;
        this.told = new MeshAnswer.Told(clock.instant(), null, "it has not been looked at yet");
        this.thread = Thread.ofVirtual().name("look at the tunnels").unstarted(this::run);
    }

    /** Begins to look; the eye is closed with it. */
    public static MeshLooks start(AgentConfig.Mesh config, MeshEye eye, InstantSource clock) {
        MeshLooks looks = new MeshLooks(config, eye, clock);
        looks.thread.start();
        return looks;
    }

    /** What was seen last. */
    public MeshAnswer answer() {
        return MeshAnswer.of(told, config.host(), config.every(), clock.instant());
    }

    private void run() {
        try {
            while (true) {
                long next = System.nanoTime() + config.every().toNanos();
                look();
                TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            log.debug("the tunnels are not looked at any more");
        }
    }

    private void look() throws InterruptedException {
        Instant now = clock.instant();
        try {
            MeshFacts facts = eye.facts();
            boolean measured = rates.due(facts, config.host(), config.rates(), now);
            MeshEye.Seen seen = eye.look(measured);
            if (measured) {
                rates = rates.with(seen.facts(), seen.sight());
            }
            told = new MeshAnswer.Told(now, new MeshEye.Seen(seen.facts(), rates.in(seen.sight())), null);
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            log.warn("The tunnels could not be looked at: {}", e.getMessage());
            told = new MeshAnswer.Told(now, null, "the tunnels could not be looked at: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        eye.close();
    }
}
