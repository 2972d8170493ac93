package dev.tutti.traffic.zone;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of addresses, {@code 10.1.0.0/16} or {@code fd00:1::/32}.
 *
 * @param address its first, 4 or 16 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record Network(byte[] address, int bits) {
    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] address = literal(host).getAddress();
        int bits = address.length * 8;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                throw malformed(e);
            }
        }
        if (bits < 0 || bits > address.length * 8) {
            throw malformed(null);
        }
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                throw new IllegalArgumentException("bits behind /" + bits + " are set: write the first address of the network");
            }
        }
        return new Network(address, bits);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network network && bits == network.bits && Arrays.equals(address, network.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + bits;
    }

    private static IllegalArgumentException malformed(@Nullable Exception cause) {
        return new IllegalArgumentException("write a network such as 10.1.0.0/16 or fd00:1::/32", cause);
    }

    /** An address that needs no resolver. */
    public static InetAddress literal(String text) {
        try {
            byte[] v4 = Address.toByteArray(text, Address.IPv4);
            byte[] raw = v4 != null ? v4 : Address.toByteArray(text, Address.IPv6);
            if (raw == null) {
                throw new IllegalArgumentException("write an IP address, not a name: a name would need a resolver first");
            }
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("write an IP address", e);
        }
    }
}
