package dev.tutti.control.act;

import dev.tutti.control.record.Recovery.Testimony;
import dev.tutti.core.diagnosis.Witness;
import dev.tutti.core.explain.DiagnosisSentences;

import java.util.Locale;

/** What witnesses said, as the journal keeps it. */
public final class Testimonies {
    private Testimonies() {}

    public static Testimony of(Witness witness) {
        return new Testimony(
                witness.replica().toString(),
                witness.at(),
                witness.says().name().toLowerCase(Locale.ROOT),
                witness.errorNumber(),
                DiagnosisSentences.of(witness));
    }
}
