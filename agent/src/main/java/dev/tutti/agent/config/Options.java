package dev.tutti.agent.config;

import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.util.List;

/** The options of an agent's configuration. */
public final class Options {
    static final List<Option> ALL = List.of(
            new Option("agent.listen", Kind.ADDRESS, "127.0.0.1:7420",
                    "Where the control plane and other agents ask. Anything but loopback needs `tls`."),
            new Option("agent.state_folder", Kind.FOLDER, "/var/lib/tutti-agent",
                    "The journal of actions, the fence, and what programs printed."),
            new Option("agent.token_file", Kind.FILE, "",
                    "A file that holds a token and nothing else, sent as `Authorization: Bearer`. On loopback only, instead of"
                            + " `tls`."),
            new Option("agent.peers[]", Kind.ADDRESS, "", "Other agents, to which links may be measured; to nothing else."),
            new Option("tls.certificate", Kind.FILE, "", "This agent's certificate (`tutti pki create server`)."),
            new Option("tls.key", Kind.FILE, "", "Its key, PKCS #8 in PEM."),
            new Option("tls.authority", Kind.FILE, "", "The certificate of the authority that signed all others (`ca.pem`)."),
            new Option("tls.revoked", Kind.FILE, "",
                    "The list of revoked certificates (`revoked.pem`); read again when it changes."),
            new Option("server.kind", Kind.TEXT, "plain", "`galera` for a Galera node, which is always started with its"
                    + " recovered position, else `plain`; `none` on a host without a server, such as a hub's."),
            new Option("server.data_folder", Kind.FOLDER, "", "The server's `datadir`."),
            new Option("server.pid_file", Kind.FILE, "", "The server's `pid_file`."),
            new Option("server.error_log", Kind.FILE, "", "The server's `log_error`."),
            new Option("server.binary_logs", Kind.FILE, "", "The path of its binary logs without the number, such as"
                    + " `/var/lib/mysql/mysql-bin`; without it none can be fetched."),
            new Option("server.unit", Kind.TEXT, "", "The systemd unit that runs the server; or `server.start`."),
            new Option("server.systemctl", Kind.FILE, "/usr/bin/systemctl", "The program that talks to systemd."),
            new Option("server.start[]", Kind.TEXT, "", "Program and arguments that become the server, one a line; no shell"
                    + " reads them."),
            new Option("server.program[]", Kind.TEXT, "", "With a unit: the server's program with the arguments by which it"
                    + " finds its configuration, for recovering positions. Without a unit it is `server.start`."),
            new Option("server.commands[].name", Kind.TEXT, "", "What a rolling change calls a command, such as `upgrade`."),
            new Option("server.commands[].run[]", Kind.TEXT, "",
                    "Program and arguments, one a line, run while the server is down; no shell reads them."),
            new Option("mesh.description", Kind.FILE, "", "The description of the mesh whose tunnels this host keeps"
                    + " (`tutti mesh`), to be looked at and told; read again before each look."),
            new Option("mesh.host", Kind.TEXT, "", "Which of its hosts this is."),
            new Option("mesh.folder", Kind.FOLDER, "/etc/tutti-mesh", "Where the bundle's `numbers.yaml` is."),
            new Option("mesh.run", Kind.FOLDER, "/run/tutti-mesh", "Where the sockets of the tunnels and of the router are."),
            new Option("mesh.every", Kind.DURATION, "10s", "How often the tunnels are looked at, which takes two seconds and some"
                    + " kilobytes through each."),
            new Option("mesh.rates", Kind.DURATION, "1h", "How often is measured what links with a described rate carry, for two"
                    + " seconds each, and the peers are answered that measure theirs; `0s` for never."),
            new Option("addresses[].address", Kind.TEXT, "", "A virtual address that this host may carry when a control plane says so,"
                    + " with the length of its prefix, such as `192.0.2.10/24`."),
            new Option("addresses[].device", Kind.TEXT, "", "The network device that carries it, such as `eth0`."),
            new Option("observe.checks", Kind.FILE, "", "A file with a section `checks` as in docs/dns.md: what this host checks, so that a"
                    + " control plane hears whether it is reached from here."),
            new Option("deadlines.start", Kind.DURATION, "2m", "Until the server is up, or receives a state transfer. InnoDB's"
                    + " own recovery of 10 GB of log takes about a minute."),
            new Option("deadlines.stop", Kind.DURATION, "2m",
                    "Until it has ended in order. Then this is said; nothing is killed."),
            new Option("deadlines.kill", Kind.DURATION, "10s", "Until a killed process is gone."),
            new Option("deadlines.recover", Kind.DURATION, "2m",
                    "Until its position is recovered, which runs InnoDB's recovery."),
            new Option("deadlines.save", Kind.DURATION, "2h", "Until the data folder is saved: 500 GB at 70 MB/s."),
            new Option("deadlines.command", Kind.DURATION, "30m", "Until a command of `server.commands` has ended."),
            new Option("save.folder", Kind.FOLDER, "", "Where data folders are saved; without it beside the data folder."),
            new Option("save.reserve", Kind.SIZE, "1G", "How much of the disk a copy leaves free."));

    private Options() {}

    public static List<Option> all() {
        return ALL;
    }
}
