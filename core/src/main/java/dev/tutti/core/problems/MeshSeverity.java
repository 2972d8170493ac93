package dev.tutti.core.problems;

import dev.tutti.core.mesh.check.MeshDiagnosis;
import dev.tutti.core.problems.Problems.Severity;

/** How grave it is what is wrong with a mesh: an error where somebody is not reached or ways are left that can fail no more. */
public final class MeshSeverity {
    private MeshSeverity() {}

    public static Severity of(MeshDiagnosis diagnosis) {
        return switch (diagnosis) {
            case MeshDiagnosis.HubLost d -> Severity.ERROR;
            case MeshDiagnosis.SiteLost d -> Severity.ERROR;
            case MeshDiagnosis.CutOff d -> Severity.ERROR;
            case MeshDiagnosis.TunnelNotRunning d -> Severity.ERROR;
            case MeshDiagnosis.TunnelSilent d -> Severity.ERROR;
            case MeshDiagnosis.FullPacketsLost d -> Severity.ERROR;
            case MeshDiagnosis.NotReached d -> Severity.ERROR;
            case MeshDiagnosis.NoFirewall d -> Severity.ERROR;
            case MeshDiagnosis.NoRouter d -> Severity.ERROR;
            case MeshDiagnosis.Lossy d -> Severity.WARNING;
            case MeshDiagnosis.Slow d -> Severity.WARNING;
            case MeshDiagnosis.HandshakeOld d -> Severity.WARNING;
            case MeshDiagnosis.DeviceDiffers d -> Severity.WARNING;
            case MeshDiagnosis.Asymmetric d -> Severity.NOTICE;
        };
    }
}
