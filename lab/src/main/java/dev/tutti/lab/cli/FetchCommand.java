package dev.tutti.lab.cli;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.install.Installation;
import dev.tutti.lab.install.Installer;
import dev.tutti.lab.install.Template;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** Fetches binaries ahead of their use. */
@Command(
        name = "fetch",
        description = "Fetches the binaries of flavours and prepares their data folders, so that lab up is quick later.",
        footer = {"", "Flavours: mariadb114, mysql56, mariadb1011, mysql97", "Example: tutti lab fetch mysql56"})
final class FetchCommand extends LabAction {
    @Parameters(
            arity = "0..*",
            paramLabel = "FLAVOUR",
            converter = Converters.OfFlavour.class,
            description = "mariadb114, mysql56, mariadb1011 or mysql97.")
    private List<Flavour> flavours = new ArrayList<>();

    @Option(names = "--galera", description = "MariaDB 10.11 with Galera and all that its state transfers need.")
    private boolean galera;

    @Option(names = "--no-install", description = "Fetch no packages of the distribution.")
    private boolean noInstall;

    @Override
    void perform() {
        if (flavours.isEmpty() && !galera) {
            throw new ParameterException(spec().commandLine(), "Name a flavour, or --galera.");
        }
        Installer installer =
                new Installer(!noInstall && Installer.packagesAllowedByEnvironment(), err()::println);
        for (Flavour flavour : flavours) {
            Installation installation = installer.install(flavour);
            var _ = Template.of(installation, err()::println);
            out().println(flavour.cliName() + " " + installation.version() + " is in " + installation.base());
        }
        if (galera) {
            Installation installation = installer.galera();
            var _ = Template.of(installation, err()::println);
            out().println("Galera for MariaDB " + installation.version() + " is in " + installation.base());
        }
    }
}
