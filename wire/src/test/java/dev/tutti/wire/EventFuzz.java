package dev.tutti.wire;

import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.FuzzRun.Taken;
import dev.tutti.wire.binlog.Checksum;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventStream;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.packet.LittleEndian;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The decoders of events against damaged logs of every server: {@code EventFuzz [million events] [first seed]}; how to run it
 * stands at {@code ServerFuzz}. Damage is done behind the checksum's back, whose bytes are then made right mostly.
 */
public final class EventFuzz {
    private static final List<List<byte[]>> LOGS = Logs.ALL.stream().map(EventFuzz::events).toList();
    /** zlib cannot do better than 1 : 1032; what comes out is kept, grown to, and may be copied as text. */
    private static final long INFLATED = 8 * 1040;

    private EventFuzz() {}

    public static void main(String[] args) {
        long events = args.length > 0 ? Math.round(Double.parseDouble(args[0]) * 1e6) : 1_000_000;
        new FuzzRun("events", EventFuzz::run).run(args.length > 1 ? Long.parseLong(args[1]) : 1, events, true);
    }

    private static List<byte[]> events(String name) {
        byte[] log = Logs.bytes(name);
        List<byte[]> events = new ArrayList<>();
        for (int at = 4; at < log.length; at += LittleEndian.i32(log, at + EventHeader.LENGTH_AT)) {
            events.add(Arrays.copyOfRange(log, at, at + LittleEndian.i32(log, at + EventHeader.LENGTH_AT)));
        }
        return events;
    }

    /** Up to 40 events of one log in their order, some damaged, some of other logs. */
    static Taken run(long seed) throws Exception {
        Random random = new Random(seed);
        List<byte[]> log = LOGS.get(random.nextInt(LOGS.size()));
        EventStream stream = new EventStream(new Coordinates("bin.000001", 4), random.nextInt(4) == 0);
        int from = random.nextInt(3) == 0 ? random.nextInt(log.size()) : 0;
        int count = 1 + random.nextInt(40);
        long packets = 0;
        long bytes = 0;
        long inflates = 0;
        for (int i = 0; i < count; i++) {
            List<byte[]> source = random.nextInt(20) == 0 ? LOGS.get(random.nextInt(LOGS.size())) : log;
            byte[] event = source.get((from + i) % source.size());
            if (random.nextBoolean()) {
                event = damaged(event, random);
            }
            // In the middle of other bytes: what is read beyond the event would be seen as theirs.
            byte[] around = new byte[event.length + 8];
            random.nextBytes(around);
            System.arraycopy(event, 0, around, 4, event.length);
            packets++;
            bytes += around.length;
            inflates += INFLATED * event.length;
            try {
                stream.take(around, 4, event.length);
            } catch (IOException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    throw e;
                }
            }
        }
        return new Taken(packets, bytes, inflates);
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] event = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> event = Arrays.copyOf(event, EventHeader.LENGTH + random.nextInt(event.length - EventHeader.LENGTH + 1));
            case 1 -> event[EventHeader.TYPE_AT] = (byte) random.nextInt(256);
            case 2 -> event = Arrays.copyOf(event, event.length + random.nextInt(20));
            default -> {
                // Only bytes of it, below.
            }
        }
        for (int i = random.nextInt(4); i > 0 && event.length > EventHeader.LENGTH; i--) {
            // Lengths and marks stand in front.
            int body = event.length - EventHeader.LENGTH;
            int reach = random.nextBoolean() ? Math.min(40, body) : body;
            event[EventHeader.LENGTH + random.nextInt(reach)] = interesting(random);
        }
        if (random.nextInt(10) == 0) {
            event[random.nextInt(event.length)] = interesting(random);
        } else {
            LittleEndian.putI32(event, EventHeader.LENGTH_AT, event.length);
        }
        if (event.length >= EventHeader.LENGTH + 4 && random.nextInt(8) != 0
                && LittleEndian.u8(event, EventHeader.TYPE_AT) != EventType.FORMAT_DESCRIPTION) {
            new Checksum().sign(event, 0, event.length);
        }
        return event;
    }

    private static byte interesting(Random random) {
        int[] values = {0, 1, 0x7f, 0x80, 0x84, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
        return (byte) (random.nextBoolean() ? values[random.nextInt(values.length)] : random.nextInt(256));
    }

    /** For Jazzer: a stream of events. */
    public static void fuzzerTestOneInput(byte[] input) {
        EventStream stream = new EventStream(new Coordinates("bin.000001", 4), false);
        for (int at = 0; at < input.length; ) {
            // Each event behind one byte of length, so that mutations move whole events.
            int length = Math.min(input.length - at - 1, 19 + LittleEndian.u8(input, at));
            byte[] event = Arrays.copyOfRange(input, at + 1, at + 1 + length);
            at += 1 + length;
            if (event.length >= EventHeader.LENGTH) {
                LittleEndian.putI32(event, EventHeader.LENGTH_AT, event.length);
            }
            try {
                stream.take(event, 0, event.length);
            } catch (IOException e) {
                // What the contract names.
            }
        }
    }
}
