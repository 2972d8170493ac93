package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Table;
import dev.tutti.core.explain.GaleraWhatIf;
import dev.tutti.core.explain.GaleraWhatIf.WhatIfAdvice;
import dev.tutti.core.explain.GaleraWhatIf.WhatIfCase;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.settings.GaleraSection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;

/** {@code tutti galera whatif}: who keeps quorum if one or two elements fail. With a file it needs no control plane. */
@Command(
        name = "whatif",
        description = "Play every failure of one and two nodes, arbitrators, sites and links: who keeps quorum, who stops, and"
                + " what small change would help.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera whatif --file description.yaml", "  tutti galera whatif payments --all"})
final class GaleraWhatIfCommand extends ApiCommand {
    @Parameters(arity = "0..1", paramLabel = "CLUSTER", description = "One that the control plane watches.")
    private @Nullable String cluster;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A description of clusters, as the section \"galera\" of the configuration; no server is asked.")
    private @Nullable Path file;

    @Option(names = "--all", description = "Show every case, also those that nobody notices.")
    private boolean all;

    GaleraWhatIfCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        if ((file == null) == (cluster == null)) {
            throw Failure.wrongUse("Name either a CLUSTER that is watched, or a description with --file FILE.");
        }
        List<Json> played;
        if (file != null) {
            played = described(file).stream().map(GaleraWhatIfCommand::played).toList();
            if (session.json()) {
                session.printJson(Json.array(played));
            }
        } else {
            Answer answer = session.get("/galera/" + Paths.segment(String.valueOf(cluster)) + "/whatif");
            played = List.of(answer.json());
            if (session.json()) {
                session.printJson(answer);
            }
        }
        if (!session.json()) {
            played.forEach(one -> print(one, session));
        }
        return ExitCode.DONE;
    }

    private static List<Layout> described(Path file) {
        try {
            List<Layout> layouts = GaleraSection.read(ConfigReader.read(file, GaleraSection.OPTIONS, "docs/configuration.md"));
            if (layouts.isEmpty()) {
                throw Failure.failed(file + " describes no cluster: it needs \"galera:\" with \"clusters:\" below it.");
            }
            return layouts;
        } catch (ConfigException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        }
    }

    /** In the form that the API answers with. */
    private static Json played(Layout layout) {
        GaleraWhatIf told = GaleraWhatIf.of(layout);
        return Json.object(
                "cluster", told.cluster(),
                "cases", told.cases(),
                "outages", told.outages(),
                "failures", Json.array(told.failures().stream().map(GaleraWhatIfCommand::failure).toList()),
                "advice", Json.array(told.advice().stream().map(GaleraWhatIfCommand::advice).toList()));
    }

    private static Json failure(WhatIfCase one) {
        return Json.object(
                "failure", one.failure(),
                "elements", one.elements(),
                "survives", one.survives(),
                "keeps", Json.texts(one.keeps()),
                "stops", Json.texts(one.stops()),
                "sentence", one.sentence());
    }

    private static Json advice(WhatIfAdvice advice) {
        return Json.object(
                "change", advice.change(),
                "saves", advice.saves(),
                "costs", advice.costs(),
                "remaining", advice.remaining(),
                "sentence", advice.sentence());
    }

    private void print(Json played, Session session) {
        Style style = session.style();
        session.printWrapped(played.text("cluster") + ": " + played.text("outages") + " of " + played.text("cases")
                + " failures of one or two elements stop the whole cluster.");
        session.print("");
        Table table = new Table("FAILS", "WRITES", "WHO GOES ON, WHO STOPS");
        List<Json> shown = played.get("failures").list().stream()
                .filter(one -> all || one.raw("elements").equals("1") || !one.isTrue("survives"))
                .toList();
        for (Json one : shown) {
            String state = one.isTrue("survives") ? one.get("stops").list().isEmpty() ? "calm" : "troubled" : "alarm";
            table.row(
                    Table.cell(one.text("failure")),
                    Table.cell(style.paintOf(state), style.sign(state) + " " + (one.isTrue("survives") ? "go on" : "stop")),
                    Table.cell(one.text("sentence")));
        }
        session.print(table.lines(style));
        int hidden = played.get("failures").list().size() - shown.size();
        if (hidden > 0) {
            session.print("");
            session.printWrapped(hidden + " failures of two elements leave writes possible and are not shown; --all does.");
        }
        session.print("");
        if (played.get("advice").list().isEmpty()) {
            session.printWrapped(
                    played.raw("outages").equals("0") ? "Nothing needs to be changed." : "No small change would help.");
        }
        played.get("advice").list().forEach(one -> session.printWrapped("Advice: " + one.text("sentence") + "."));
    }
}
