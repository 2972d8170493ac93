package dev.tutti.wire.binlog;

import dev.tutti.core.model.Version;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.nio.charset.StandardCharsets;

/**
 * What a file's first event says about all others in it: {@code binlogVersion2 serverVersion50 created4 headerLength1
 * postHeaderLength1… [checksumAlgorithm1 checksum4]}. Source: MySQL internals, "FORMAT_DESCRIPTION_EVENT".
 *
 * @param serverVersion who wrote the file
 * @param checksums whether every event ends with a CRC-32
 * @param ownChecksum whether this event itself ends with four bytes of checksum, which are there even when checksums are off
 * @param inUse whether the file was not closed: still written, or its server crashed
 */
public record FormatDescription(String serverVersion, boolean checksums, boolean ownChecksum, boolean inUse) {
    private static final int BODY = 2 + 50 + 4 + 1;
    private static final int CRC32 = 1;

    /** Reads the event that stands from {@code at} up to {@code end}, header and checksum included. */
    public static FormatDescription decode(byte[] bytes, int at, int end) throws MalformedPacketException {
        int body = at + EventHeader.LENGTH;
        if (end - body < BODY) {
            throw new MalformedPacketException("a Format_description event is too short");
        }
        int binlogVersion = LittleEndian.u16(bytes, body);
        int headerLength = LittleEndian.u8(bytes, body + BODY - 1);
        if (binlogVersion != 4 || headerLength != EventHeader.LENGTH) {
            throw new MalformedPacketException("the log has format version " + binlogVersion + " with event headers of "
                    + headerLength + " bytes; Tutti reads version 4 with 19");
        }
        int length = 0;
        while (length < 50 && bytes[body + 2 + length] != 0) {
            length++;
        }
        String version = new String(bytes, body + 2, length, StandardCharsets.ISO_8859_1);
        boolean knowsChecksums = knowsChecksums(version) && end - body >= BODY + 5;
        boolean checksums = knowsChecksums && bytes[end - 5] == CRC32;
        boolean inUse = (LittleEndian.u16(bytes, at + EventHeader.FLAGS_AT) & EventHeader.IN_USE) != 0;
        return new FormatDescription(version, checksums, knowsChecksums, inUse);
    }

    /** MySQL from 5.6.1 and MariaDB from 5.3 on have checksums. */
    private static boolean knowsChecksums(String text) {
        try {
            Version version = Version.parse(text);
            return version.family() == Version.Family.MARIADB ? version.isAtLeast(5, 3, 0) : version.isAtLeast(5, 6, 1);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
