package dev.tutti.core.mesh;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 address.
 *
 * @param bits in network order
 */
public record Ipv4(int bits) implements Comparable<Ipv4> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /**
     * Reads an address in dotted decimals.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    public static Ipv4 parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        int bits = 0;
        boolean right = matcher.matches();
        for (int part = 1; right && part <= 4; part++) {
            int value = Integer.parseInt(matcher.group(part));
            right = value <= 255;
            bits = bits << 8 | value;
        }
        if (!right) {
            throw new IllegalArgumentException("write an IPv4 address, such as 203.0.113.10");
        }
        return new Ipv4(bits);
    }

    public Ipv4 plus(int offset) {
        return new Ipv4(bits + offset);
    }

    @Override
    public int compareTo(Ipv4 other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
