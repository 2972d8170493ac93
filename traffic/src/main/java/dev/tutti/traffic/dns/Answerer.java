package dev.tutti.traffic.dns;

/**
 * Answers one message at a time. This is the hot path: it reads the question by hand, looks the name up, copies a precompiled
 * body and allocates nothing. One thread at a time; each receiving thread has its own.
 *
 * <p>RFCs: 1035 and 2181 (messages), 6891 (EDNS0), 7871 (client subnet), 8482 (ANY), 2308 (negative answers), 4592 (wildcards).
 */
final class Answerer {
    /** What the caller is to do when no answer was written. */
    static final int DROP = 0;

    static final int SLOW = -1;

    static final int LARGEST_UDP = 1232;
    static final int SMALLEST_UDP = 512;

    private static final int OPT = 41;
    private static final int TSIG = 250;
    private static final int IXFR = 251;
    private static final int AXFR = 252;
    private static final int ANY = 255;
    private static final int SOA = 6;
    private static final int DS = 43;
    private static final int SUBNET = 8;

    private static final int FORMERR = 1;
    private static final int NXDOMAIN = 3;
    private static final int NOTIMP = 4;
    private static final int REFUSED = 5;

    /** HINFO "RFC8482" "", kept for an hour. */
    private static final Body MINIMAL_ANY = new Body(
            new byte[] {(byte) 0xc0, 12, 0, 13, 0, 1, 0, 0, 0x0e, 0x10, 0, 9, 7, 'R', 'F', 'C', '8', '4', '8', '2', 0}, 1, 0, 0);

    private final byte[] lower = new byte[Wire.MAXIMUM_NAME + 1];
    private final int[] starts = new int[Wire.MAXIMUM_LABELS];
    private final int[] hashes = new int[Wire.MAXIMUM_LABELS + 1];
    private final byte[] subnet = new byte[16];
    private int random;
    private final Counters counters;
    private final RateLimit limit;

    // What was found in the message at hand.
    private int labels;
    private int questionEnd;
    private boolean edns;
    private int version;
    private boolean dnssecOk;
    private int udpSize;
    private boolean signed;
    private int subnetFamily;
    private int subnetBits;

    /** @param seed of its choices */
    Answerer(int seed, Counters counters, RateLimit limit) {
        this.random = seed | 1;
        this.counters = counters;
        this.limit = limit;
    }

    /**
     * Answers.
     *
     * @param address the client's, its first 4 or 16 bytes
     * @param out at least as long as the largest answer
     * @return how many bytes of {@code out} are the answer, {@link #DROP} or {@link #SLOW}
     */
    int answer(
            Published published, byte[] in, int length, byte[] out, byte[] address, boolean ipv4, boolean tcp, long nanos) {
        if (length < Wire.HEADER || (in[2] & 0x80) != 0) {
            counters.malformed++;
            return DROP;
        }
        counters.queries++;
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        RateLimit.Verdict verdict = tcp || !limit.active()
                ? RateLimit.Verdict.ANSWER
                : limit.judge(address, ipv4, nanos, random);
        if (verdict == RateLimit.Verdict.DROP) {
            counters.limited++;
            return DROP;
        }
        int opcode = in[2] >> 3 & 0xf;
        if (opcode != 0) {
            return error(in, out, Wire.HEADER, NOTIMP);
        }
        int authority = Wire.unsigned16(in, 8);
        if (Wire.unsigned16(in, 4) != 1 || !question(in, length)) {
            counters.malformed++;
            return error(in, out, Wire.HEADER, FORMERR);
        }
        int type = Wire.unsigned16(in, questionEnd - 4);
        if (Wire.unsigned16(in, 6) != 0 || (authority != 0 && type != IXFR) || !rest(in, length)) {
            counters.malformed++;
            return error(in, out, Wire.HEADER, FORMERR);
        }
        if (verdict == RateLimit.Verdict.SLIP) {
            counters.limited++;
            return truncated(in, out);
        }
        if (edns && version != 0) {
            int end = header(in, out, 0, Body.EMPTY, 0);
            return option(out, end, 1, 0);
        }
        if (signed || (tcp && (type == AXFR || type == IXFR))) {
            return SLOW;
        }
        if (type == OPT || type == TSIG || type == AXFR || (type >= 128 && type < IXFR)) {
            return error(in, out, questionEnd, type == AXFR || type == OPT ? FORMERR : NOTIMP);
        }
        return data(published, in, out, address, ipv4, tcp, type == IXFR ? SOA : type);
    }

    private int data(Published published, byte[] in, byte[] out, byte[] address, boolean ipv4, boolean tcp, int type) {
        if (Wire.unsigned16(in, questionEnd - 2) != 1) {
            return refused(in, out);
        }
        Table table = published.table();
        int to = questionEnd - Wire.HEADER - 4;
        Entry entry = table.find(hashes[0], lower, 0, to);
        boolean exact = entry != null;
        for (int i = 1; entry == null && i <= labels; i++) {
            entry = table.find(hashes[i], lower, i < labels ? starts[i] : to - 1, to);
        }
        if (entry == null) {
            return refused(in, out);
        }
        if (entry.kind != Entry.Kind.OWN && entry.referral != null) {
            if (exact && entry.kind == Entry.Kind.CUT && type == DS) {
                return send(in, out, 0, true, table.negative(entry.zone), 0, tcp);
            }
            return send(in, out, 0, false, entry.referral.pick(random), 0, tcp);
        }
        if (!exact) {
            if (entry.wildcard < 0) {
                return send(in, out, NXDOMAIN, true, table.negative(entry.zone), 0, tcp);
            }
            entry = table.entry(entry.wildcard);
        }
        if (type == ANY && !entry.isEmpty()) {
            return send(in, out, 0, true, MINIMAL_ANY, 0, tcp);
        }
        Choice[] choices = entry.answers(type);
        if (choices == null) {
            return send(in, out, 0, true, table.negative(entry.zone), 0, tcp);
        }
        Choice choice = choices[0];
        int scope = 0;
        if (choices.length > 1) {
            long found = subnetFamily != 0 && subnetBits > 0
                    ? published.networks().find(subnet, 0, subnetFamily == 1, subnetBits)
                    : published.networks().find(address, 0, ipv4, ipv4 ? 32 : 128);
            choice = choices[Networks.site(found)];
            scope = subnetBits > 0 ? Networks.scope(found) : 0;
        }
        Body body = choice.pick(random);
        if (body.answers() == 0) {
            body = table.negative(entry.zone);
        }
        return send(in, out, 0, true, body, scope, tcp);
    }

    private int refused(byte[] in, byte[] out) {
        counters.refused++;
        int end = header(in, out, REFUSED, Body.EMPTY, 0);
        return edns ? option(out, end, 0, 0) : end;
    }

    private int send(byte[] in, byte[] out, int code, boolean authoritative, Body body, int scope, boolean tcp) {
        int optionLength = edns ? 11 + (subnetFamily == 0 ? 0 : 8 + (subnetBits + 7) / 8) : 0;
        int most = tcp ? out.length : edns ? Math.clamp(udpSize, SMALLEST_UDP, LARGEST_UDP) : SMALLEST_UDP;
        if (questionEnd + body.bytes().length + optionLength > most) {
            return truncated(in, out);
        }
        counters.answers++;
        int end = header(in, out, code, body, authoritative ? 0x04 : 0);
        System.arraycopy(body.bytes(), 0, out, end, body.bytes().length);
        end += body.bytes().length;
        return edns ? option(out, end, 0, scope) : end;
    }

    private int truncated(byte[] in, byte[] out) {
        counters.truncated++;
        int end = header(in, out, 0, Body.EMPTY, 0x06);
        return edns ? option(out, end, 0, 0) : end;
    }

    /** Header and question, the question as it was asked. */
    private int header(byte[] in, byte[] out, int code, Body body, int flags) {
        System.arraycopy(in, 0, out, 0, questionEnd);
        out[2] = (byte) (0x80 | (in[2] & 0x01) | flags);
        out[3] = (byte) ((in[3] & 0x10) | code);
        Wire.put16(out, 4, 1);
        Wire.put16(out, 6, body.answers());
        Wire.put16(out, 8, body.authority());
        Wire.put16(out, 10, body.additional() + (edns ? 1 : 0));
        return questionEnd;
    }

    /** An error for what could not be read whole. */
    private static int error(byte[] in, byte[] out, int end, int code) {
        System.arraycopy(in, 0, out, 0, end);
        out[2] = (byte) (0x80 | (in[2] & 0x79));
        out[3] = (byte) code;
        Wire.put16(out, 4, end > Wire.HEADER ? 1 : 0);
        Wire.put16(out, 6, 0);
        Wire.put16(out, 8, 0);
        Wire.put16(out, 10, 0);
        return end;
    }

    private int option(byte[] out, int from, int extendedCode, int scope) {
        int at = from;
        out[at++] = 0;
        Wire.put16(out, at, OPT);
        Wire.put16(out, at + 2, LARGEST_UDP);
        out[at + 4] = (byte) extendedCode;
        out[at + 5] = 0;
        Wire.put16(out, at + 6, dnssecOk ? 0x8000 : 0);
        at += 8;
        if (subnetFamily == 0) {
            Wire.put16(out, at, 0);
            return at + 2;
        }
        int bytes = (subnetBits + 7) / 8;
        Wire.put16(out, at, 8 + bytes);
        Wire.put16(out, at + 2, SUBNET);
        Wire.put16(out, at + 4, 4 + bytes);
        Wire.put16(out, at + 6, subnetFamily);
        out[at + 8] = (byte) subnetBits;
        out[at + 9] = (byte) scope;
        System.arraycopy(subnet, 0, out, at + 10, bytes);
        return at + 10 + bytes;
    }

    /** Reads the question's name into {@link #lower}, and the hashes of it and of all that it ends with. */
    private boolean question(byte[] in, int length) {
        int at = Wire.HEADER;
        labels = 0;
        while (true) {
            if (at >= length || at - Wire.HEADER >= Wire.MAXIMUM_NAME) {
                return false;
            }
            int size = in[at];
            if (size < 0 || size > 63 || at + size >= length || at + size + 1 - Wire.HEADER >= Wire.MAXIMUM_NAME + 1) {
                return false;
            }
            lower[at - Wire.HEADER] = (byte) size;
            if (size == 0) {
                break;
            }
            starts[labels++] = at - Wire.HEADER;
            for (int i = at + 1; i <= at + size; i++) {
                lower[i - Wire.HEADER] = Wire.lower(in[i]);
            }
            at += size + 1;
        }
        questionEnd = at + 5;
        if (questionEnd > length) {
            return false;
        }
        int hash = Wire.ROOT;
        hashes[labels] = hash;
        for (int i = labels - 1; i >= 0; i--) {
            hash = Wire.extend(hash, lower, starts[i], lower[starts[i]] + 1);
            hashes[i] = hash;
        }
        return true;
    }

    /** Reads what stands behind the question: OPT, a signature, nothing else that matters. */
    private boolean rest(byte[] in, int length) {
        edns = false;
        signed = false;
        subnetFamily = 0;
        subnetBits = 0;
        int authority = Wire.unsigned16(in, 8);
        int records = authority + Wire.unsigned16(in, 10);
        int at = questionEnd;
        for (int i = 0; i < records; i++) {
            int nameAt = at;
            at = skipName(in, at, length);
            if (at < 0 || at + 10 > length) {
                return false;
            }
            int type = Wire.unsigned16(in, at);
            int dataLength = Wire.unsigned16(in, at + 8);
            if (at + 10 + dataLength > length) {
                return false;
            }
            if (type == OPT && i >= authority) {
                if (edns || in[nameAt] != 0) {
                    return false;
                }
                edns = true;
                udpSize = Wire.unsigned16(in, at + 2);
                version = in[at + 5] & 0xff;
                dnssecOk = (in[at + 6] & 0x80) != 0;
                if (!options(in, at + 10, at + 10 + dataLength)) {
                    return false;
                }
            } else if (type == TSIG) {
                signed = true;
            }
            at += 10 + dataLength;
        }
        return at == length;
    }

    private static int skipName(byte[] in, int from, int length) {
        int at = from;
        while (at < length) {
            int size = in[at] & 0xff;
            if (size == 0) {
                return at + 1;
            }
            if (size >= 0xc0) {
                return at + 2;
            }
            if (size > 63) {
                return -1;
            }
            at += size + 1;
        }
        return -1;
    }

    private boolean options(byte[] in, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + 4 > to) {
                return false;
            }
            int code = Wire.unsigned16(in, at);
            int length = Wire.unsigned16(in, at + 2);
            at += 4;
            if (at + length > to) {
                return false;
            }
            if (code == SUBNET && subnetFamily == 0 && !readSubnet(in, at, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private boolean readSubnet(byte[] in, int at, int length) {
        if (length < 4) {
            return false;
        }
        int family = Wire.unsigned16(in, at);
        int bits = in[at + 2] & 0xff;
        int bytes = (bits + 7) / 8;
        if ((family != 1 && family != 2) || bits > (family == 1 ? 32 : 128) || in[at + 3] != 0 || length != 4 + bytes) {
            return false;
        }
        System.arraycopy(in, at + 4, subnet, 0, bytes);
        for (int i = bytes; i < subnet.length; i++) {
            subnet[i] = 0;
        }
        if (bits % 8 != 0 && (subnet[bytes - 1] & (0xff >> (bits % 8))) != 0) {
            return false;
        }
        subnetFamily = family;
        subnetBits = bits;
        return true;
    }
}
