package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.model.Address;

/** What keeps a node from being a part of a new cluster. */
public sealed interface Obstacle {
    Address node();

    /** Nobody says anything of it: it may run, and it may have data of a cluster. */
    record Silent(Address node, String why) implements Obstacle {}

    record Runs(Address node) implements Obstacle {}

    /** It has data of a cluster, vouched for or not. */
    record HasHistory(Address node, GaleraPosition at) implements Obstacle {}

    /** It has data that cannot be read, and may be of a cluster. */
    record Unreadable(Address node, String why) implements Obstacle {}

    /** Its position was not looked for. */
    record NotLookedAt(Address node) implements Obstacle {}

    /** It was set aside, and shall be the first. */
    record SetAside(Address node) implements Obstacle {}
}
