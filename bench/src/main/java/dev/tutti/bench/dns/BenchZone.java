package dev.tutti.bench.dns;

/** The same zone for both servers: names with one address each. Stateless. */
final class BenchZone {
    private BenchZone() {}

    static String address(int number) {
        return "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    /** For ours: each name fails over to a second address; every tenth depends on one check that changes all the time. */
    static String forTutti(int names) {
        StringBuilder text = new StringBuilder("""
                checks:
                  - {name: flap, kind: tcp, address: "127.0.0.1:1", interval: 1h, timeout: 1s, failures: 1, successes: 1}
                """);
        zone(text);
        for (int i = 0; i < names; i++) {
            text.append("      - {name: n").append(i).append(", targets: [{name: a").append(i).append(", ip: [").append(address(i))
                    .append(']').append(i % 10 == 0 ? ", check: flap" : "").append("}, {name: b").append(i)
                    .append(", ip: [").append(address(i + 65_536)).append("]}]}\n");
        }
        return text.toString();
    }

    /** Each name with a check of its own. */
    static String withChecks(int names, int port, int intervalSeconds) {
        StringBuilder text = new StringBuilder("checks:\n");
        for (int i = 0; i < names; i++) {
            text.append("  - {name: c").append(i).append(", kind: tcp, address: '127.0.0.1:").append(port).append("', interval: ")
                    .append(intervalSeconds).append("s}\n");
        }
        zone(text);
        for (int i = 0; i < names; i++) {
            text.append("      - {name: n").append(i).append(", targets: [{name: a").append(i).append(", ip: [").append(address(i))
                    .append("], check: c").append(i).append("}]}\n");
        }
        return text.toString();
    }

    private static void zone(StringBuilder text) {
        text.append("""
                zones:
                  - name: bench.example
                    name_servers: [ns1]
                    records:
                      - {name: ns1, type: A, data: 127.0.0.1}
                    names:
                """);
    }

    static String forGdnsd(int names) {
        StringBuilder text = new StringBuilder("@ 3600 SOA ns1 hostmaster 1 60 30 604800 5\n@ 3600 NS ns1\nns1 3600 A 127.0.0.1\n");
        for (int i = 0; i < names; i++) {
            text.append('n').append(i).append(" 30 A ").append(address(i)).append('\n');
        }
        return text.toString();
    }

    static String questions(int names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names; i++) {
            text.append('n').append((int) (i * 7919L % names)).append(".bench.example A\n");
        }
        return text.toString();
    }
}
