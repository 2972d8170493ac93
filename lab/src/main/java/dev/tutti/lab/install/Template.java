package dev.tutti.lab.install;

import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Jdbc;
import dev.tutti.lab.process.Ports;
import dev.tutti.lab.process.Processes;
import dev.tutti.lab.process.ServerProcess;
import dev.tutti.lab.process.Tail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An initialised data folder per flavour and version, with the lab's accounts and the schema {@code app} and without
 * binary logs: servers that start from copies of it hold the same and begin their logs at the same place. Thread-safe.
 */
public final class Template {
    /** Part of the folder's name; count it up when what a template contains changes. */
    private static final int REVISION = 1;

    private static final Duration START = Duration.ofSeconds(90);

    private Template() {}

    /** The template of these binaries, made now if there is none yet. */
    public static Path of(Installation installation, Consumer<String> progress) {
        Flavour flavour = installation.flavour();
        String name = flavour.cliName() + "-" + installation.version() + "-template-" + REVISION;
        return Cached.folder(CacheFolder.servers().resolve(name), folder -> {
            progress.accept("Preparing a data folder for " + flavour.title() + " (once)");
            initialise(installation, folder);
            addAccounts(installation, folder);
        });
    }

    private static void initialise(Installation installation, Path data) throws IOException {
        switch (installation.flavour()) {
            case MARIADB_11_4, MARIADB_10_11 -> installMariadb(installation, data);
            case MYSQL_5_6 -> bootstrapMysql56(installation, data);
            case MYSQL_9_7 -> initialiseMysql(installation, data);
        }
    }

    private static void installMariadb(Installation installation, Path data) {
        List<String> command = new ArrayList<>(installation
                .program("mariadb-install-db", "mysql_install_db")
                .orElseThrow(() -> new LabException(
                        "mariadb-install-db is missing among " + installation.programFolders() + ".")));
        command.addAll(List.of(
                "--no-defaults",
                "--basedir=" + installation.base(),
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-log-file-size=8M",
                "--innodb-use-native-aio=0"));
        check(Commands.run(command, installation.base(), installation.environment(), START), "mariadb-install-db");
    }

    /** What scripts/mysql_install_db does, without its need for perl. */
    private static void bootstrapMysql56(Installation installation, Path data) throws IOException {
        Files.createDirectories(data.resolve("mysql"));
        List<String> command = installation.serverCommand(arguments(
                "--no-defaults",
                "--bootstrap",
                "--basedir=" + installation.base(),
                "--datadir=" + data,
                "--innodb-log-file-size=8M",
                "--innodb-use-native-aio=0"));
        Path log = data.resolveSibling(data.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(installation.environment());
        Process server = builder.start();
        try (OutputStream in = server.getOutputStream()) {
            in.write("use mysql;\n".getBytes(StandardCharsets.UTF_8));
            for (String script : List.of("mysql_system_tables", "mysql_system_tables_data", "fill_help_tables")) {
                Files.copy(installation.base().resolve("share").resolve(script + ".sql"), in);
            }
        } catch (IOException e) {
            throw new LabException("mysqld --bootstrap failed (" + e.getMessage() + "):\n" + Tail.of(log, 15), e);
        }
        Deadline.in(START).await(() -> !server.isAlive(), "mysqld --bootstrap did not end", () -> Tail.of(log, 15));
        if (server.exitValue() != 0) {
            throw new LabException("mysqld --bootstrap failed:\n" + Tail.of(log, 15));
        }
        Files.delete(log);
    }

    private static void initialiseMysql(Installation installation, Path data) {
        List<String> command = installation.serverCommand(arguments(
                "--no-defaults",
                "--initialize-insecure",
                "--basedir=" + installation.base(),
                "--datadir=" + data,
                "--mysqlx=OFF",
                "--innodb-use-native-aio=0",
                "--innodb-redo-log-capacity=16M"));
        check(Commands.run(command, installation.base(), installation.environment(), START), "mysqld --initialize-insecure");
    }

    /** Servers refuse to run as root unless told to. */
    private static List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        if ("root".equals(System.getProperty("user.name"))) {
            arguments.add("--user=root");
        }
        return arguments;
    }

    private static void check(Commands.Result result, String program) {
        if (!result.succeeded()) {
            throw new LabException(program + " failed with exit code " + result.exitCode() + ":\n" + result.tail());
        }
    }

    /** The accounts come from an init file, which the server runs before it lets anybody in. */
    private static void addAccounts(Installation installation, Path data) throws IOException {
        Path work = Files.createTempDirectory("tutti-template");
        int port = Ports.take();
        try {
            Path defaults = work.resolve("my.cnf");
            Path errorLog = work.resolve("error.log");
            Path sql = Files.write(work.resolve("init.sql"), Accounts.statements(installation.flavour()));
            Configuration.base(installation, data, work.resolve("s"), port, errorLog)
                    .set("init_file", sql)
                    .set(installation.flavour() == Flavour.MYSQL_9_7 ? "disable_log_bin" : "skip_log_bin", "")
                    .write(defaults);
            ServerProcess server = ServerProcess.start(
                    installation.serverCommand(List.of("--defaults-file=" + defaults)),
                    installation.environment(), defaults, errorLog);
            try {
                Jdbc.awaitLogin("The template server of " + installation.flavour().title(), port, server, () -> Tail.of(errorLog, 15), START);
                server.signal(Processes.Signal.TERM);
                Deadline.in(START).await(
                        () -> server.ended().isDone(),
                        "The template server of " + installation.flavour().title() + " did not stop",
                        () -> Tail.of(errorLog, 15));
            } finally {
                server.signal(Processes.Signal.KILL);
            }
            forget(data);
        } finally {
            Ports.release(port);
            Folders.delete(work);
        }
    }

    /** Removes what must be a server's own. */
    private static void forget(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("auto.cnf") || name.endsWith(".pid") || name.startsWith("mysql-bin.")
                        || name.startsWith("binlog.")) {
                    Files.delete(file);
                }
            }
        }
    }
}
