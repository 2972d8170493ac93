package dev.tutti.binlogserver;

import dev.tutti.core.model.Version;

/**
 * What the Binlog Server shows itself as, to replicas and tools. It comes from configuration and never changes with the primary, so
 * that replicas see the same source before and after a promotion.
 *
 * @param serverId mostly the primary's own, so that replicas find nothing changed when they move between both
 * @param uuid what MySQL replicas tell their source by; must differ from each replica's own
 * @param version as {@code SELECT VERSION()} answers, for example {@code 10.11.19-MariaDB-log}; replicas choose their dialect by it
 * @param host how it is called in {@code @@hostname}
 */
public record Identity(long serverId, String uuid, String version, String host) {
    public Identity {
        Version.parse(version);
    }

    public Version parsed() {
        return Version.parse(version);
    }

    public boolean isMariaDb() {
        return parsed().family() == Version.Family.MARIADB;
    }

    /** As the greeting says it: MariaDB's replicas recognise their kind by the number that no MySQL replica can read past. */
    public String greeting() {
        return isMariaDb() && !version.startsWith("5.5.5-") ? "5.5.5-" + version : version;
    }
}
