package dev.tutti.binlogserver.store;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * In which blocks of a file the numbers of one GTID source stand: of a uuid (and tag), or of a domain and a server id. Per block
 * the smallest and the largest number; numbers need not ascend, as appliers without commit order write them. Not thread-safe.
 */
final class GtidTrack {
    private int[] blocks = new int[16];
    private long[] smallest = new long[16];
    private long[] largest = new long[16];
    private int count;

    private final List<long[]> runs = new ArrayList<>();
    private long runFrom;
    private long runTo = -1;

    void add(int block, long number) {
        if (number == runTo + 1 && runTo >= 0) {
            runTo = number;
        } else {
            endRun();
            runFrom = number;
            runTo = number;
        }
        int last = count - 1;
        if (last >= 0 && blocks[last] == block) {
            smallest[last] = Math.min(smallest[last], number);
            largest[last] = Math.max(largest[last], number);
            return;
        }
        append(block, number, number);
    }

    void append(int block, long from, long to) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            smallest = Arrays.copyOf(smallest, 2 * count);
            largest = Arrays.copyOf(largest, 2 * count);
        }
        blocks[count] = block;
        smallest[count] = from;
        largest[count] = to;
        count++;
    }

    private void endRun() {
        if (runTo >= 0) {
            runs.add(new long[] {runFrom, runTo});
        }
    }

    /** Takes back the number that was added last: its transaction is not whole. */
    void removeLast() {
        if (runTo > runFrom) {
            runTo--;
        } else {
            runTo = -1;
        }
    }

    /** Adds all numbers to a set, as numbers of this source. */
    void addTo(GtidSet set, GtidSource source) {
        runs.forEach(run -> set.add(source, run[0], run[1]));
        if (runTo >= 0) {
            set.add(source, runFrom, runTo);
        }
    }

    /** Forgets all blocks from this one on. */
    void truncate(int fromBlock) {
        while (count > 0 && blocks[count - 1] >= fromBlock) {
            count--;
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeInt(blocks[i]);
            out.writeLong(smallest[i]);
            out.writeLong(largest[i]);
        }
        out.writeInt(runs.size());
        for (long[] run : runs) {
            out.writeLong(run[0]);
            out.writeLong(run[1]);
        }
        out.writeLong(runFrom);
        out.writeLong(runTo);
    }

    static GtidTrack read(DataInputStream in) throws IOException {
        GtidTrack track = new GtidTrack();
        for (int i = in.readInt(); i > 0; i--) {
            track.append(in.readInt(), in.readLong(), in.readLong());
        }
        for (int i = in.readInt(); i > 0; i--) {
            track.runs.add(new long[] {in.readLong(), in.readLong()});
        }
        track.runFrom = in.readLong();
        track.runTo = in.readLong();
        return track;
    }

    int size() {
        return count;
    }

    int block(int i) {
        return blocks[i];
    }

    long smallest(int i) {
        return smallest[i];
    }

    long largest(int i) {
        return largest[i];
    }

    /** The largest number of all; 0 without any. */
    long largest() {
        long most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, largest[i]);
        }
        return most;
    }

    /** The first place from {@code from} on whose numbers enclose this one, or -1. */
    int find(long number, int from) {
        for (int i = from; i < count; i++) {
            if (smallest[i] <= number && number <= largest[i]) {
                return i;
            }
        }
        return -1;
    }
}
