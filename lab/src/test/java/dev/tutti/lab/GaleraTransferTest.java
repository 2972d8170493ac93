package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Full state transfers happen when they must, and take as long as the link makes them. The donor's script begins by sleeping for
 * 10 s (wsrep_sst_mariabackup of MariaDB 10.11), which is most of this test's time.
 */
class GaleraTransferTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long BYTES_PER_SECOND = 8_000_000;

    @RegisterExtension
    static final GaleraExtension CLUSTER = GaleraExtension.of(
            GaleraSpec.ofNodes(2).withShortTimeouts().withProviderOption("gcache.size", "1M"));

    @Test
    void aNodeThatMissedMoreThanTheCachesHoldGetsAFullTransferThatCanBeSlowedAndWatched() {
        GaleraFleet fleet = CLUSTER.fleet();
        GaleraNode donor = fleet.node("n1");
        GaleraNode joiner = fleet.node("n2");
        fleet.stop("n2");
        GaleraPosition missedFrom = joiner.recover().position().orElseThrow();
        assertThat(GaleraData.overflowCaches(List.of(donor), missedFrom)).isGreaterThan(missedFrom.seqno() + 1);
        fleet.bandwidth("n1", "n2", BYTES_PER_SECOND);

        long full = joiner.logged("Proceeding with SST");
        long installed = joiner.logged("Installed new state from SST");
        long begin = System.nanoTime();
        fleet.startWithoutWaiting("n2");
        Awaitility.await().atMost(LIMIT).until(() -> donor.status().filter(s -> s.state().equals("Donor/Desynced")).isPresent());
        TreeSet<Long> sizes = new TreeSet<>();
        Awaitility.await().atMost(LIMIT).until(() -> {
            sizes.add(size(joiner.dataFolder().resolve(".sst")));
            return joiner.logged("Proceeding with SST") > full && joiner.logged("Installed new state from SST") > installed;
        });

        assertThat(sizes).as("of what was received, growing").hasSizeGreaterThan(3);
        Duration atLeast = Duration.ofSeconds(sizes.last() / BYTES_PER_SECOND).dividedBy(2);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(atLeast);
        fleet.heal();
        fleet.awaitSynced(LIMIT);
        assertThat(fleet.checksums("n2")).isEqualTo(fleet.checksums("n1")).containsKey("app.bulk");
        assertThat(Path.of("/tmp/sst_log_archive")).doesNotExist();
        System.err.println("MEASURED " + (System.nanoTime() - begin) / 1_000_000 + " ms: full transfer of " + sizes.last()
                + " bytes");
    }

    /** What the files hold; while they are moved some may be gone. */
    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(GaleraTransferTest::length).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long length(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
