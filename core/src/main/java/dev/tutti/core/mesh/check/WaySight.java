package dev.tutti.core.mesh.check;

import java.util.List;

/**
 * What a host sees of another one, whichever tunnels lead to it.
 *
 * @param there the hosts that a packet came through on its way there, the other one last; empty when it is not known
 * @param back those on the way back, the first host last
 */
public record WaySight(String other, Echoes echoes, List<String> there, List<String> back) {
    public WaySight {
        there = List.copyOf(there);
        back = List.copyOf(back);
    }
}
