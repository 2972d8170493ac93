package dev.tutti.core.explain;

import dev.tutti.core.galera.quorum.Advice;
import dev.tutti.core.galera.quorum.Aftermath;
import dev.tutti.core.galera.quorum.Change;
import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.WhatIf;

import java.util.stream.Collectors;

/** What would become of a cluster if, in words. */
public final class WhatIfSentences {
    private WhatIfSentences() {}

    public static String of(Element element) {
        return switch (element) {
            case Element.OfNode node -> "node " + node.name();
            case Element.OfArbitrator arbitrator -> "arbitrator " + arbitrator.name();
            case Element.OfSite site -> "site " + site.name();
            case Element.OfLink link -> "link " + link.link().one() + "-" + link.link().other();
        };
    }

    /** What fails. */
    public static String failure(WhatIf.Case one) {
        String between = one.order() == WhatIf.Order.TOGETHER ? " and " : ", then ";
        return one.failed().stream().map(WhatIfSentences::of).collect(Collectors.joining(between))
                + (one.failed().size() > 1 && one.order() == WhatIf.Order.TOGETHER ? " together" : "");
    }

    /** Who goes on, and who stops. */
    public static String of(Aftermath after) {
        String stopped = after.stopped().isEmpty() ? "" : String.join(", ", after.stopped());
        return after.keeper()
                .map(keeper -> String.join(", ", keeper.members())
                        + (keeper.serves() ? " go on" : " keep the vote, and none of them has data")
                        + (stopped.isEmpty() ? "" : "; " + stopped + " stop"))
                .orElseGet(() -> stopped.isEmpty() ? "nobody is left" : "total outage: " + stopped + " live and stop");
    }

    public static String of(Change change) {
        return switch (change) {
            case Change.AddArbitrator add -> "an arbitrator at " + add.site();
            case Change.AddArbitratorElsewhere elsewhere -> "an arbitrator at a place of its own, which reaches every site";
            case Change.SetWeight set -> "pc.weight=" + set.weight() + " for " + set.node();
            case Change.AddLink add -> "a link between " + add.link().one() + " and " + add.link().other();
        };
    }

    public static String of(Advice advice) {
        return of(advice.change()) + " saves " + GaleraSentences.count(advice.saves().size(), "case")
                + (advice.costs().isEmpty() ? "" : " and costs " + GaleraSentences.count(advice.costs().size(), "other"))
                + (advice.remaining() == 0
                        ? "; no failure of one or two elements stops the cluster then"
                        : "; " + GaleraSentences.count(advice.remaining(), "outage") + " of today would remain");
    }
}
