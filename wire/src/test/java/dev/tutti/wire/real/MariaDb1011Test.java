package dev.tutti.wire.real;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;

/** Before 11.4 MariaDB wrote the position of every event. */
class MariaDb1011Test extends RealServers {
    MariaDb1011Test() {
        super(Fleet.star(Flavour.MARIADB_10_11, 1));
    }
}
