package dev.tutti.core.galera.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;
import java.util.UUID;

/** What grastate.dat and gvwstate.dat say, and what they are when they say nothing. */
class StateFilesTest {
    private static final String UUID_TEXT = "a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44";
    private static final UUID GROUP = UUID.fromString(UUID_TEXT);
    private static final String WHOLE = """
            # GALERA saved state
            version: 2.1
            uuid:    a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44
            seqno:   78
            safe_to_bootstrap: 1
            """;

    @Test
    void aWholeFileIsRead() {
        assertThat(Grastate.parse(WHOLE)).isEqualTo(new Grastate.Read(new GaleraPosition(GROUP, 78), true));
        assertThat(Grastate.parse(WHOLE.replace("78", "-1").replace("bootstrap: 1", "bootstrap: 0")))
                .isEqualTo(new Grastate.Read(new GaleraPosition(GROUP, -1), false));
    }

    @Test
    void anOldFileSaysNothingAboutBootstrappingWhichGaleraTakesForYes() {
        assertThat(Grastate.parse(WHOLE.replace("safe_to_bootstrap: 1", "cert_index:")))
                .isEqualTo(new Grastate.Read(new GaleraPosition(GROUP, 78), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\0\0\0\0\0\0"})
    void aFileWithoutContentIsEmpty(String content) {
        assertThat(Grastate.parse(content)).isEqualTo(new Grastate.Empty());
        assertThat(Gvwstate.parse(content)).isEqualTo(new Gvwstate.Empty());
    }

    @Test
    void noTruncatedFileIsTakenForAWholeOne() {
        for (int length = 1; length < WHOLE.length() - 1; length++) {
            Grastate cut = Grastate.parse(WHOLE.substring(0, length));
            assertThat(cut).as("the first %d characters", length).isNotInstanceOf(Grastate.Missing.class);
            // Between its lines the file looks like one of an older version: complete, as Galera sees it.
            if (cut instanceof Grastate.Read read) {
                assertThat(read.position()).as("the first %d characters", length).isEqualTo(new GaleraPosition(GROUP, 78));
                assertThat(length).isGreaterThanOrEqualTo(WHOLE.indexOf("safe"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0", "1.0", "x"})
    void anotherVersionIsNamed(String version) {
        assertThat(Grastate.parse(WHOLE.replace("2.1", version))).isEqualTo(new Grastate.UnknownVersion(version));
    }

    @Test
    void nonsenseIsDamageThatIsNamed() {
        assertThat(Grastate.parse(WHOLE.replace(UUID_TEXT, "a0fb1d54")))
                .isEqualTo(new Grastate.Damaged("its uuid is \"a0fb1d54\""));
        assertThat(Grastate.parse(WHOLE.replace("78", "many"))).isEqualTo(new Grastate.Damaged("its seqno is \"many\""));
        assertThat(Grastate.parse(WHOLE.replace("78", "-7"))).isInstanceOf(Grastate.Damaged.class);
        assertThat(Grastate.parse(WHOLE.replace("bootstrap: 1", "bootstrap: yes"))).isInstanceOf(Grastate.Damaged.class);
        assertThat(Grastate.parse("<html>")).isEqualTo(new Grastate.Damaged("it has no version"));
    }

    private static final String VIEW = """
            my_uuid: a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44
            #vwbeg
            view_id: 3 a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44 12
            bootstrap: 0
            member: a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44 0
            member: b1fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44 1
            #vwend
            """;

    @Test
    void theLastPrimaryViewIsRead() {
        UUID other = UUID.fromString("b1fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44");
        assertThat(Gvwstate.parse(VIEW))
                .isEqualTo(new Gvwstate.Read(GROUP, new PrimaryView(new ViewId(GROUP, 12), Set.of(GROUP, other))));
    }

    @Test
    void noTruncatedViewIsTakenForAWholeOne() {
        for (int length = 1; length < VIEW.length() - 1; length++) {
            assertThat(Gvwstate.parse(VIEW.substring(0, length))).as("the first %d characters", length)
                    .isInstanceOf(Gvwstate.Damaged.class);
        }
    }

    @Test
    void aViewWithoutItsWriterIsDamaged() {
        assertThat(Gvwstate.parse(VIEW.replaceFirst("member: a0", "member: c0"))).isInstanceOf(Gvwstate.Damaged.class);
        assertThat(Gvwstate.parse(VIEW.replace("member: b1fb1d54-", "member: "))).isInstanceOf(Gvwstate.Damaged.class);
    }

    @Test
    void aPositionIsReadAsItIsLogged() {
        assertThat(GaleraPosition.parse(UUID_TEXT + ":78")).contains(new GaleraPosition(GROUP, 78));
        assertThat(GaleraPosition.parse(UUID_TEXT + ":-1")).contains(new GaleraPosition(GROUP, -1));
        assertThat(GaleraPosition.parse(UUID_TEXT)).isEmpty();
        assertThat(GaleraPosition.parse("0:0")).isEmpty();
        assertThat(GaleraPosition.parse(UUID_TEXT + ":78,0-1-5")).isEmpty();
    }
}
