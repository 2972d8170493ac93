package dev.tutti.agent.act;

import dev.tutti.agent.host.Proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What a state transfer leaves behind that broke off. A donor whose host died never closes its connection: the joiner's server
 * gives up, its script goes on waiting, and as long as the pid in {@code wsrep_sst.pid} exists, whosever it is by now, the next
 * transfer waits for 30 s and fails ({@code check_pid} in wsrep_sst_common). Stateless.
 */
final class Leftovers {
    private static final String PID_FILE = "wsrep_sst.pid";
    private static final String SCRIPT = "wsrep_sst_";
    private static final int LARGEST_PID_FILE = 64;
    private static final long PATIENCE_SECONDS = 5;

    private Leftovers() {}

    /**
     * Ends the script of a transfer to this folder, with all that it has started, and removes the file that names it. Only while
     * no server runs on the folder.
     *
     * @return whether a script was ended
     */
    static boolean end(Path dataFolder) throws IOException, InterruptedException {
        Path file = dataFolder.resolve(PID_FILE);
        OptionalLong pid = pid(file);
        boolean ours = pid.isPresent() && isScript(pid.getAsLong(), dataFolder);
        if (ours) {
            kill(pid.getAsLong());
        }
        Files.deleteIfExists(file);
        return ours;
    }

    private static OptionalLong pid(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_PID_FILE) {
            return OptionalLong.empty();
        }
        String text = Files.readString(file).strip();
        return text.matches("[1-9][0-9]{0,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Its command line names a script of state transfers, and this data folder. */
    private static boolean isScript(long pid, Path dataFolder) {
        List<String> words = new Proc(pid).commandLine();
        return words.stream().limit(4).anyMatch(word -> word.substring(word.lastIndexOf('/') + 1).startsWith(SCRIPT))
                && words.stream().anyMatch(word -> word.equals(dataFolder.toString()) || word.equals(dataFolder + "/"));
    }

    private static void kill(long pid) throws InterruptedException {
        List<ProcessHandle> all = ProcessHandle.of(pid).stream()
                .flatMap(script -> Stream.concat(Stream.of(script), script.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            // Whoever has to ask for their exit code has not done so yet; the kernel has ended them.
        }
    }
}
