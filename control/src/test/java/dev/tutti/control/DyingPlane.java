package dev.tutti.control;

import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.SqliteJournal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A control plane in a process of its own that gets {@code kill -9} at a moment that the journal defines: just before or
 * just after it is written that a step of this kind reached this state.
 */
final class DyingPlane {
    private DyingPlane() {}

    /** Starts one in a process of its own. */
    static Process start(Path config, File output, String when, String kind, String state) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp", System.getProperty("java.class.path"), DyingPlane.class.getName(),
                        config.toString(), when, kind, state)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }

    /** Arguments: configuration file, {@code before} or {@code after}, kind of step, state of step. */
    public static void main(String[] arguments) throws Exception {
        Config config = Config.read(Path.of(arguments[0]));
        boolean before = arguments[1].equals("before");
        String kind = arguments[2];
        Recovery.StepState state = Recovery.StepState.valueOf(arguments[3]);
        SqliteJournal journal = SqliteJournal.open(config.stateFolder());
        DecisionLog dying = (DecisionLog) Proxy.newProxyInstance(
                DyingPlane.class.getClassLoader(), new Class<?>[] {DecisionLog.class}, (proxy, method, values) -> {
                    boolean now = method.getName().equals("update") && reached((Recovery) values[0], kind, state);
                    if (now && before) {
                        die();
                    }
                    try {
                        return method.invoke(journal, values);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        if (now) {
                            die();
                        }
                    }
                });
        ControlPlane plane = new ControlPlane(config, dying, new SteadyClock());
        ApiServer api = ApiServer.start(plane, Tokens.of(config), "dying");
        plane.start();
        System.out.println(api.url());
        new CountDownLatch(1).await();
    }

    private static boolean reached(Recovery recovery, String kind, Recovery.StepState state) {
        return recovery.steps().stream().anyMatch(step -> step.kind().equals(kind) && step.state() == state);
    }

    private static void die() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new CountDownLatch(1).await();
    }
}
