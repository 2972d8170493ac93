package dev.tutti.control.galera;

import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.HostReport;

import java.time.InstantSource;

/** Where it is known from what only a node's own host can say. Thread safe; an answer must not block. */
public interface HostReports {
    /** The newest report of the node's host. */
    HostReport of(GaleraNode node);

    /** No host is asked: every one of them is silent. */
    static HostReports none(InstantSource clock) {
        return node -> new HostReport.Silent(node.address(), clock.instant(), "no agent is known on its host");
    }
}
