package dev.tutti.core.mesh.check;

import java.time.Instant;
import java.util.List;

/**
 * A diagnosis that two looks in a row agree on.
 *
 * @param since when it was seen first
 * @param carrying the peers whose tunnels carry what the bad one would, where it is about one tunnel
 */
public record MeshTrouble(MeshDiagnosis diagnosis, Instant since, List<String> carrying) {
    public MeshTrouble {
        carrying = List.copyOf(carrying);
    }

    /** Whether it is the same trouble, seen at another time. */
    public boolean sameAs(MeshTrouble other) {
        return diagnosis.getClass().equals(other.diagnosis().getClass()) && diagnosis.places().equals(other.diagnosis().places());
    }
}
