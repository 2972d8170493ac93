package dev.tutti.control.galera;

/** Whether anything is being done in a cluster: one thing at a time. Thread safe. */
final class Busy {
    private String with = "";

    /** @return whether nothing else was being done, so that this is being done now */
    synchronized boolean begin(String what) {
        if (!with.isEmpty()) {
            return false;
        }
        with = what;
        return true;
    }

    synchronized void end() {
        with = "";
    }

    /** What is being done; empty when nothing is. */
    synchronized String with() {
        return with;
    }

    boolean now() {
        return !with().isEmpty();
    }
}
