package dev.tutti.traffic.transfer;

import dev.tutti.traffic.zone.Secondary;
import dev.tutti.traffic.zone.TransferKey;
import dev.tutti.traffic.zone.Zone;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers what the hot path does not: zone transfers (RFC 5936), and whatever is signed (RFC 8945). Incremental transfers are answered with
 * the whole zone, as RFC 1995 allows. Thread-safe.
 */
public final class Transfers {
    private static final Logger log = LoggerFactory.getLogger(Transfers.class);

    /** Of one message of a transfer: as long as secondaries like to take, far below the 65,535 that fit. */
    private static final int PIECE = 16_000;

    private static final long SILENCE_NANOS = 600_000_000_000L;
    private static final int MOST_TOLD = 100;

    private final ZoneSource source;
    private final Plain plain;
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    /** Answers an unsigned question as the hot path does. */
    @FunctionalInterface
    public interface Plain {
        /** @param tcp whether any length will do */
        byte[] answer(byte[] question, boolean tcp);
    }

    public Transfers(ZoneSource source, Plain plain) {
        this.source = source;
        this.plain = plain;
    }

    /**
     * Answers.
     *
     * @param tcp whether it may take more than one message
     * @return the messages, in order; none when there is nothing to say
     */
    public List<byte[]> answer(byte[] question, InetAddress client, boolean tcp) {
        Message query;
        try {
            query = new Message(question);
        } catch (IOException e) {
            return List.of(malformed(question));
        }
        Record asked = query.getQuestion();
        if (asked == null || query.getHeader().getFlag(Flags.QR)) {
            return List.of();
        }
        Signed signed = verify(query, question);
        if (signed.error != Rcode.NOERROR) {
            tell("A signed question of " + client.getHostAddress() + " is not answered: " + Rcode.TSIGstring(signed.error)
                    + (signed.given == null ? "" : ", key " + signed.given.getName()) + reason(signed.error));
            return List.of(refusal(query, Rcode.NOTAUTH, signed));
        }
        boolean transfer = asked.getType() == Type.AXFR || asked.getType() == Type.IXFR;
        try {
            return transfer && tcp && asked.getDClass() == DClass.IN
                    ? transfer(query, asked, client, signed)
                    : List.of(signedPlain(query, signed, tcp));
        } catch (IOException e) {
            return List.of(refusal(query, Rcode.SERVFAIL, signed));
        }
    }

    private static String reason(int error) {
        return switch (error) {
            case Rcode.BADKEY -> ": no secondary here has such a key, or it has another algorithm";
            case Rcode.BADSIG -> ": the secrets of both sides differ";
            case Rcode.BADTIME -> ": the clocks of both sides differ by more than five minutes";
            default -> "";
        };
    }

    /** Anybody can send anything: the same is told once in ten minutes, and not more than so many different ones. */
    private void tell(String what) {
        long now = System.nanoTime();
        told.values().removeIf(before -> now - before > SILENCE_NANOS);
        if (told.size() < MOST_TOLD && told.putIfAbsent(what, now) == null) {
            log.warn("{}", what);
        }
    }

    /**
     * Who has signed.
     *
     * @param key null when nobody has, or when the signature is wrong
     */
    private record Signed(@Nullable TransferKey key, @Nullable TSIG signer, @Nullable TSIGRecord given, int error) {}

    private Signed verify(Message query, byte[] question) {
        TSIGRecord given = query.getTSIG();
        if (given == null) {
            return new Signed(null, null, null, Rcode.NOERROR);
        }
        for (Zone zone : source.zones()) {
            for (Secondary secondary : zone.secondaries()) {
                TransferKey key = secondary.key();
                if (key != null && Name.fromConstantString(key.name()).equals(given.getName())) {
                    if (!Name.fromConstantString(key.algorithm()).equals(given.getAlgorithm())) {
                        return new Signed(null, null, given, Rcode.BADKEY);
                    }
                    TSIG signer = Keys.signer(key);
                    return new Signed(key, signer, given, signer.verify(query, question, null));
                }
            }
        }
        return new Signed(null, null, given, Rcode.BADKEY);
    }

    private byte[] signedPlain(Message query, Signed signed, boolean tcp) throws IOException {
        Message unsigned = query.clone();
        unsigned.removeAllRecords(Section.ADDITIONAL);
        if (query.getOPT() != null) {
            unsigned.addRecord(query.getOPT(), Section.ADDITIONAL);
        }
        Record asked = query.getQuestion();
        if (asked.getType() == Type.IXFR) {
            // Over UDP only the SOA is told, which makes the secondary come by TCP.
            unsigned.removeAllRecords(Section.QUESTION);
            unsigned.removeAllRecords(Section.AUTHORITY);
            unsigned.addRecord(Record.newRecord(asked.getName(), Type.SOA, asked.getDClass()), Section.QUESTION);
        }
        byte[] answered = plain.answer(unsigned.toWire(), tcp);
        if (answered.length == 0) {
            return refusal(query, Rcode.REFUSED, signed);
        }
        Message answer = new Message(answered);
        if (asked.getType() == Type.IXFR) {
            answer.removeAllRecords(Section.QUESTION);
            answer.addRecord(asked, Section.QUESTION);
        }
        if (signed.signer != null && signed.given != null) {
            signed.signer.apply(answer, signed.given);
        }
        return answer.toWire();
    }

    private List<byte[]> transfer(Message query, Record asked, InetAddress client, Signed signed) {
        Optional<ZoneSource.Content> content = source.zone(asked.getName());
        if (content.isEmpty()) {
            return List.of(refusal(query, Rcode.NOTAUTH, signed));
        }
        boolean allowed = content.get().zone().secondaries().stream().anyMatch(one -> one.key() == null
                ? one.address().getAddress().equals(client)
                : one.key().equals(signed.key));
        if (!allowed) {
            tell(client.getHostAddress() + " may not transfer " + content.get().zone().origin() + ": it is no secondary of it"
                    + (signed.key == null ? ", or its request is not signed" : ""));
            return List.of(refusal(query, Rcode.REFUSED, signed));
        }
        SOARecord start = content.get().start();
        List<Record> records = new ArrayList<>();
        records.add(start);
        boolean current = asked.getType() == Type.IXFR
                && query.getSection(Section.AUTHORITY).stream()
                        .anyMatch(record -> record instanceof SOARecord its && its.getSerial() == start.getSerial());
        if (!current) {
            records.addAll(content.get().records());
            records.add(start);
            log.info("{} transfers {} with serial {}", client.getHostAddress(), asked.getName(), start.getSerial());
        }
        return messages(query, records, signed);
    }

    private static List<byte[]> messages(Message query, List<Record> records, Signed signed) {
        List<byte[]> messages = new ArrayList<>();
        TSIG.@Nullable StreamGenerator stream =
                signed.signer == null || signed.given == null ? null : new TSIG.StreamGenerator(signed.signer, signed.given);
        int next = 0;
        while (next < records.size()) {
            Message message = answer(query, Rcode.NOERROR);
            message.getHeader().setFlag(Flags.AA);
            int size = 0;
            while (next < records.size() && (size == 0 || size < PIECE)) {
                Record record = records.get(next++);
                message.addRecord(record, Section.ANSWER);
                size += record.getName().length() + 10 + record.rdataToWireCanonical().length;
            }
            if (stream != null) {
                stream.generate(message);
            }
            messages.add(message.toWire());
        }
        return messages;
    }

    private static Message answer(Message query, int code) {
        Message message = new Message(query.getHeader().getID());
        Header header = message.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(query.getHeader().getOpcode());
        header.setRcode(code);
        message.addRecord(query.getQuestion(), Section.QUESTION);
        return message;
    }

    private static byte[] refusal(Message query, int code, Signed signed) {
        Message message = answer(query, code);
        if (signed.given != null) {
            // A wrong key or signature is told without a signature of ours; a wrong clock is told signed.
            TSIG signer = signed.signer != null
                    ? signed.signer
                    : new TSIG(TSIG.HMAC_SHA256, signed.given.getName(), new byte[32]);
            signer.apply(message, signed.error, signed.given);
        }
        return message.toWire();
    }

    private static byte[] malformed(byte[] question) {
        byte[] answer = java.util.Arrays.copyOf(question, 12);
        answer[2] = (byte) (0x80 | (question[2] & 0x79));
        answer[3] = Rcode.FORMERR;
        java.util.Arrays.fill(answer, 4, 12, (byte) 0);
        return answer;
    }
}
