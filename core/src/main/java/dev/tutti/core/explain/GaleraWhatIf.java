package dev.tutti.core.explain;

import dev.tutti.core.galera.quorum.Advice;
import dev.tutti.core.galera.quorum.Aftermath;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.galera.quorum.WhatIf;

import java.util.List;

/**
 * What would become of a cluster if one element of it failed, or two, as people and programs are told. Immutable.
 *
 * @param cases how many failures were played
 * @param outages after how many of them nobody can write
 */
public record GaleraWhatIf(String cluster, int cases, int outages, List<WhatIfCase> failures, List<WhatIfAdvice> advice) {
    public GaleraWhatIf {
        failures = List.copyOf(failures);
        advice = List.copyOf(advice);
    }

    /**
     * One failure.
     *
     * @param survives whether clients can still write somewhere
     * @param keeps who goes on
     * @param stops who lives and stops
     */
    public record WhatIfCase(
            String failure, int elements, boolean survives, List<String> keeps, List<String> stops, String sentence) {
        static WhatIfCase of(WhatIf.Case one) {
            return new WhatIfCase(
                    WhatIfSentences.failure(one),
                    one.failed().size(),
                    one.after().survives(),
                    one.after().keeper().map(Aftermath.Group::members).orElse(List.of()),
                    one.after().stopped(),
                    WhatIfSentences.of(one.after()));
        }
    }

    /**
     * A change that would help.
     *
     * @param saves how many of the outages it prevents
     * @param costs how many failures that are survived now would not be
     * @param remaining how many outages it leaves
     */
    public record WhatIfAdvice(String change, int saves, int costs, int remaining, String sentence) {
        static WhatIfAdvice of(Advice advice) {
            return new WhatIfAdvice(
                    WhatIfSentences.of(advice.change()),
                    advice.saves().size(),
                    advice.costs().size(),
                    advice.remaining(),
                    WhatIfSentences.of(advice));
        }
    }

    /** Plays every failure of one and two elements. */
    public static GaleraWhatIf of(Layout layout) {
        WhatIf played = WhatIf.of(layout);
        return new GaleraWhatIf(
                layout.cluster().name(),
                played.cases().size(),
                played.outages().size(),
                played.cases().stream().map(WhatIfCase::of).toList(),
                played.advice().stream().map(WhatIfAdvice::of).toList());
    }
}
