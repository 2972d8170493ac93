package dev.tutti.core.galera.quorum;

/** The vote by which a group of members stays primary (gcomm/src/pc_proto.cpp, {@code have_quorum}). */
public final class Quorum {
    private Quorum() {}

    /**
     * Whether a group may go on: it holds more than half of the last primary view, of which those that left gracefully
     * count half. Exactly half is not enough.
     *
     * @param stayed sum of weights of the group's members that were in the last primary view
     * @param left sum of weights of those that left it gracefully
     * @param last sum of weights of the last primary view
     */
    public static boolean holds(int stayed, int left, int last) {
        return 2L * stayed + left > last;
    }
}
