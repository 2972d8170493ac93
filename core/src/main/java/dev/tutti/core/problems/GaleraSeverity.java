package dev.tutti.core.problems;

import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.problems.Problems.Severity;

/** How grave it is what is wrong with a Galera cluster. */
public final class GaleraSeverity {
    private GaleraSeverity() {}

    public static Severity of(GaleraDiagnosis diagnosis) {
        return switch (diagnosis) {
            case GaleraDiagnosis.TotalOutage d -> Severity.ERROR;
            case GaleraDiagnosis.SplitBrain d -> Severity.ERROR;
            case GaleraDiagnosis.SmallerThanExpected d -> Severity.WARNING;
            case GaleraDiagnosis.ViewsDiffer d -> Severity.WARNING;
            case GaleraDiagnosis.StartedWithoutPositions d -> Severity.ERROR;
            case GaleraDiagnosis.WentBack d -> Severity.ERROR;
            case GaleraDiagnosis.MembershipChurn d -> Severity.WARNING;
            case GaleraDiagnosis.WeightsDrifted d -> Severity.WARNING;
            case GaleraDiagnosis.WithoutQuorum d -> Severity.ERROR;
            case GaleraDiagnosis.ThrownOut d -> Severity.ERROR;
            case GaleraDiagnosis.Joining d -> Severity.NOTICE;
            case GaleraDiagnosis.StuckJoiner d -> Severity.ERROR;
            case GaleraDiagnosis.NotRunning d -> Severity.ERROR;
            case GaleraDiagnosis.Unknown d -> Severity.ERROR;
            case GaleraDiagnosis.Frozen d -> Severity.ERROR;
            case GaleraDiagnosis.NeedsFullTransfer d -> Severity.WARNING;
            case GaleraDiagnosis.TaintedFolder d -> Severity.ERROR;
            case GaleraDiagnosis.BrokenFolder d -> Severity.ERROR;
            case GaleraDiagnosis.Flapping d -> Severity.WARNING;
            case GaleraDiagnosis.Evicted d -> Severity.ERROR;
            case GaleraDiagnosis.Brake d -> Severity.WARNING;
            case GaleraDiagnosis.SlowApplier d -> Severity.WARNING;
            case GaleraDiagnosis.SaturatedLink d -> Severity.WARNING;
            case GaleraDiagnosis.Conflicts d -> Severity.WARNING;
            case GaleraDiagnosis.SlowCommits d -> Severity.NOTICE;
            case GaleraDiagnosis.ForgottenDesync d -> Severity.WARNING;
            case GaleraDiagnosis.CacheTooSmall d -> Severity.NOTICE;
            case GaleraDiagnosis.SlowTransfer d -> Severity.WARNING;
            case GaleraDiagnosis.SlowLink d -> Severity.WARNING;
            case GaleraDiagnosis.AutoIncrementCollides d -> Severity.ERROR;
        };
    }
}
