package dev.tutti.lab;

import dev.tutti.core.model.Version.Family;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The server software that the lab can start. Immutable. */
public enum Flavour {
    /** MariaDB 11.4.5 from Maven Central; needs neither root nor packages of the host. */
    MARIADB_11_4("mariadb114", "MariaDB 11.4.5", Family.MARIADB, "mariadb"),
    /** MySQL 5.6.14 from Maven Central; needs libaio. No GTIDs: the case for Pseudo-GTID. */
    MYSQL_5_6("mysql56", "MySQL 5.6.14", Family.MYSQL, "mysql"),
    /** MariaDB 10.11 as Debian 12 and Ubuntu 24.04 package it. */
    MARIADB_10_11("mariadb1011", "MariaDB 10.11", Family.MARIADB, ""),
    /** MySQL 9.7 from Debian sid, run through its own loader; sid moves, so it may be a later version or not be had. */
    MYSQL_9_7("mysql97", "MySQL 9.7", Family.MYSQL, "");

    private final String cliName;
    private final String title;
    private final Family family;
    private final String alias;

    Flavour(String cliName, String title, Family family, String alias) {
        this.cliName = cliName;
        this.title = title;
        this.family = family;
        this.alias = alias;
    }

    /** The name used in commands, files and folders, for example {@code mysql56}. */
    public String cliName() {
        return cliName;
    }

    /** The name for people, for example {@code MySQL 5.6.14}. */
    public String title() {
        return title;
    }

    public Family family() {
        return family;
    }

    /**
     * The flavour with this command-line name or alias.
     *
     * @throws LabException with the list of names if there is none
     */
    public static Flavour named(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(f -> f.cliName.equals(wanted) || (!f.alias.isEmpty() && f.alias.equals(wanted)))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no flavour \"" + name + "\"; the lab knows "
                        + Arrays.stream(values()).map(Flavour::cliName).collect(Collectors.joining(", ")) + "."));
    }

    @Override
    public String toString() {
        return cliName;
    }
}
