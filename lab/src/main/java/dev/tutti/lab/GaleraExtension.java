package dev.tutti.lab;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a Galera cluster of its own, started before its first test and ended after its last.
 *
 * <p>When it cannot be had (no packages, not root), the tests are skipped with a loud reason; under {@code CI=true} they fail.
 * Thread-safe once started.
 */
public final class GaleraExtension implements BeforeAllCallback, AfterAllCallback {
    private final GaleraSpec spec;
    private volatile @Nullable GaleraFleet fleet;

    private GaleraExtension(GaleraSpec spec) {
        this.spec = spec;
    }

    public static GaleraExtension of(GaleraSpec spec) {
        return new GaleraExtension(spec);
    }

    /** The running cluster. */
    public GaleraFleet fleet() {
        GaleraFleet running = fleet;
        if (running == null) {
            throw new IllegalStateException("the cluster exists only while the tests of its class run");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        fleet = startOrSkip(spec, context.getDisplayName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        GaleraFleet running = fleet;
        fleet = null;
        if (running != null) {
            running.close();
        }
    }

    /** Starts a cluster for a test that has none registered, with the same behaviour when it cannot be had. */
    public static GaleraFleet startOrSkip(GaleraSpec spec, String test) {
        try {
            return GaleraFleet.start(spec);
        } catch (FlavourUnavailableException e) {
            throw FleetExtension.skipOrFail(e, test);
        }
    }
}
