package dev.tutti.core.mesh;

/**
 * An IPv4 network.
 *
 * @param first its first address
 * @param length of its prefix, 1 to 32
 */
public record Subnet(Ipv4 first, int length) {
    public Subnet {
        if (length < 1 || length > 32) {
            throw new IllegalArgumentException("a network has a prefix of 1 to 32 bits, such as 10.1.0.0/24");
        }
        if ((first.bits() & ~mask(length)) != 0) {
            throw new IllegalArgumentException("write the network's first address: "
                    + new Ipv4(first.bits() & mask(length)) + "/" + length);
        }
    }

    private static int mask(int length) {
        return -1 << (32 - length);
    }

    /**
     * Reads a network in the form {@code 10.1.0.0/24}.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    public static Subnet parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 2 || !parts[1].matches("\\d{1,2}")) {
            throw new IllegalArgumentException("write a network, such as 10.1.0.0/24");
        }
        return new Subnet(Ipv4.parse(parts[0]), Integer.parseInt(parts[1]));
    }

    /** How many addresses it has. */
    public long size() {
        return 1L << (32 - length);
    }

    public boolean contains(Ipv4 address) {
        return (address.bits() & mask(length)) == first.bits();
    }

    public boolean overlaps(Subnet other) {
        return contains(other.first) || other.contains(first);
    }

    @Override
    public String toString() {
        return first + "/" + length;
    }
}
