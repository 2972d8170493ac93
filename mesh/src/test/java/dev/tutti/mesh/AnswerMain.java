package dev.tutti.mesh;

import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.mesh.check.RateAnswers;
import dev.tutti.mesh.config.MeshFile;

import java.nio.file.Path;

/** Answers measurements inside a network namespace, which this JVM cannot enter itself, until its standard input ends. */
final class AnswerMain {
    private AnswerMain() {}

    public static void main(String[] arguments) throws Exception {
        MeshDescription description = MeshFile.read(Path.of(arguments[0]));
        try (RateAnswers _ = RateAnswers.start(MeshPlan.of(description), arguments[1])) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until it ends.
            }
        }
    }
}
