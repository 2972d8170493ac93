package dev.tutti.app;

import dev.tutti.control.SteadyClock;
import dev.tutti.settings.ConfigException;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.dns.Evidence;
import dev.tutti.traffic.zone.DnsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Runs a DNS server of its own, or talks to one that runs. */
@Command(
        name = "dns",
        mixinStandardHelpOptions = true,
        description = {
            "Answers DNS with the servers that are up, checks them, and says why.",
            "docs/dns.md says how to put one into production."
        },
        subcommands = {
            DnsTalk.Ask.class, DnsTalk.ShowStatus.class, DnsTalk.History.class, DnsTalk.SetDown.class, DnsTalk.SetUp.class, DnsTalk.Clear.class,
            DnsTalk.Reload.class
        },
        footer = {
            "",
            "Examples:    tutti dns --config /etc/tutti/dns.yaml",
            "             tutti dns ask app.db.example --from 10.1.2.3",
            "             tutti dns set-down 'paris*' --token-file /etc/tutti/dns-token",
            "Check only:  tutti dns --config /etc/tutti/dns.yaml --check",
            "",
            "Exit codes: 0 ended in order (SIGTERM, Ctrl-C), done, or the file is right;",
            "            1 could not start, or the server refused; 2 wrong use or configuration."
        })
final class DnsCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The configuration; read again when it changes.")
    @Nullable Path config;

    @Option(names = "--check", description = "Check the file and end.")
    boolean check;

    @Spec
    @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Path file = config;
        if (file == null) {
            CommandSpec mine = spec;
            if (mine == null) {
                return 2;
            }
            throw new ParameterException(mine.commandLine(), "Missing required option: '--config=FILE'");
        }
        DnsConfig read;
        try {
            read = DnsConfig.read(file);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if (check) {
            System.out.println(file + " is right: " + DnsServer.summary(read) + ", answered on " + listens(read));
            return 0;
        }
        return Ending.run(ending -> serve(read, file, ending));
    }

    private static void serve(DnsConfig config, Path file, Ending ending) throws IOException, InterruptedException {
        try (DnsServer running = DnsServer.start(config, file, Evidence.NONE, new SteadyClock())) {
            System.err.println("tutti " + Version.text() + " answers " + DnsServer.summary(running.config()) + " on " + listens(config));
            ending.awaitAsked();
        }
    }

    private static String listens(DnsConfig config) {
        return config.server().listen().stream().map(DnsCommand::shown).collect(Collectors.joining(", "));
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
