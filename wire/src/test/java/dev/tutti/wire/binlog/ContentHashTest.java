package dev.tutti.wire.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class ContentHashTest {
    @Property
    void whereTheBytesLieDoesNotMatter(@ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(max = 9) int offset) {
        byte[] elsewhere = new byte[bytes.length + offset + 3];
        elsewhere[elsewhere.length - 1] = 1;
        System.arraycopy(bytes, 0, elsewhere, offset, bytes.length);

        assertThat(ContentHash.of(elsewhere, offset, bytes.length, 5)).isEqualTo(ContentHash.of(bytes, 0, bytes.length, 5));
    }

    @Property
    void everyBitCounts(
            @ForAll @Size(min = 1, max = 100) byte[] bytes, @ForAll @IntRange(max = 99) int place, @ForAll @IntRange(max = 7) int bit) {
        byte[] other = bytes.clone();
        other[place % other.length] ^= (byte) (1 << bit);

        assertThat(ContentHash.of(other, 0, other.length, 5)).isNotEqualTo(ContentHash.of(bytes, 0, bytes.length, 5));
    }

    @Test
    void zerosOfDifferentLengthDiffer() {
        Set<Long> seen = new HashSet<>();
        for (int length = 0; length < 1000; length++) {
            assertThat(seen.add(ContentHash.of(new byte[length], 0, length, 0))).isTrue();
        }
    }
}
