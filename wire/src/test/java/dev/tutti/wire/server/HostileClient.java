package dev.tutti.wire.server;

import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.Login;
import dev.tutti.wire.handshake.NativePassword;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/**
 * A client made from a seed: says what real clients and replicas say, looking at what the server sent where that matters, and
 * damages part of it. The stream ends after some 2 to 60 packets. Read by one thread at a time.
 */
final class HostileClient extends InputStream {
    private static final String[] USERS = {"both", "native", "sha2", "empty", "none", "", "\u0000"};
    private static final String[] STATEMENTS = {
        "SELECT UNIX_TIMESTAMP()", "SHOW VARIABLES LIKE 'SERVER_ID'", "SET @master_heartbeat_period= 30000001024",
        "SET @master_binlog_checksum= @@global.binlog_checksum", "SELECT @master_binlog_checksum",
        "SET @slave_uuid= 'x', @replica_uuid = 'y'", "SELECT @@a, @@b AS c LIMIT 1", "KILL 1", "fail", "use x", "",
        "SET @slave_connect_state='0-1-5'", "CHANGE MASTER TO MASTER_PASSWORD='x", "SET @a = \"", "SELECT '\\"
    };
    private static final int PASSWORD_AT = 0;

    private final Random random;
    private final MemoryLink.Sent sent;
    private final int commands;
    private final boolean tame;
    private byte[] chunk = new byte[0];
    private int at;
    private int said;
    private boolean ended;
    private boolean loggedIn;
    private long packets;
    private long bytes;

    HostileClient(long seed, MemoryLink.Sent sent) {
        this.random = new Random(seed);
        this.sent = sent;
        this.commands = 1 + random.nextInt(60);
        // Half of them behave until they are logged in: else few would get further.
        this.tame = random.nextBoolean();
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        while (at == chunk.length) {
            if (ended) {
                return -1;
            }
            chunk = next();
            at = 0;
        }
        // Whatever the network makes of it: one byte, a part, all.
        int ready = Math.min(length, chunk.length - at);
        int count = random.nextInt(8) == 0 ? 1 + random.nextInt(ready) : ready;
        System.arraycopy(chunk, at, target, offset, count);
        at += count;
        bytes += count;
        return count;
    }

    private byte[] next() {
        said++;
        boolean login = said == 1;
        boolean harmless = login ? tame : random.nextInt(8) != 0;
        // OK ends a login; afterwards questions look the same but are none.
        loggedIn |= !login && sent.first() == 0;
        if (said > commands) {
            ended = true;
            return new byte[0];
        }
        if (!harmless && random.nextInt(40) == 0) {
            packets++;
            return bytes(random.nextInt(400));
        }
        if (loggedIn || random.nextInt(30) == 0) {
            return framed(command().toBytes(), login ? sent.answerSequence() : 0, harmless);
        }
        return framed((login ? login() : authentication()).toBytes(), sent.answerSequence(), harmless);
    }

    private byte[] framed(byte[] payload, int sequence, boolean harmless) {
        packets++;
        byte[] body = harmless ? payload : damaged(payload);
        int length = body.length;
        int number = sequence;
        if (!harmless) {
            switch (random.nextInt(24)) {
                case 0 -> number = random.nextInt(256);
                case 1 -> length = random.nextInt(1 << 24);
                case 2 -> length = 0xff_ffff;
                case 3 -> length = Math.max(0, length + random.nextInt(9) - 4);
                default -> {
                    // What it says of itself stays true.
                }
            }
        }
        return new PayloadWriter(4 + body.length).u32(length | ((long) number << 24)).bytes(body).toBytes();
    }

    private byte[] damaged(byte[] payload) {
        byte[] damaged = payload.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = 1 + random.nextInt(4); i > 0 && damaged.length > 0; i--) {
                    damaged[random.nextInt(damaged.length)] = interesting();
                }
            }
            case 1 -> damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            case 2 -> damaged = new PayloadWriter().bytes(damaged).bytes(bytes(random.nextInt(40))).toBytes();
            case 3 -> {
                if (damaged.length > 0) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {
                int from = random.nextInt(damaged.length + 1);
                PayloadWriter spliced = new PayloadWriter().bytes(java.util.Arrays.copyOf(damaged, from));
                damaged = spliced.bytes(bytes(random.nextInt(9))).bytes(command().toBytes()).toBytes();
            }
        }
        return damaged;
    }

    private byte interesting() {
        int[] values = {0, 1, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
        return (byte) (random.nextBoolean() ? values[random.nextInt(values.length)] : random.nextInt(256));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private PayloadWriter login() {
        byte[] scramble = scramble();
        String user = USERS[random.nextInt(tame ? 4 : USERS.length)];
        String plugin = random.nextBoolean() ? NativePassword.NAME : CachingSha2Password.NAME;
        String password = user.equals("empty") ? "" : random.nextInt(8) == PASSWORD_AT ? "wrong" : "secret";
        byte[] proof = plugin.equals(NativePassword.NAME)
                ? NativePassword.proof(password, scramble)
                : CachingSha2Password.proof(password, scramble);
        int capabilities = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH;
        capabilities |= tame ? Capability.PLUGIN_AUTH_LENENC : random.nextInt(1 << 22) & ~Capability.SSL;
        PayloadWriter writer = new PayloadWriter();
        if (!tame && random.nextInt(10) == 0) {
            Login.encodeTlsRequest(writer, capabilities | Capability.SSL, 45);
        } else {
            new Login(capabilities, 45, user, proof, "db", plugin, Map.of("_os", "Linux", "program_name", "x"))
                    .encode(writer);
        }
        return writer;
    }

    private byte[] scramble() {
        byte[] greeting = sent.beginning();
        try {
            return Greeting.decode(new PayloadReader(greeting, 4, greeting.length - 4)).scramble();
        } catch (MalformedPacketException e) {
            throw new IllegalStateException("the server's greeting is damaged", e);
        }
    }

    /** What may follow a login packet: a proof for the other plugin, a password, the request for the key. */
    private PayloadWriter authentication() {
        byte[] scramble = scramble();
        return switch (random.nextInt(12)) {
            case 0 -> new PayloadWriter().nulText("secret");
            case 1 -> new PayloadWriter().u8(0);
            case 2 -> new PayloadWriter();
            // The rare ones cost the server's key a millisecond each.
            case 3 -> random.nextInt(20) == 0 ? new PayloadWriter().u8(CachingSha2Password.REQUEST_KEY) : new PayloadWriter();
            case 4 -> new PayloadWriter().bytes(bytes(random.nextInt(20) == 0 ? 256 : 20));
            case 5, 6, 7, 8 -> new PayloadWriter().bytes(NativePassword.proof("secret", scramble));
            default -> new PayloadWriter().bytes(CachingSha2Password.proof("secret", scramble));
        };
    }

    private PayloadWriter command() {
        return switch (random.nextInt(18)) {
            case 0 -> RawClient.command(Commands.PING);
            case 1 -> RawClient.command(Commands.INIT_DB).bytes(bytes(random.nextInt(20)));
            case 2 -> RawClient.command(Commands.STATISTICS);
            case 3 -> RawClient.command(Commands.PROCESS_KILL).u32(random.nextInt(3) == 0 ? 1 : random.nextInt());
            case 4 -> registration();
            case 5 -> RawClient.command(Commands.SET_OPTION).u16(random.nextInt(3));
            case 6 -> RawClient.command(Commands.RESET_CONNECTION);
            case 7 -> RawClient.dump("mysql-bin.00000" + random.nextInt(10), random.nextInt());
            case 8 -> RawClient.command(Commands.BINLOG_DUMP_GTID)
                    .u16(4).u32(7).u32(3).text("bin").i64(4).u32(8).i64(random.nextInt(3));
            case 9, 10, 11 -> RawClient.acknowledgement("mysql-bin.000001", random.nextInt(1 << 20));
            case 12 -> random.nextInt(10) == 0 ? RawClient.command(Commands.QUIT) : RawClient.command(random.nextInt(256));
            case 13 -> random.nextInt(200) == 0
                    ? RawClient.command(Commands.QUERY).bytes(bytes(100_000))
                    : RawClient.command(Commands.QUERY).bytes(bytes(random.nextInt(200)));
            default -> RawClient.command(Commands.QUERY)
                    .bytes(STATEMENTS[random.nextInt(STATEMENTS.length)].getBytes(StandardCharsets.UTF_8));
        };
    }

    private PayloadWriter registration() {
        PayloadWriter register = RawClient.command(Commands.REGISTER_SLAVE).u32(random.nextInt());
        for (int i = 0; i < 3; i++) {
            byte[] text = bytes(random.nextInt(12));
            register.u8(text.length).bytes(text);
        }
        return register.u16(3306).u32(0).u32(0);
    }
}
