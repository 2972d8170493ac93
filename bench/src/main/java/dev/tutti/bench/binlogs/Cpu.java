package dev.tutti.bench.binlogs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says a process has used. */
final class Cpu {
    /** Clock ticks per second in /proc, on every Linux that there is. */
    private static final double TICKS = 100;

    private Cpu() {}

    /** The same of this process. */
    static double here() throws IOException {
        return seconds(ProcessHandle.current().pid());
    }

    /** Seconds of processor time of all threads, in the program and in the kernel on its behalf. */
    static double seconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }
}
