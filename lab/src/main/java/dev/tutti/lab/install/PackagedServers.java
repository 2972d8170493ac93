package dev.tutti.lab.install;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.FlavourUnavailableException;
import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The flavours and libraries that come from packages of Debian or Ubuntu. Thread-safe, also between processes. */
final class PackagedServers {
    private static final String VERSION = "VERSION";
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";
    private static final Path HOST_MARIADBD = Path.of("/usr/sbin/mariadbd");
    private static final Pattern NUMBER = Pattern.compile("(\\d+\\.\\d+\\.\\d+)");
    private static final List<Path> HOST_LIBRARIES = Stream.of("/usr/" , "/")
            .flatMap(r -> Stream.of("lib/x86_64-linux-gnu", "lib64", "lib").map(l -> Path.of(r + l)))
            .toList();

    private final boolean mayFetch;
    private final Consumer<String> progress;

    PackagedServers(boolean mayFetch, Consumer<String> progress) {
        this.mayFetch = mayFetch;
        this.progress = progress;
    }

    /** MariaDB 10.11: the host's own if it is that version, else its release's packages. */
    Installation mariadb1011() {
        if (Files.isExecutable(HOST_MARIADBD)) {
            Commands.Result answer =
                    Commands.run(List.of(HOST_MARIADBD.toString(), "--version"), null, Map.of(), Duration.ofSeconds(20));
            Matcher matcher = NUMBER.matcher(answer.output());
            if (matcher.find() && matcher.group(1).startsWith("10.11.")) {
                return mariadb(Path.of("/usr"), matcher.group(1), Map.of());
            }
        }
        String wanted = "apt-get install mariadb-server-core mariadb-client-core";
        Path root = fetched(Flavour.MARIADB_10_11.title(), "mariadb1011-packages-4", wanted, folder -> {
            DebianPackages packages = DebianPackages.ofThisHost(folder.resolve("apt"), progress)
                    .download(List.of("mariadb-server-core", "mariadb-client-core"))
                    // Of these only programs are of use: the one that prints binary logs is in the client's. What the host has
                    // installed is not downloaded above, and the client's core and its library's plugins may well be.
                    .downloadAlone(List.of("mariadb-server", "mariadb-client", "mariadb-client-core", "libmariadb3"));
            keep(packages, "mariadb-server-core", "10.11.", folder);
        });
        return mariadb(root.resolve("usr"), version(root), Map.of("LD_LIBRARY_PATH", libraryPath(root)));
    }

    /**
     * MariaDB 10.11 with Galera, always from packages of its own: a host's server may lack the provider, the backup program or
     * rsync. The scripts of a state transfer find each other beside themselves and their tools on the path.
     */
    Installation galera() {
        String wanted = "apt-get install mariadb-server mariadb-backup galera-4 galera-arbitrator-4 rsync socat lsof pv";
        Path root = fetched("Galera", "galera-packages-2", wanted, folder -> {
            DebianPackages packages = DebianPackages.ofThisHost(folder.resolve("apt"), progress)
                    .download(List.of(
                            "mariadb-server-core", "mariadb-client-core", "mariadb-backup", "galera-4", "rsync", "socat", "lsof",
                            "pv"))
                    // What the host has installed is not downloaded above. The arbitrator wants nothing more than the
                    // provider does, and of the server's package only the scripts of state transfers are of use.
                    .downloadAlone(List.of(
                            "mariadb-server", "mariadb-server-core", "mariadb-client", "mariadb-client-core", "libmariadb3",
                            "mariadb-backup", "galera-4", "galera-arbitrator-4", "rsync", "socat", "lsof", "pv"));
            keep(packages, "mariadb-server-core", "10.11.", folder);
        });
        Path base = root.resolve("usr");
        List<String> needed = List.of(
                "lib/galera/libgalera_smm.so", "bin/garbd", "bin/mariabackup", "bin/wsrep_sst_mariabackup", "bin/socat");
        for (String file : needed) {
            if (!Files.exists(base.resolve(file))) {
                throw new LabException(base.resolve(file) + " is missing; delete " + root + ", and it will be made anew.");
            }
        }
        String path = base.resolve("bin") + ":" + base.resolve("sbin")
                + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        return mariadb(base, version(root), Map.of("LD_LIBRARY_PATH", libraryPath(root), "PATH", path));
    }

    private static Installation mariadb(Path base, String version, Map<String, String> environment) {
        return new Installation(
                Flavour.MARIADB_10_11, version, base, List.of(), environment, base.resolve("sbin/mariadbd"),
                List.of(base.resolve("bin")));
    }

    /** MySQL 9.7, whole with its own C library, so it is run through its own loader. */
    Installation mysql97() {
        String wanted = "tutti lab fetch mysql97";
        Path root = fetched(Flavour.MYSQL_9_7.title(), "mysql97-packages", wanted, folder -> {
            DebianPackages packages = DebianPackages.ofDebianSid(folder.resolve("apt"), progress)
                    .download(List.of("mysql-server-core", "mysql-client-core"));
            keep(packages, "mysql-server-core", "9.", folder);
        });
        Path base = root.resolve("usr");
        List<String> loader = List.of(
                base.resolve("lib64/ld-linux-x86-64.so.2").toString(), "--library-path",
                root.resolve(LIBRARIES).toString());
        return new Installation(
                Flavour.MYSQL_9_7, version(root), base, loader, Map.of(), base.resolve("sbin/mysqld"),
                List.of(base.resolve("bin")));
    }

    /** What the loader must be told so that it finds libaio.so.1, which MySQL 5.6 needs; empty if the host has it. */
    Map<String, String> libaio() {
        if (HOST_LIBRARIES.stream().anyMatch(l -> Files.exists(l.resolve("libaio.so.1")))) {
            return Map.of();
        }
        Path root = fetched(Flavour.MYSQL_5_6.title(), "libaio-packages", "apt-get install libaio1 (or libaio1t64)", folder -> {
            // Where libaio1 is a package that another one provides, apt follows; newer ones renamed the library as well.
            DebianPackages packages = DebianPackages.ofThisHost(folder.resolve("apt"), progress);
            packages.download(List.of("libaio1")).unpack(folder);
            Folders.delete(folder.resolve("apt"));
            for (String place : List.of(LIBRARIES, "lib/x86_64-linux-gnu")) {
                Path renamed = folder.resolve(place).resolve("libaio.so.1t64");
                if (Files.exists(renamed)) {
                    Files.createSymbolicLink(renamed.resolveSibling("libaio.so.1"), renamed.getFileName());
                }
            }
        });
        return Map.of("LD_LIBRARY_PATH", libraryPath(root));
    }

    private Path fetched(String title, String name, String wanted, Cached.Maker maker) {
        Path folder = CacheFolder.servers().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (!mayFetch) {
            throw new FlavourUnavailableException(title + " needs packages that are not here, and fetching "
                    + "packages was forbidden (--no-install or TUTTI_NO_INSTALL). The command that provides them: " + wanted);
        }
        if (!Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            throw new FlavourUnavailableException(
                    title + " needs packages of Debian or Ubuntu, and this host has no apt-get; there: " + wanted);
        }
        try {
            return Cached.folder(folder, maker);
        } catch (FlavourUnavailableException e) {
            throw e;
        } catch (LabException e) {
            throw new FlavourUnavailableException(
                    title + " cannot be had: " + e.getMessage() + "\nThe command that would provide it: " + wanted, e);
        }
    }

    private static void keep(DebianPackages packages, String name, String series, Path folder) throws IOException {
        String version = packages.version(name);
        if (!version.startsWith(series)) {
            throw new LabException("the package " + name + " is version " + version + " here, not " + series + "x.");
        }
        packages.unpack(folder);
        Files.writeString(folder.resolve(VERSION), version);
        Folders.delete(folder.resolve("apt"));
    }

    private static String version(Path root) {
        try {
            return Files.readString(root.resolve(VERSION)).strip();
        } catch (IOException e) {
            throw new LabException("The folder " + root + " is not complete; delete it, and it will be made anew.", e);
        }
    }

    private static String libraryPath(Path root) {
        return root.resolve(LIBRARIES) + ":" + root.resolve("lib/x86_64-linux-gnu");
    }
}
