package dev.tutti.app;

import dev.tutti.control.api.PlanViews;
import dev.tutti.control.api.Shapes;
import dev.tutti.control.record.Json;
import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.diagnosis.SourceJudge;
import dev.tutti.core.engine.Command;
import dev.tutti.core.engine.Engine;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.engine.Snapshot;
import dev.tutti.core.explain.DiagnosisSentences;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.FailoverPlanner;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.RescuePlanner;
import dev.tutti.core.problems.Problems;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Decides on a snapshot as the control plane would have decided at its moment. */
@picocli.CommandLine.Command(
        name = "diagnose",
        mixinStandardHelpOptions = true,
        description = "Runs the decisions on a snapshot, without any server: what is wrong, what would be done, and why.",
        footer = {
            "",
            "Example:  tutti snapshot --output fleet.json && tutti diagnose --snapshot fleet.json",
            "",
            "Exit codes: 0 nothing is wrong; 5 problems exist; 2 wrong use or no snapshot."
        })
final class DiagnoseCommand implements Callable<Integer> {
    @Option(names = "--snapshot", required = true, paramLabel = "FILE", description = "A file that tutti snapshot wrote.")
    Path file = Path.of("snapshot.json");

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    /** What is found out about one server that fails. */
    record Finding(
            String server,
            String diagnosis,
            String decision,
            Shapes.@Nullable PlanView plan,
            @Nullable String refusal) {}

    record Report(String at, Map<String, List<String>> problems, List<Finding> findings) {}

    @Override
    public Integer call() {
        Snapshot snapshot;
        try {
            snapshot = Json.mapper().readValue(Files.readString(file), Snapshot.class);
            if (snapshot == null || !Snapshot.FORMAT.equals(snapshot.format())) {
                System.err.println(file + " is no snapshot of the form " + Snapshot.FORMAT
                        + ": write one with tutti snapshot --output FILE");
                return 2;
            }
        } catch (IOException e) {
            System.err.println(file + " cannot be read: " + e.getMessage());
            return 2;
        } catch (JacksonException e) {
            System.err.println(file + " is no snapshot: " + e.getOriginalMessage().lines().findFirst().orElse(""));
            return 2;
        }
        Report report = report(snapshot);
        if (json) {
            System.out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            print(report);
        }
        return report.problems().isEmpty() ? 0 : 5;
    }

    static Report report(Snapshot snapshot) {
        EngineState state = snapshot.toState();
        Map<String, List<String>> problems = new TreeMap<>();
        Problems.of(state, Map.of()).forEach((server, diagnoses) -> problems.put(
                server.toString(), diagnoses.stream().map(DiagnosisSentences::of).toList()));
        List<Finding> findings = new ArrayList<>();
        state.suspicions().forEach((suspect, suspicion) -> finding(snapshot, state, suspect, suspicion, findings));
        return new Report(snapshot.at().toString(), problems, findings);
    }

    private static void finding(
            Snapshot snapshot,
            EngineState state,
            Address suspect,
            EngineState.Suspicion suspicion,
            List<Finding> findings) {
        Watched server = state.fleet().server(suspect).orElse(null);
        if (server == null || !(server.contact() instanceof Contact.Failing failing)) {
            return;
        }
        SourceJudge.judge(
                        state.fleet(),
                        server,
                        failing,
                        suspicion.baselines(),
                        snapshot.policy().timing(),
                        snapshot.at())
                .ifPresent(diagnosis -> {
                    Planned planned = planFor(diagnosis, snapshot, state);
                    findings.add(new Finding(
                            suspect.toString(),
                            DiagnosisSentences.of(diagnosis),
                            decision(snapshot, state, suspect),
                            planned instanceof Plan plan ? PlanViews.of(plan) : null,
                            planned instanceof Refusal refusal ? Sentences.of(refusal) : null));
                });
    }

    private static @Nullable Planned planFor(Diagnosis diagnosis, Snapshot snapshot, EngineState state) {
        return switch (diagnosis) {
            case Diagnosis.PrimaryDead dead ->
                FailoverPlanner.plan(state.fleet(), dead.subject(), snapshot.policy(), false);
            case Diagnosis.IntermediateDead dead -> RescuePlanner.plan(state.fleet(), dead.subject(), snapshot.policy());
            default -> null;
        };
    }

    /** What the engine would say at the snapshot's moment. */
    private static String decision(Snapshot snapshot, EngineState state, Address suspect) {
        return Engine.step(state, new Event.Tick(), snapshot.policy(), snapshot.at()).commands().stream()
                .filter(command -> command instanceof Command.Note note && note.decision().subject().equals(suspect))
                .map(command -> DiagnosisSentences.of(((Command.Note) command).decision()))
                .findFirst()
                .orElse("nothing new is decided");
    }

    private static void print(Report report) {
        System.out.println("Snapshot of " + report.at());
        if (report.problems().isEmpty()) {
            System.out.println("Nothing is wrong.");
        }
        report.problems().forEach((server, sentences) -> sentences.forEach(sentence ->
                System.out.println("  " + (sentence.contains(server) ? "" : server + ": ") + sentence)));
        for (Finding finding : report.findings()) {
            System.out.println();
            System.out.println("Decision: " + finding.decision());
            if (finding.refusal() != null) {
                System.out.println("Refused: " + finding.refusal());
            }
            Shapes.PlanView plan = finding.plan();
            if (plan != null) {
                System.out.println("Plan: " + plan.sentence());
                plan.stages().forEach(stage -> print(stage, "  "));
                plan.forecast().forEach(stage -> print(stage, "  then, on what is known now: "));
            }
        }
    }

    private static void print(Shapes.StageView stage, String indent) {
        System.out.println(indent + stage.title());
        stage.steps().forEach(step -> System.out.println("    - " + step.sentence()));
    }
}
