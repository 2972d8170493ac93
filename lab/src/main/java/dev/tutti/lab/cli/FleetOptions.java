package dev.tutti.lab.cli;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.LabException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What describes a fleet on the command line; given to the background process in the same words. */
final class FleetOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "SHAPE",
            description = "chain (1 <- 2,3,4 and 4 <- 5,6), star (1 <- 2,3,4), single, or drawn as in \"1<-2,3 3<-4\", "
                    + "with a flavour behind a name where it differs, as in \"1@mysql56<-2\".")
    private String shape = "";

    @Option(
            names = "--flavour",
            paramLabel = "FLAVOUR",
            converter = Converters.OfFlavour.class,
            description = "mariadb114 (default), mysql56, mariadb1011 or mysql97.")
    private Flavour flavour = Flavour.MARIADB_11_4;

    @Option(names = "--proxy", description = "Put a fault proxy before each server, for cut, heal, delay and bandwidth.")
    private boolean proxy;

    @Option(
            names = "--galera",
            paramLabel = "NODES",
            description = "Instead of a SHAPE: a Galera cluster of so many nodes, named n1, n2 and so on; takes root.")
    private int galera;

    @Option(names = "--arbitrator", description = "With --galera: an arbitrator as well, named arb.")
    private boolean arbitrator;

    @Option(names = "--no-install", description = "Fetch no packages of the distribution.")
    private boolean noInstall;

    @Option(names = "--not-current", description = "Commands without --dir are not to mean this fleet.")
    private boolean notCurrent;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "One more option for every server, for example --set binlog_format=STATEMENT.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Whether a Galera cluster is meant. */
    boolean isGalera() {
        return galera > 0;
    }

    /** The specification of the Galera cluster. */
    GaleraSpec toGaleraSpec(CommandSpec command) {
        if (!shape.isEmpty() || proxy || flavour != Flavour.MARIADB_11_4) {
            throw new ParameterException(
                    command.commandLine(),
                    "A Galera cluster has no SHAPE, no --flavour and needs no --proxy: write for example lab up --galera 4.");
        }
        try {
            GaleraSpec spec = GaleraSpec.ofNodes(galera);
            spec = arbitrator ? spec.withArbitrator("arb") : spec;
            for (Map.Entry<String, String> each : settings.entrySet()) {
                spec = spec.withOption(each.getKey(), each.getValue());
            }
            spec = notCurrent ? spec : spec.asCurrent();
            return noInstall ? spec.withoutPackages() : spec;
        } catch (LabException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The specification; a shape that cannot be read is wrong use. */
    FleetSpec toSpec(CommandSpec command) {
        if (arbitrator) {
            throw new ParameterException(command.commandLine(), "Only a Galera cluster (--galera) has an --arbitrator.");
        }
        try {
            FleetSpec spec = switch (shape) {
                case "chain" -> Fleet.chain(flavour);
                case "single" -> Fleet.single(flavour);
                case "star" -> Fleet.star(flavour, 3);
                default -> drawn();
            };
            for (Map.Entry<String, String> each : settings.entrySet()) {
                spec = spec.withOption(each.getKey(), each.getValue());
            }
            spec = proxy ? spec.withProxies() : spec;
            spec = notCurrent ? spec : spec.asCurrent();
            return noInstall ? spec.withoutPackages() : spec;
        } catch (LabException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private FleetSpec drawn() {
        if (!shape.contains("<-")) {
            throw new LabException("\"" + shape
                    + "\" is not the shape of a fleet: say chain, star, single, or draw it as in \"1<-2,3 3<-4\".");
        }
        return Fleet.custom(shape, flavour);
    }

    /** The same options as arguments. */
    List<String> toArguments() {
        List<String> arguments = new ArrayList<>(List.of("--flavour", flavour.cliName()));
        if (proxy) {
            arguments.add("--proxy");
        }
        if (noInstall) {
            arguments.add("--no-install");
        }
        if (notCurrent) {
            arguments.add("--not-current");
        }
        if (isGalera()) {
            arguments.addAll(List.of("--galera", Integer.toString(galera)));
        } else {
            arguments.add(shape);
        }
        if (arbitrator) {
            arguments.add("--arbitrator");
        }
        settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        return arguments;
    }
}
