package dev.tutti.agent.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The Ethernet frames by which neighbours hear that an address has moved: they replace what they remember, instead of sending to the
 * host that had it before. Stateless.
 */
final class Frames {
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    /** All nodes of a link, ff02::1, and the Ethernet address that it maps to (RFC 2464 section 7). */
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private static final byte[] ALL_NODES_ETHERNET = {0x33, 0x33, 0, 0, 0, 1};
    static final short ARP = 0x0806;
    static final short IPV6 = (short) 0x86dd;

    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int OVERRIDE = 0x20000000;
    private static final int ADVERTISEMENT_LENGTH = 32;

    private Frames() {}

    /** What is to be sent, in this order. */
    static List<byte[]> announcing(InetAddress address, byte[] hardware) {
        return address instanceof Inet4Address
                ? List.of(arp(address, hardware, 1), arp(address, hardware, 2))
                : List.of(advertisement(address, hardware));
    }

    /**
     * Gratuitous ARP: whoever knows the address learns its new place. As a request (RFC 5227 section 3) and as a reply, since
     * there are neighbours that heed only one of them.
     */
    private static byte[] arp(InetAddress address, byte[] hardware, int operation) {
        ByteBuffer frame = ByteBuffer.allocate(60); // the shortest Ethernet frame without its checksum
        frame.put(EVERYBODY).put(hardware).putShort(ARP);
        frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4).putShort((short) operation);
        frame.put(hardware).put(address.getAddress());
        frame.put(operation == 1 ? new byte[6] : EVERYBODY).put(address.getAddress());
        return frame.array();
    }

    /** An unsolicited neighbour advertisement (RFC 4861 sections 4.4 and 7.2.6). */
    private static byte[] advertisement(InetAddress address, byte[] hardware) {
        byte[] own = address.getAddress();
        ByteBuffer message = ByteBuffer.allocate(ADVERTISEMENT_LENGTH);
        message.put((byte) NEIGHBOUR_ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(OVERRIDE).put(own);
        message.put((byte) 2).put((byte) 1).put(hardware);
        message.putShort(2, checksum(own, message.array()));
        ByteBuffer frame = ByteBuffer.allocate(14 + 40 + ADVERTISEMENT_LENGTH);
        frame.put(ALL_NODES_ETHERNET).put(hardware).putShort(IPV6);
        frame.putInt(0x60000000).putShort((short) ADVERTISEMENT_LENGTH).put((byte) ICMPV6).put((byte) 255).put(own).put(ALL_NODES);
        return frame.put(message.array()).array();
    }

    /** RFC 8200 section 8.1: over a pseudo-header and the message. */
    private static short checksum(byte[] source, byte[] message) {
        ByteBuffer all = ByteBuffer.allocate(40 + message.length);
        all.put(source).put(ALL_NODES).putInt(message.length).putInt(ICMPV6).put(message).flip();
        long sum = 0;
        while (all.hasRemaining()) {
            sum += all.getShort() & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }
}
