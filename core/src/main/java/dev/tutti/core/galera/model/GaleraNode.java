package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;

/**
 * One data node of a cluster as it is described.
 *
 * @param name {@code wsrep_node_name}
 * @param address where clients connect
 * @param site where it stands
 * @param segment {@code gmcast.segment}, 0 to 255
 * @param weight {@code pc.weight} as configured, 0 to 255
 */
public record GaleraNode(String name, Address address, String site, int segment, int weight) {
    public GaleraNode {
        if (segment < 0 || segment > 255 || weight < 0 || weight > 255) {
            throw new IllegalArgumentException("segment and weight of " + name + " must be between 0 and 255");
        }
    }

    public GaleraNode withWeight(int other) {
        return new GaleraNode(name, address, site, segment, other);
    }
}
