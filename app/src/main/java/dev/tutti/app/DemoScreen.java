package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.cli.CliCommands;
import dev.tutti.cli.Surroundings;
import picocli.CommandLine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a person sees of a demo: what to try, and below it the live tree, which nothing else writes into. */
final class DemoScreen {
    private static final String CLEAR = "\u001b[H\u001b[J";

    private final Thread tree;

    private DemoScreen(Thread tree) {
        this.tree = tree;
    }

    /** Shows it until closed; the control plane's log goes to a file. */
    static DemoScreen show(Scenario scenario, WatchedFleet demo) throws IOException {
        Path log = demo.fleet().folder().resolve("tutti").resolve("tutti.log");
        LogFile.replaceConsoleBy(log);
        Surroundings surroundings = Surroundings.ofThisProcess();
        List<String> header = header(scenario, demo, "The control plane's log: " + log);
        System.out.print((surroundings.terminal() ? CLEAR : "") + String.join("\n", header) + "\n\n");
        System.out.flush();
        int lines = header.size() + 1;
        int above = surroundings.size().get().lines() > lines + 4 ? lines : 0;
        Thread tree = Thread.ofPlatform().daemon().name("tree").start(() -> watchTree(demo, surroundings, above));
        return new DemoScreen(tree);
    }

    /** Where it is and what to try, for whoever looks at no tree. */
    static void welcome(Scenario scenario, WatchedFleet demo, PrintStream out) throws IOException {
        header(scenario, demo, "").forEach(out::println);
        out.flush();
    }

    private static List<String> header(Scenario scenario, WatchedFleet demo, String log) throws IOException {
        String tutti = launcher();
        List<String> lines = new ArrayList<>(List.of("Page: " + demo.pageUrl(), "Try, in another terminal:"));
        for (Scenario.Try each : scenario.tries()) {
            lines.add("  %s lab %-9s # %s, %s".formatted(
                    tutti, each.command() + " " + each.server(), each.meaning(), demo.fleet().member(each.server()).address()));
        }
        lines.add("  " + tutti + " topology      # or clusters, recoveries, explain, problems");
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

    /** The live tree, as {@code tutti topology --watch} shows it. */
    private static void watchTree(WatchedFleet demo, Surroundings here, int above) {
        String[] arguments = {"topology", "--watch", "--below-line", Integer.toString(above), "--api", demo.apiUrl()};
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("tutti"));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Surroundings quiet = new Surroundings(
                here.environment(), here.in(), here.out(), nowhere, here.terminal(), here.size(), here.home(), here.clock(),
                here.nanoTime(), here.pause());
        CliCommands.addTo(root, quiet, arguments);
        root.execute(arguments);
    }

    /** The tree stands still; what comes below it does so on a line of its own. */
    void close() {
        tree.interrupt();
        System.out.println();
        System.out.println("ending …");
    }
}
