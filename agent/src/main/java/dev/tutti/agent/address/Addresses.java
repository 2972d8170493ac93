package dev.tutti.agent.address;

import dev.tutti.agent.act.Programs;
import dev.tutti.agent.act.Programs.Ran;
import dev.tutti.agent.config.AgentConfig.Carried;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The virtual addresses that this host may carry, one change at a time. What is done was read back from the kernel. Thread-safe.
 *
 * <p>Each look gives out a turn that makes those before it void, and an address is taken only with the last one. An order to take an
 * address that was on its way for so long that whoever gave it has looked again since, and perhaps gave the address to another
 * host, is refused; turns of an agent that has ended are void as well.
 */
public final class Addresses {
    private static final Logger log = LoggerFactory.getLogger(Addresses.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final List<Carried> carried;
    private final Path output;
    private final ReentrantLock lock = new ReentrantLock();
    private final String life = UUID.randomUUID().toString();
    private long turns;

    /**
     * Changes nothing: what was up stays up when an agent starts.
     *
     * @param folder for what programs print
     */
    public Addresses(List<Carried> carried, Path folder) {
        this.carried = List.copyOf(carried);
        this.output = folder.resolve("ip.out");
    }

    /** @param held whether the host has the address now, on whichever device */
    public record Held(String address, String device, boolean held) {}

    /**
     * What the host has.
     *
     * @param turn with which an address may be taken, until the next look
     */
    public record Look(String turn, List<Held> addresses) {}

    /** What became of an order. */
    public sealed interface Result {
        record Done(Held held) implements Result {}

        /** None of the configuration's addresses. */
        record Unknown(String sentence) implements Result {}

        /** Somebody has looked since; nothing was done. */
        record Late(String sentence) implements Result {}

        record Failed(String sentence) implements Result {}
    }

    /** What the kernel says. */
    public Look look() throws IOException {
        lock.lock();
        try {
            turns++;
            List<Held> all = new ArrayList<>();
            for (Carried one : carried) {
                all.add(held(one));
            }
            return new Look(turn(), all);
        } finally {
            lock.unlock();
        }
    }

    private String turn() {
        return life + "-" + turns;
    }

    /**
     * Puts an address up, reads it back, and tells the neighbours; of one that is up they are told again.
     *
     * @param by who says so
     */
    public Result take(String address, String turn, String by) throws InterruptedException, IOException {
        Optional<Carried> one = find(address);
        if (one.isEmpty()) {
            return unknown(address);
        }
        lock.lockInterruptibly();
        try {
            if (!turn.equals(turn())) {
                return new Result.Late("This order to take " + address + " is void, as the host was looked at since: look again"
                        + " (GET /v1/addresses) and decide anew");
            }
            if (!held(one.get()).held()) {
                log.info("{} is put up on {}, as {} says", address, one.get().device(), by);
                Optional<String> failure = add(one.get());
                if (failure.isPresent()) {
                    return new Result.Failed(failure.get());
                }
            }
            if (!held(one.get()).held()) {
                return new Result.Failed(address + " was put up and is not there: does something else on this host remove it?");
            }
            announce(one.get());
            return new Result.Done(held(one.get()));
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> add(Carried one) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "address", "add", one.address(), "dev", one.device()));
        if (one.ip().getAddress().length > 4) {
            // Otherwise it answers nobody before the kernel has looked for another host with it.
            command.add("nodad");
        }
        return run(command);
    }

    /**
     * Takes an address away, and reads back that it is gone.
     *
     * @param by who says so
     */
    public Result release(String address, String by) throws InterruptedException, IOException {
        Optional<Carried> one = find(address);
        if (one.isEmpty()) {
            return unknown(address);
        }
        lock.lockInterruptibly();
        try {
            if (held(one.get()).held()) {
                log.info("{} is taken from {}, as {} says", address, one.get().device(), by);
                Optional<String> failure = run(List.of("ip", "address", "del", address, "dev", one.get().device()));
                Held left = held(one.get());
                if (left.held()) {
                    return new Result.Failed(failure.orElse(
                            address + " is still there, perhaps on another device than " + one.get().device()));
                }
            }
            return new Result.Done(held(one.get()));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Carried> find(String address) {
        return carried.stream().filter(one -> one.address().equals(address)).findFirst();
    }

    private Result unknown(String address) {
        return new Result.Unknown(address + " is none of the addresses that this host may carry (addresses): "
                + String.join(", ", carried.stream().map(Carried::address).toList()));
    }

    /** Whichever device it is on: another one answers for it just as well. */
    private static Held held(Carried one) throws IOException {
        InetAddress wanted = one.ip();
        boolean held = NetworkInterface.networkInterfaces()
                .flatMap(device -> device.getInterfaceAddresses().stream())
                .map(InterfaceAddress::getAddress)
                .anyMatch(address -> java.util.Arrays.equals(address.getAddress(), wanted.getAddress()));
        return new Held(one.address(), one.device(), held);
    }

    private Optional<String> run(List<String> command) throws InterruptedException {
        return switch (Programs.run(command, LIMIT, output)) {
            case Ran.Ended(int code, List<String> lines) when code == 0 -> Optional.empty();
            case Ran.Ended(int code, List<String> lines) ->
                Optional.of(String.join(" ", command) + " ended with code " + code + ": " + String.join(" / ", lines));
            case Ran.NeverEnded never -> Optional.of(String.join(" ", command) + " did not end within "
                    + String.format(Locale.ROOT, "%d ms", LIMIT.toMillis()));
            case Ran.NotStarted(String why) -> Optional.of(String.join(" ", command) + " could not be started: " + why);
        };
    }

    /** That neighbours are not told is said and changes nothing: they find out by themselves, later. */
    private static void announce(Carried one) {
        try {
            NetworkInterface device = NetworkInterface.getByName(one.device());
            byte[] hardware = device == null ? null : device.getHardwareAddress();
            if (device == null || hardware == null || hardware.length != 6) {
                log.info("{} is on {}, which is no Ethernet: there are no neighbours to tell", one.address(), one.device());
                return;
            }
            PacketSocket.send(device, Frames.announcing(one.ip(), hardware));
        } catch (IOException e) {
            log.warn("The neighbours of {} were not told that {} is there now: {}", one.device(), one.address(), e.getMessage());
        }
    }
}
