package dev.tutti.agent.config;

import dev.tutti.agent.config.AgentConfig.Access;
import dev.tutti.agent.config.AgentConfig.Carried;
import dev.tutti.agent.config.AgentConfig.Deadlines;
import dev.tutti.agent.config.AgentConfig.Launch;
import dev.tutti.agent.config.AgentConfig.Mesh;
import dev.tutti.agent.config.AgentConfig.Saving;
import dev.tutti.agent.config.AgentConfig.Server;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns a document into a configuration. Stateless. */
final class Reading {
    /** systemd.unit(5); a name that begins with a dash would be an option. */
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9:_.\\\\@-]*\\.service");

    /** As requests name them. */
    private static final Pattern COMMAND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** As the kernel takes them; a name that begins with a dash would be an option. */
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.@-]{0,14}");

    private Reading() {}

    /** The words of {@code server.kind}. */
    enum ServerKind {
        GALERA,
        PLAIN,
        NONE
    }

    static AgentConfig from(ConfigReader reader) throws ConfigException {
        Address listen = reader.require("agent.listen", Address::parse);
        Path stateFolder = reader.require("agent.state_folder", Reading::absolute);
        Server server = server(reader, stateFolder);
        return new AgentConfig(
                listen,
                stateFolder,
                access(reader, listen),
                server,
                new Deadlines(
                        reader.require("deadlines.start", ConfigReader::positiveDuration),
                        reader.require("deadlines.stop", ConfigReader::positiveDuration),
                        reader.require("deadlines.kill", ConfigReader::positiveDuration),
                        reader.require("deadlines.recover", ConfigReader::positiveDuration),
                        reader.require("deadlines.save", ConfigReader::positiveDuration),
                        reader.require("deadlines.command", ConfigReader::positiveDuration)),
                new Saving(
                        reader.value("save.folder", Reading::absolute)
                                .orElseGet(() -> beside(server.dataFolder())),
                        reader.require("save.reserve", ConfigReader::bytes)),
                reader.list("agent.peers", Address::parse),
                mesh(reader),
                addresses(reader),
                reader.value("observe.checks", Reading::absolute).orElse(null));
    }

    private static List<Carried> addresses(ConfigReader reader) throws ConfigException {
        List<Carried> all = new ArrayList<>();
        for (ConfigReader one : reader.sections("addresses")) {
            String address = one.require("address", text -> text);
            Carried carried = new Carried(
                    address, one.require("address", Reading::ofPrefix), one.require("device", Reading::device));
            if (all.stream().anyMatch(other -> other.ip().equals(carried.ip()))) {
                throw one.wrong("address", carried.ip().getHostAddress() + " is there twice");
            }
            all.add(carried);
        }
        return all;
    }

    private static InetAddress ofPrefix(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress ip = InetAddress.ofLiteral(text.substring(0, Math.max(0, slash)));
            int length = Integer.parseInt(text.substring(slash + 1));
            if (length >= 1 && length <= ip.getAddress().length * 8 && !ip.isAnyLocalAddress() && !ip.isLoopbackAddress()) {
                return ip;
            }
        } catch (IllegalArgumentException e) {
            // Told below, as what is no address and what is no length need the same.
        }
        throw new IllegalArgumentException("write an IP address with the length of its prefix, such as 192.0.2.10/24");
    }

    private static String device(String text) {
        if (!DEVICE.matcher(text).matches()) {
            throw new IllegalArgumentException("write the name of a network device, such as eth0");
        }
        return text;
    }

    private static @Nullable Mesh mesh(ConfigReader reader) throws ConfigException {
        Optional<Path> description = reader.value("mesh.description", Reading::absolute);
        if (description.isEmpty()) {
            return null;
        }
        return new Mesh(
                description.get(),
                reader.require("mesh.host", text -> text),
                reader.require("mesh.folder", Reading::absolute),
                reader.require("mesh.run", Reading::absolute),
                reader.require("mesh.every", ConfigReader::positiveDuration),
                reader.require("mesh.rates", ConfigReader::duration));
    }

    private static Path beside(Path dataFolder) {
        return dataFolder.resolveSibling(dataFolder.getFileName() + "-saved");
    }

    private static Access access(ConfigReader reader, Address listen) throws ConfigException {
        Optional<Path> certificate = reader.value("tls.certificate", ConfigReader::path);
        Optional<Secret> token = reader.value("agent.token_file", ConfigReader::secretFile);
        if (certificate.isPresent()) {
            if (token.isPresent()) {
                throw new ConfigException("The agent has a certificate and a token: remove \"agent.token_file\", callers prove"
                        + " themselves by their certificates");
            }
            return new Access.MutualTls(
                    certificate.get(),
                    reader.require("tls.key", ConfigReader::path),
                    reader.require("tls.authority", ConfigReader::path),
                    reader.value("tls.revoked", ConfigReader::path).orElse(null));
        }
        if (!loopback(listen.host())) {
            throw new ConfigException("The agent is to listen on " + listen + ", where a token would travel in clear text: give"
                    + " it certificates (tls.certificate, tls.key, tls.authority), or let it listen on 127.0.0.1");
        }
        if (token.isEmpty()) {
            throw new ConfigException("The agent has neither certificates (tls.certificate) nor a token (agent.token_file):"
                    + " anybody on this host could stop the server");
        }
        return new Access.LoopbackToken(token.get());
    }

    /** Of the text alone: a name that resolves to loopback today may resolve to something else tomorrow. */
    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    /** What stands for a server where there is none: nothing of it exists, and nothing makes it. */
    private static Server none(Path stateFolder) {
        Path nowhere = stateFolder.resolve("no-server");
        return new Server(false, false, nowhere, nowhere.resolve("pid"), nowhere.resolve("log"), null,
                new Launch.Program(List.of()), List.of(), Map.of());
    }

    private static Server server(ConfigReader reader, Path stateFolder) throws ConfigException {
        ServerKind kind = reader.require("server.kind", ConfigReader.oneOf(ServerKind.class));
        if (kind == ServerKind.NONE) {
            return none(stateFolder);
        }
        boolean galera = kind == ServerKind.GALERA;
        List<String> start = reader.list("server.start", text -> text);
        List<String> program = reader.list("server.program", text -> text);
        Optional<String> unit = reader.value("server.unit", Reading::unit);
        if (unit.isPresent() != start.isEmpty()) {
            throw new ConfigException("How is the server started? Write either \"server.unit\" or \"server.start\", not both");
        }
        if (unit.isPresent() && galera && program.isEmpty()) {
            throw new ConfigException("\"server.program\" is missing: a Galera node is never started without its recovered"
                    + " position, which its own program finds out, such as [/usr/sbin/mariadbd, --user=mysql]");
        }
        Path systemctl = reader.require("server.systemctl", Reading::absolute);
        return new Server(
                true,
                galera,
                reader.require("server.data_folder", Reading::absolute),
                reader.require("server.pid_file", Reading::absolute),
                reader.require("server.error_log", Reading::absolute),
                reader.value("server.binary_logs", Reading::absolute).orElse(null),
                unit.<Launch>map(name -> new Launch.Unit(name, systemctl)).orElseGet(() -> new Launch.Program(start)),
                program.isEmpty() ? start : program,
                commands(reader));
    }

    private static Map<String, List<String>> commands(ConfigReader reader) throws ConfigException {
        Map<String, List<String>> commands = new HashMap<>();
        for (ConfigReader command : reader.sections("server.commands")) {
            String name = command.require("name", Reading::commandName);
            List<String> run = command.list("run", text -> text);
            if (run.isEmpty()) {
                throw command.wrong("run", "write the program of " + name + " and its arguments, one a line");
            }
            if (commands.put(name, run) != null) {
                throw command.wrong("name", "two commands are called " + name);
            }
        }
        return commands;
    }

    private static String commandName(String text) {
        if (!COMMAND.matcher(text).matches() || text.equals("restart")) {
            throw new IllegalArgumentException(
                    "write a name of letters, digits and . _ - other than restart, which runs nothing");
        }
        return text;
    }

    private static String unit(String text) {
        if (!UNIT.matcher(text).matches()) {
            throw new IllegalArgumentException("write the name of a unit with its ending, such as mariadb.service");
        }
        return text;
    }

    private static Path absolute(String text) {
        Path path = ConfigReader.path(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("write the whole path, from / on");
        }
        return path.normalize();
    }
}
