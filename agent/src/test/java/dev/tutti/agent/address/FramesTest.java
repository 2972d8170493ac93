package dev.tutti.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

/** Frames byte by byte; that neighbours heed them is shown on a real switch. */
class FramesTest {
    private static final byte[] HARDWARE = HexFormat.of().parseHex("020000000001");

    private static List<String> hex(String address) {
        return Frames.announcing(InetAddress.ofLiteral(address), HARDWARE).stream().map(HexFormat.of()::formatHex).toList();
    }

    @Test
    void anIpv4AddressIsAnnouncedByARequestAndAReply() {
        String padding = "0".repeat(36);
        assertThat(hex("10.9.0.100")).containsExactly(
                "ffffffffffff" + "020000000001" + "0806" + "0001080006040001" + "020000000001" + "0a090064" + "000000000000" + "0a090064" + padding,
                "ffffffffffff" + "020000000001" + "0806" + "0001080006040002" + "020000000001" + "0a090064" + "ffffffffffff" + "0a090064" + padding);
    }

    @Test
    void anIpv6AddressIsAnnouncedByAnAdvertisementWhoseChecksumIsRight() {
        String frame = hex("fd09::100").getFirst();
        assertThat(frame).startsWith("333300000001" + "020000000001" + "86dd" + "60000000" + "0020" + "3a" + "ff"
                + "fd090000000000000000000000000100" + "ff020000000000000000000000000001" + "8800");
        // The sum over the pseudo-header and the message, checksum included, is all ones when it is right.
        String pseudo = "fd090000000000000000000000000100" + "ff020000000000000000000000000001" + "00000020" + "0000003a";
        String all = pseudo + frame.substring(2 * (14 + 40));
        long sum = 0;
        for (int i = 0; i < all.length(); i += 4) {
            sum += Integer.parseInt(all.substring(i, i + 4), 16);
        }
        assertThat((sum & 0xffff) + (sum >> 16)).isEqualTo(0xffff);
    }
}
