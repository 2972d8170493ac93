package dev.tutti.agent.act;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked for and how it ended, a line of JSON each, on disk before anything is done and before anything is answered: the
 * same id is never done twice, whatever ends the agent in between. Used under its owner's lock.
 */
final class Journal implements AutoCloseable {
    /** A busy day has a few dozen; a caller that repeats itself does so within minutes. */
    private static final int KEPT = 2_000;

    /** No channel: one that a cancelled action's thread writes to is closed by its interruption, for everybody and for good. */
    private final RandomAccessFile file;

    private Journal(RandomAccessFile file) {
        this.file = file;
    }

    /** The journal, and the last that it says about each action, oldest first. */
    record Opened(Journal journal, Map<String, ActionView> actions) {}

    static Opened open(Path file) throws IOException {
        Map<String, ActionView> actions = read(file);
        while (actions.size() > KEPT) {
            actions.remove(actions.keySet().iterator().next());
        }
        rewrite(file, actions);
        return new Opened(new Journal(new RandomAccessFile(file.toFile(), "rw")), actions);
    }

    private static Map<String, ActionView> read(Path file) throws IOException {
        Map<String, ActionView> actions = new LinkedHashMap<>();
        List<String> lines = Files.exists(file)
                ? new ArrayList<>(List.of(Files.readString(file).split("\n", -1)))
                : new ArrayList<>(List.of(""));
        // Whatever follows the last line end was not complete when the agent ended, so nothing had been done for it.
        lines.removeLast();
        for (String line : lines) {
            try {
                ActionView view = Json.mapper().readValue(line, ActionView.class);
                actions.put(view.id(), view);
            } catch (JacksonException e) {
                throw new IOException("The journal " + file + " is damaged, so that nobody knows what was done already: move it"
                        + " away if no action is under way (" + e.getOriginalMessage() + ")", e);
            }
        }
        return actions;
    }

    private static void rewrite(Path file, Map<String, ActionView> actions) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            for (ActionView view : actions.values()) {
                ByteBuffer line = ByteBuffer.wrap(line(view));
                while (line.hasRemaining()) {
                    out.write(line);
                }
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        Disk.syncFolder(file);
    }

    /** On disk when this returns. A line that did not fit is taken back, so that the next one does not follow a torn one. */
    void append(ActionView view) throws IOException {
        long before = file.length();
        try {
            file.seek(before);
            file.write(line(view));
            file.getFD().sync();
        } catch (IOException e) {
            file.setLength(before);
            throw e;
        }
    }

    private static byte[] line(ActionView view) {
        return (Json.mapper().writeValueAsString(view) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
