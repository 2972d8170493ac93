package dev.tutti.lab;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a fleet of its own, started before its first test and ended after its last:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FleetExtension FLEET = FleetExtension.chain(Flavour.MYSQL_5_6);
 * }</pre>
 *
 * <p>When the flavour cannot be had, the tests are skipped with a loud reason; under {@code CI=true} they fail, so that
 * nobody believes that they ran. Thread-safe once started.
 */
public final class FleetExtension implements BeforeAllCallback, AfterAllCallback {
    private final FleetSpec spec;
    private volatile @Nullable Fleet fleet;

    private FleetExtension(FleetSpec spec) {
        this.spec = spec;
    }

    public static FleetExtension chain(Flavour flavour) {
        return of(Fleet.chain(flavour));
    }

    public static FleetExtension single(Flavour flavour) {
        return of(Fleet.single(flavour));
    }

    public static FleetExtension of(FleetSpec spec) {
        return new FleetExtension(spec);
    }

    /** The running fleet. */
    public Fleet fleet() {
        Fleet running = fleet;
        if (running == null) {
            throw new IllegalStateException("the fleet exists only while the tests of its class run");
        }
        return running;
    }

    /** One server of the running fleet. */
    public LabServer server(String name) {
        return fleet().server(name);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        fleet = startOrSkip(spec, context.getDisplayName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Fleet running = fleet;
        fleet = null;
        if (running != null) {
            running.close();
        }
    }

    /** Starts a fleet for a test that has none registered, with the same behaviour when its flavour cannot be had. */
    public static Fleet startOrSkip(FleetSpec spec, String test) {
        try {
            return Fleet.start(spec);
        } catch (FlavourUnavailableException e) {
            skipOrFail(e, test, "true".equals(System.getenv("CI")));
            throw e;
        }
    }

    /** Does not return: throws what skips the test, or the reason itself. */
    static void skipOrFail(FlavourUnavailableException reason, String test, boolean fail) {
        if (fail) {
            throw reason;
        }
        String line = "*".repeat(100);
        System.err.println(line + "\n*** SKIPPED, NOT TESTED: " + test + "\n*** " + reason.getMessage() + "\n" + line);
        Assumptions.abort(String.valueOf(reason.getMessage()));
    }
}
