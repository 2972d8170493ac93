package dev.tutti.wire.real;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.wire.DumpOptions;
import org.junit.jupiter.api.Test;

class MySql56Test extends RealServers {
    MySql56Test() {
        super(Fleet.star(Flavour.MYSQL_5_6, 1));
    }

    @Test
    void aLoadedFileCounts() throws Exception {
        aLoadedFileIsTheSameOnTheReplica();
    }

    @Test
    void aServerIdThatWouldNeverSeeTheEndIsRefused() {
        assertThatThrownBy(() -> cursor(
                        primary(), new Coordinates("mysql-bin.000001", 4), DumpOptions.defaults().withServerId(77)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("never ends a dump for server id 77")
                .hasMessageContaining("ask with server id 0");
    }
}
