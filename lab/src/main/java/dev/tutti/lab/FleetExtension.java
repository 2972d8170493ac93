package dev.tutti.lab;

import dev.tutti.lab.install.Installation;
import dev.tutti.lab.install.Installer;
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
            throw skipOrFail(e, test);
        }
    }

    /** The programs of a flavour for a test that starts none of its servers, with the same behaviour when it cannot be had. */
    public static Installation installOrSkip(Flavour flavour, String test) {
        try {
            return new Installer(Installer.packagesAllowedByEnvironment(), line -> {}).install(flavour);
        } catch (FlavourUnavailableException e) {
            throw skipOrFail(e, test);
        }
    }

    /**
     * Ends a test that needs something else that cannot be had here, with the same behaviour.
     *
     * @param missing what it is, and what to do
     */
    public static void require(boolean available, String test, String missing) {
        if (!available) {
            throw skipOrFail(new IllegalStateException(missing), test);
        }
    }

    /** Where everything must run, as in continuous integration, the test fails; else it is skipped, and says so loudly. */
    static RuntimeException skipOrFail(RuntimeException reason, String test) {
        return skipOrFail(reason, test, "true".equals(System.getenv("CI")));
    }

    /** Always throws; declared to return something so that callers can say so. */
    static RuntimeException skipOrFail(RuntimeException reason, String test, boolean fail) {
        if (fail) {
            throw reason;
        }
        String line = "*".repeat(100);
        System.err.println(line + "\n*** SKIPPED, NOT TESTED: " + test + "\n*** " + reason.getMessage() + "\n" + line);
        return Assumptions.<RuntimeException>abort(String.valueOf(reason.getMessage()));
    }
}
