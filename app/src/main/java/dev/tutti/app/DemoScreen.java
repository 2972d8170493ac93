package dev.tutti.app;

import dev.tutti.cli.Surroundings;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a person sees of a demo: what to try, and below it what lives, into which nothing else writes. */
final class DemoScreen {
    private static final String CLEAR = "\u001b[H\u001b[J";

    private final Thread live;

    private DemoScreen(Thread live) {
        this.live = live;
    }

    /** Shows it until closed; the control plane's log goes to a file. */
    static DemoScreen show(Show demo) throws IOException {
        LogFile.replaceConsoleBy(demo.log());
        Surroundings surroundings = Surroundings.ofThisProcess();
        List<String> header = header(demo, "The control plane's log: " + demo.log());
        System.out.print((surroundings.terminal() ? CLEAR : "") + String.join("\n", header) + "\n\n");
        System.out.flush();
        int lines = header.size() + 1;
        int above = surroundings.size().get().lines() > lines + 4 ? lines : 0;
        Thread live = Thread.ofPlatform().daemon().name("live").start(() -> demo.watch(surroundings, above));
        return new DemoScreen(live);
    }

    /** Where it is and what to try, for whoever looks at nothing that lives. */
    static void welcome(Show demo, PrintStream out) throws IOException {
        header(demo, "").forEach(out::println);
        out.flush();
    }

    private static List<String> header(Show demo, String log) throws IOException {
        String tutti = launcher();
        List<String> lines = new ArrayList<>(List.of("Page: " + demo.pageUrl(), "Try, in another terminal:"));
        for (Show.Try each : demo.tries()) {
            lines.add("  %s lab %-9s # %s, %s".formatted(
                    tutti, each.command() + " " + each.server(), each.meaning(), demo.address(each.server())));
        }
        lines.add("  " + tutti + " " + demo.lookAround());
        if (!demo.apiUrl().endsWith(":" + DemoCommand.USUAL_PORT)) {
            lines.add(2, "  export TUTTI_API=" + demo.apiUrl());
        }
        if (!log.isEmpty()) {
            lines.add(log);
        }
        lines.add("Ctrl-C ends it; nothing stays behind.");
        return lines;
    }

    /** As one would type it here. */
    private static String launcher() {
        String home = System.getProperty("tutti.home", "");
        return home.isEmpty() || Path.of(home).equals(Path.of("").toAbsolutePath()) ? "./tutti" : home + "/tutti";
    }

    /** What lives stands still; what comes below it does so on a line of its own. */
    void close() {
        live.interrupt();
        System.out.println();
        System.out.println("ending …");
    }
}
