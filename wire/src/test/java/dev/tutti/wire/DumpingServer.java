package dev.tutti.wire;

import dev.tutti.core.model.Address;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.handshake.Capability;
import dev.tutti.wire.handshake.Greeting;
import dev.tutti.wire.handshake.NativePassword;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadWriter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32;

/** Lets anybody in, says OK to every statement and answers a dump with what the test wants. Serves one connection. */
final class DumpingServer implements AutoCloseable {
    /** What follows COM_BINLOG_DUMP. */
    interface Dump {
        void send(Sender sender) throws IOException, InterruptedException;
    }

    /** Sends parts of a dump. */
    static final class Sender {
        private final PacketOutput out;
        private final CountDownLatch closed;

        private Sender(PacketOutput out, CountDownLatch closed) {
            this.out = out;
            this.closed = closed;
        }

        Sender event(byte[] event) throws IOException {
            out.write(new PayloadWriter(event.length + 1).u8(0).bytes(event));
            return this;
        }

        /** All events of a recorded log. */
        Sender log(String name) throws IOException {
            byte[] log = Logs.bytes(name);
            for (int at = 4; at < log.length; at += LittleEndian.i32(log, at + EventHeader.LENGTH_AT)) {
                event(java.util.Arrays.copyOfRange(log, at, at + LittleEndian.i32(log, at + EventHeader.LENGTH_AT)));
            }
            return this;
        }

        Sender packet(PayloadWriter payload) throws IOException {
            out.write(payload);
            return this;
        }

        Sender skipNumber() {
            out.startSequence(out.sequence() + 1);
            return this;
        }

        Sender endOfLog() throws IOException {
            return packet(new PayloadWriter().u8(0xfe).u16(0).u16(2));
        }

        void flush() throws IOException {
            out.flush();
        }

        void sayNothing() throws IOException, InterruptedException {
            flush();
            closed.await();
        }
    }

    final List<String> statements = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final CountDownLatch closed = new CountDownLatch(1);

    DumpingServer(String version, Dump dump) throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                serve(socket, version, dump);
            } catch (IOException | InterruptedException e) {
                // The client left first.
            }
        });
    }

    private void serve(Socket socket, String version, Dump dump) throws IOException, InterruptedException {
        PacketInput in = new PacketInput(socket.getInputStream(), 1024);
        PacketOutput out = new PacketOutput(socket.getOutputStream(), 1024);
        PayloadWriter greeting = new PayloadWriter();
        int capabilities = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH;
        new Greeting(version, 1, new byte[Greeting.SCRAMBLE_LENGTH], capabilities, 45, 2, NativePassword.NAME)
                .encode(greeting);
        out.write(greeting);
        out.flush();
        in.expectSequence(1);
        in.next();
        out.startSequence(2);
        while (true) {
            out.write(new PayloadWriter().u8(0).u8(0).u8(0).u16(2).u16(0));
            out.flush();
            in.expectSequence(0);
            in.next();
            out.startSequence(1);
            if (in.first() == 0x12) {
                dump.send(new Sender(out, closed));
                out.flush();
                return;
            }
            statements.add(new String(in.payload(), in.offset() + 1, in.length() - 1, StandardCharsets.UTF_8));
        }
    }

    Address address() {
        return new Address("127.0.0.1", listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }

    static byte[] artificialRotate(String file, long position, boolean checksum) {
        return event(0, EventType.ROTATE, EventHeader.ARTIFICIAL, 0, checksum, new PayloadWriter().i64(position).text(file));
    }

    static byte[] event(long timestamp, int type, int flags, long end, boolean checksum, PayloadWriter body) {
        int length = EventHeader.LENGTH + body.length() + (checksum ? 4 : 0);
        PayloadWriter event = new PayloadWriter(length)
                .u32(timestamp)
                .u8(type)
                .u32(7)
                .u32(length)
                .u32(end)
                .u16(flags)
                .bytes(body.toBytes());
        if (checksum) {
            CRC32 crc = new CRC32();
            crc.update(event.array(), 0, event.length());
            event.u32(crc.getValue());
        }
        return event.toBytes();
    }
}
