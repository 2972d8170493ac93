package dev.tutti.control;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;

/** Small fleets, on the software that starts fastest. */
final class Fleets {
    private Fleets() {}

    static Fleet of(String shape) {
        return FleetExtension.startOrSkip(Fleet.custom(shape, Flavour.MARIADB_11_4), shape);
    }
}
