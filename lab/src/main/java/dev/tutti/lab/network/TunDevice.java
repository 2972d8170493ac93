package dev.tutti.lab.network;

import dev.tutti.lab.LabException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * A network device without hardware: what the kernel sends through it is read here, what is written here the kernel
 * receives. It goes with this JVM, however that ends, also after it has been moved into another network namespace.
 *
 * <p>The numbers are those of x86-64 Linux, {@code linux/if_tun.h} and {@code asm-generic/fcntl.h}; see the kernel's
 * Documentation/networking/tuntap.rst. One thread may read while any number write.
 */
final class TunDevice implements AutoCloseable {
    /** What an Ethernet carries; larger packets would make limited links jerk. */
    static final int MTU = 1500;

    private static final int O_RDWR = 0x2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN_WITHOUT_HEADER = 0x1001;
    private static final int INTERFACE_REQUEST_BYTES = 40;
    private static final int NAME_BYTES = 16;
    private static final short POLLIN = 1;

    private static final MethodHandle OPEN =
            function("open", ValueLayout.JAVA_INT, true, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle IOCTL = function(
            "ioctl", ValueLayout.JAVA_INT, true, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    private static final MethodHandle POLL = function(
            "poll", ValueLayout.JAVA_INT, false, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    private static final MethodHandle READ = function(
            "read", ValueLayout.JAVA_LONG, false, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle WRITE = function(
            "write", ValueLayout.JAVA_LONG, false, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle CLOSE =
            function("close", ValueLayout.JAVA_INT, false, ValueLayout.JAVA_INT);

    private final String name;
    private final int descriptor;

    private TunDevice(String name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(
            String name, ValueLayout result, boolean variadic, ValueLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = variadic ? new Linker.Option[] {Linker.Option.firstVariadicArg(2)} : new Linker.Option[0];
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, parameters), options);
    }

    /**
     * Makes a device in the namespace of this JVM; it is down and has no address.
     *
     * @param name up to 15 bytes of ASCII
     * @throws LabException if this process may not, or the kernel cannot
     */
    static TunDevice open(String name) {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK | O_CLOEXEC);
            if (descriptor < 0) {
                throw new LabException("/dev/net/tun cannot be opened, so the lab has no network of its own; "
                        + "it takes root, and a kernel with tun devices.");
            }
            MemorySegment request = arena.allocate(INTERFACE_REQUEST_BYTES);
            request.setString(0, name);
            request.set(ValueLayout.JAVA_SHORT, NAME_BYTES, IFF_TUN_WITHOUT_HEADER);
            TunDevice device = new TunDevice(name, descriptor);
            if ((int) IOCTL.invokeExact(descriptor, TUNSETIFF, request) != 0) {
                device.close();
                throw new LabException("The network device " + name
                        + " cannot be made; it takes root, and no device of this name.");
            }
            return device;
        } catch (LabException e) {
            throw e;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    String name() {
        return name;
    }

    /** Whether there is something to read, waiting for it this long. */
    boolean awaitPacket(MemorySegment pollRequest, Duration limit) {
        try {
            pollRequest.set(ValueLayout.JAVA_INT, 0, descriptor);
            pollRequest.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            return (int) POLL.invokeExact(pollRequest, 1L, (int) limit.toMillis()) > 0;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Reads one packet without waiting; its length, or not a positive number if there is none. */
    int read(MemorySegment buffer) {
        try {
            return (int) (long) READ.invokeExact(descriptor, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Writes one packet; one that the kernel does not take is lost, as on any network. */
    void write(MemorySegment packet, int length) {
        try {
            long written = (long) WRITE.invokeExact(descriptor, packet, (long) length);
            assert written <= length;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public void close() {
        try {
            int result = (int) CLOSE.invokeExact(descriptor);
            assert result <= 0;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("a call of the C library failed", cause);
    }
}
