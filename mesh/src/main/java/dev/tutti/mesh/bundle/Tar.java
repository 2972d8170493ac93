package dev.tutti.mesh.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * An archive in the format of POSIX 1003.1-1988 (ustar). Of the same files it is the same to the byte: all is from the beginning of
 * time and belongs to root. Stateless.
 */
final class Tar {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;

    private Tar() {}

    /**
     * Packs.
     *
     * @param top the folder in the archive under which the files are
     */
    static byte[] of(String top, List<BundleFile> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeSet<String> folders = new TreeSet<>(List.of(top + "/"));
        List<BundleFile> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(BundleFile::path));
        for (BundleFile file : sorted) {
            for (int slash = file.path().indexOf('/'); slash > 0; slash = file.path().indexOf('/', slash + 1)) {
                folders.add(top + "/" + file.path().substring(0, slash + 1));
            }
        }
        folders.forEach(folder -> out.writeBytes(header(folder, 0, 0755, '5')));
        for (BundleFile file : sorted) {
            byte[] content = file.text().getBytes(StandardCharsets.UTF_8);
            out.writeBytes(header(top + "/" + file.path(), content.length, mode(file.mode()), '0'));
            out.writeBytes(content);
            out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        }
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static int mode(String rights) {
        int mode = 0;
        for (int at = 0; at < rights.length(); at++) {
            mode = mode << 1 | (rights.charAt(at) == '-' ? 0 : 1);
        }
        return mode;
    }

    private static byte[] header(String name, long size, int mode, char type) {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(name + " is too long for an archive");
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(0, 7));
        put(header, 116, octal(0, 7));
        put(header, 124, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar");
        put(header, 263, "00");
        put(header, 265, "root");
        put(header, 297, "root");
        int sum = 0;
        for (byte one : header) {
            sum += one & 255;
        }
        put(header, 148, octal(sum, 6) + "\0 ");
        return header;
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
