package dev.tutti.lab;

import dev.tutti.lab.install.Folders;
import dev.tutti.lab.remote.ControlSocket;
import dev.tutti.lab.remote.CurrentFleets;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How a fleet of any kind begins and ends: it ends once, whoever ends it, and with this JVM at the latest; other processes may ask
 * its owner for something meanwhile. Thread-safe.
 */
final class FleetLife {
    private final Path folder;
    private final boolean temporary;
    private final Runnable end;
    private final Thread atExit = new Thread(this::close, "tutti-lab-close");
    private final CountDownLatch down = new CountDownLatch(1);
    private volatile @Nullable ControlSocket control;
    private boolean goingDown;

    /** What starts everything. */
    @FunctionalInterface
    interface BringUp {
        void run() throws IOException;
    }

    /**
     * A fleet that has not begun.
     *
     * @param temporary whether its folder goes with it
     * @param end kills all that runs
     */
    FleetLife(Path folder, boolean temporary, Runnable end) {
        this.folder = folder;
        this.temporary = temporary;
        this.end = end;
    }

    /**
     * Starts everything; where that fails, nothing is left.
     *
     * @param what it is, for the message
     */
    void begin(String what, BringUp bringUp) {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
            bringUp.run();
        } catch (IOException e) {
            closeAfterFailure(e);
            throw new LabException("The " + what + " in " + folder + " could not be started: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeAfterFailure(e);
            throw e;
        }
    }

    private void closeAfterFailure(Exception failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Answers other processes from now on, each line of words with {@code ok} or {@code error} and a sentence.
     *
     * @param perform does what the words say and gives the answer; may throw {@link LabException}
     */
    void listen(Function<List<String>, String> perform) throws IOException {
        control = ControlSocket.open(folder, line -> answer(line, perform));
    }

    private static String answer(String line, Function<List<String>, String> perform) {
        try {
            return perform.apply(List.of(line.strip().split("\\s+")));
        } catch (LabException e) {
            return "error " + String.valueOf(e.getMessage());
        } catch (IllegalArgumentException | IndexOutOfBoundsException | java.time.DateTimeException e) {
            return "error The owner of the fleet does not understand \"" + line + "\" (" + e.getMessage() + ").";
        }
    }

    /** Where other processes ask; null before {@link #listen}. */
    @Nullable Path socket() {
        ControlSocket open = control;
        return open == null ? null : open.path();
    }

    /** Kills all servers at once; a folder that was asked for by name stays with all that is in it. */
    synchronized void down() {
        if (goingDown) {
            return;
        }
        goingDown = true;
        try {
            CurrentFleets.remove(folder);
            end.run();
        } finally {
            try {
                ControlSocket open = control;
                if (open != null) {
                    open.close();
                }
            } finally {
                down.countDown();
            }
        }
    }

    boolean awaitDown(Duration limit) {
        try {
            return down.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while waiting for the end of the fleet in " + folder + ".", e);
        }
    }

    void close() {
        down();
        try {
            if (temporary) {
                Folders.delete(folder);
            }
            if (!Thread.currentThread().equals(atExit)) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        } catch (IOException e) {
            throw new LabException("The folder " + folder + " could not be deleted: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            // The JVM is ending: there is no hook to remove any more.
        }
    }
}
