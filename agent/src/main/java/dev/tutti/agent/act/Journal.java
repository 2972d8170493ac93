package dev.tutti.agent.act;

import tools.jackson.core.JacksonException;

import java.io.IOException;
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

    private final FileChannel channel;

    private Journal(FileChannel channel) {
        this.channel = channel;
    }

    /** The journal, and the last that it says about each action, oldest first. */
    record Opened(Journal journal, Map<String, ActionView> actions) {}

    static Opened open(Path file) throws IOException {
        Map<String, ActionView> actions = read(file);
        while (actions.size() > KEPT) {
            actions.remove(actions.keySet().iterator().next());
        }
        rewrite(file, actions);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        return new Opened(new Journal(channel), actions);
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
                write(out, view);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        Disk.syncFolder(file);
    }

    /** On disk when this returns. A line that did not fit is taken back, so that the next one does not follow a torn one. */
    void append(ActionView view) throws IOException {
        long before = channel.size();
        try {
            write(channel, view);
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
    }

    private static void write(FileChannel out, ActionView view) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((Json.mapper().writeValueAsString(view) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            out.write(line);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
