package dev.tutti.traffic.zone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a file in MaxMind's format, version 2.0, with records of 24 bits, by
 * <a href="https://maxmind.github.io/MaxMind-DB/">its description</a>. Used by one thread.
 */
public final class GeoFileMaker {
    private static final int EMPTY = -1;
    private static final int DATA = -1000;

    private final int bits;
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {EMPTY, EMPTY}));
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Map<String, Integer> places = new HashMap<>();

    /** @param version 4 or 6; a file of version 6 holds IPv4 as well, in ::/96 */
    public GeoFileMaker(int version) {
        this.bits = version == 4 ? 32 : 128;
    }

    /** All addresses of a network are in this country. */
    public GeoFileMaker with(String network, String country, String continent) {
        Network parsed = Network.parse(network);
        byte[] address = new byte[bits / 8];
        System.arraycopy(parsed.address(), 0, address, address.length - parsed.address().length, parsed.address().length);
        int length = parsed.bits() + bits - parsed.address().length * 8;
        int at = places.computeIfAbsent(country + continent, any -> place(country, continent));
        int node = 0;
        for (int depth = 0; depth < length; depth++) {
            int side = address[depth / 8] >> (7 - depth % 8) & 1;
            if (depth == length - 1) {
                nodes.get(node)[side] = DATA - at;
            } else {
                if (nodes.get(node)[side] == EMPTY) {
                    nodes.get(node)[side] = nodes.size();
                    nodes.add(new int[] {EMPTY, EMPTY});
                }
                node = nodes.get(node)[side];
            }
        }
        return this;
    }

    private int place(String country, String continent) {
        int at = data.size();
        map(data, 2);
        text(data, "country");
        map(data, 1);
        text(data, "iso_code");
        text(data, country);
        text(data, "continent");
        map(data, 1);
        text(data, "code");
        text(data, continent);
        return at;
    }

    /** Writes it. */
    public Path write(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int record : node) {
                int value = record == EMPTY ? nodes.size() : record > EMPTY ? record : nodes.size() + 16 + DATA - record;
                number(out, value, 3);
            }
        }
        out.write(new byte[16]);
        data.writeTo(out);
        out.write(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
        out.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        map(out, 9);
        uint(out, "node_count", 6, nodes.size(), 4);
        uint(out, "record_size", 5, 24, 2);
        uint(out, "ip_version", 5, bits == 32 ? 4 : 6, 2);
        uint(out, "binary_format_major_version", 5, 2, 2);
        uint(out, "binary_format_minor_version", 5, 0, 2);
        text(out, "build_epoch");
        out.write(8); // extended, eight bytes
        out.write(2); // unsigned, 64 bits
        number(out, 1, 8);
        text(out, "database_type");
        text(out, "GeoLite2-Country");
        text(out, "languages");
        out.write(0); // extended, nothing in it
        out.write(4); // an array
        text(out, "description");
        map(out, 0);
        return Files.write(file, out.toByteArray());
    }

    private static void map(ByteArrayOutputStream out, int size) {
        out.write(7 << 5 | size);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(2 << 5 | bytes.length);
        out.writeBytes(bytes);
    }

    private static void uint(ByteArrayOutputStream out, String name, int type, int value, int bytes) {
        text(out, name);
        out.write(type << 5 | bytes);
        number(out, value, bytes);
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }
}
