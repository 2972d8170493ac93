package dev.tutti.wire;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;

import java.util.EnumMap;
import java.util.Map;

/**
 * Streams a server's log several times and prints what it took: {@code DumpBench host:port user password file:position
 * [rounds] [noverify]}. The first line is a cold JVM. After {@code ./mvnw -pl core,lab,wire -am test-compile}:
 * {@code java -Xmx1g -cp wire/target/classes:wire/target/test-classes:core/target/classes dev.tutti.wire.DumpBench …}
 */
final class DumpBench {
    private DumpBench() {}

    public static void main(String[] args) throws Exception {
        Address address = Address.parse(args[0]);
        Credentials credentials = new Credentials(args[1], Secret.of(args[2]));
        int colon = args[3].lastIndexOf(':');
        Coordinates from = new Coordinates(args[3].substring(0, colon), Long.parseLong(args[3].substring(colon + 1)));
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 10;
        DumpOptions dump = DumpOptions.defaults().withVerifyChecksums(args.length <= 5);
        for (int round = 1; round <= rounds; round++) {
            Map<LogEvent.Kind, Integer> kinds = new EnumMap<>(LogEvent.Kind.class);
            long began = System.nanoTime();
            long events = 0;
            long bytes = 0;
            long mixed = 0;
            try (BinlogCursor cursor = BinlogCursor.open(address, credentials, WireOptions.defaults(), from, dump)) {
                for (LogEvent event = cursor.next(); event != null; event = cursor.next()) {
                    events++;
                    bytes += event.end() - event.start();
                    mixed ^= event.content();
                    kinds.merge(event.kind(), 1, Integer::sum);
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "round %2d: %,d events, %.1f MB in %.3f s: %.0f MB/s, %.0f ns/event  %s %016x%n",
                    round, events, bytes / 1e6, seconds, bytes / 1e6 / seconds, seconds * 1e9 / events, kinds, mixed);
        }
    }
}
