package dev.tutti.agent.address;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.NetworkInterface;

/**
 * Sends Ethernet frames as they are (packet(7)), for which neither Java nor a plain Debian has anything: arping is a package of its
 * own. Takes CAP_NET_RAW. The numbers are those of Linux on x86-64 and arm64. Stateless.
 */
final class PacketSocket {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ADDRESS_BYTES = 20;

    private static final MethodHandle SOCKET =
            function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle SEND = function(
            "sendto", ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    private PacketSocket() {}

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, ValueLayout result, ValueLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, parameters));
    }

    /**
     * Sends through a device.
     *
     * @throws IOException if this process may not, or the device does not take them
     */
    static void send(NetworkInterface device, Iterable<byte[]> frames) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // Protocol 0: nothing is received.
            int descriptor = (int) SOCKET.invokeExact(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
            if (descriptor < 0) {
                throw new IOException("frames cannot be sent through " + device.getName() + ": it takes CAP_NET_RAW, and AF_PACKET in"
                        + " RestrictAddressFamilies of the agent's unit");
            }
            try {
                MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
                address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
                address.set(ValueLayout.JAVA_INT, 4, device.getIndex());
                for (byte[] frame : frames) {
                    MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
                    long sent = (long) SEND.invokeExact(descriptor, bytes, (long) frame.length, 0, address, ADDRESS_BYTES);
                    if (sent != frame.length) {
                        throw new IOException(device.getName() + " does not take frames: is it up?");
                    }
                }
            } finally {
                int closed = (int) CLOSE.invokeExact(descriptor);
                assert closed <= 0;
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the C library failed", e);
        }
    }
}
