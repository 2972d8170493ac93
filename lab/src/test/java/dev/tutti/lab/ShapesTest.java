package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fleet's shape as people write it. */
class ShapesTest {
    @Test
    void aChainHasThreeLevels() {
        assertThat(Fleet.chain(Flavour.MYSQL_5_6).servers())
                .extracting(s -> s.name() + "<" + s.replicatesFrom())
                .containsExactly("1<null", "2<1", "3<1", "4<1", "5<4", "6<4");
    }

    @Test
    void spacesAroundArrowsAndCommasDoNotMatterAndArrowsMayFollowEachOther() {
        assertThat(Fleet.custom(" a <- b , c<-d ".replace(" , c", ""), Flavour.MYSQL_5_6).servers())
                .extracting(s -> s.name() + "<" + s.replicatesFrom())
                .containsExactly("a<null", "b<a", "d<b");
        assertThat(Fleet.custom("4 <- 5 , 6  1<-4", Flavour.MYSQL_5_6).servers())
                .extracting(s -> s.name() + "<" + s.replicatesFrom())
                .containsExactly("4<1", "5<4", "6<4", "1<null");
    }

    @Test
    void aNameMayHaveItsOwnFlavour() {
        assertThat(Fleet.custom("1@mysql56<-2", Flavour.MARIADB_11_4).servers())
                .extracting(ServerSpec::flavour)
                .containsExactly(Flavour.MYSQL_5_6, Flavour.MARIADB_11_4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1<-", "<-1", "1<-2 3<-2", "1,2<-3", "1<-1", "1<-a/b", "1@oracle"})
    void aShapeThatIsNoneIsRefusedWithASentence(String shape) {
        assertThatThrownBy(() -> Fleet.custom(shape, Flavour.MARIADB_11_4))
                .isInstanceOf(LabException.class)
                .message()
                .matches("(?s).+[.:\"].*\\.");
    }
}
