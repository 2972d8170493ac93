package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.Numbers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a bundle for each host ({@code hosts/NAME} and {@code hosts/NAME.tar}) and the numbers that sites ever had
 * ({@code numbers.yaml}). Not for several processes at once.
 */
public final class Bundles {
    private final Path folder;
    private final Path pki;
    private final InstantSource clock;

    /**
     * Looks at a folder, which need not exist yet.
     *
     * @param pki where the authority is ({@code tutti pki}); WireGuard needs none
     */
    public Bundles(Path folder, Path pki, InstantSource clock) {
        this.folder = folder;
        this.pki = pki;
        this.clock = clock;
    }

    /** The plan for a description, with the numbers that are remembered here. */
    public MeshPlan plan(MeshDescription description) throws IOException {
        return MeshPlan.of(description, numbers());
    }

    /** A host's bundle. */
    public Path of(String host) {
        return hosts().resolve(host);
    }

    private Path hosts() {
        return folder.resolve("hosts");
    }

    private Path numbersFile() {
        return folder.resolve("numbers.yaml");
    }

    private Numbers numbers() throws IOException {
        if (!Files.exists(numbersFile())) {
            return Numbers.NONE;
        }
        Map<String, Integer> numbers = new TreeMap<>();
        for (String line : Files.readAllLines(numbersFile())) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(":", 2);
                if (parts.length != 2 || !parts[1].strip().matches("[1-9]\\d{0,2}")) {
                    throw new IOException(numbersFile() + " holds \"" + line + "\", which is no \"site: number\": write it anew"
                            + " from the addresses that are in use, or remove the file and every bundle, and begin anew");
                }
                numbers.put(parts[0].strip(), Integer.parseInt(parts[1].strip()));
            }
        }
        return new Numbers(numbers);
    }

    /**
     * Writes all bundles; those that are as they should be are not touched.
     *
     * @param rotate hosts that get new keys whatever they have
     * @throws IOException in a sentence
     */
    public Generated generate(MeshDescription description, List<String> rotate) throws IOException {
        MeshPlan plan = plan(description);
        rotate.forEach(plan::host);
        List<String> changed = new ArrayList<>();
        Disk.folder(folder);
        Disk.folder(hosts());
        if (Disk.write(numbersFile(), Bundle.numbers(plan), BundleFile.PUBLIC)) {
            changed.add("numbers.yaml");
        }
        Keyring keyring = new Keyring(plan, hosts(), pki, clock);
        List<String> keys = keyring.complete(rotate);
        for (Host host : plan.hosts()) {
            write(host, Bundle.of(plan, host, keyring.of(host)), changed);
        }
        return new Generated(plan, keys, changed, leftovers(plan));
    }

    private void write(Host host, List<BundleFile> files, List<String> changed) throws IOException {
        Path bundle = of(host.name());
        Disk.folder(bundle);
        Set<Path> wanted = new HashSet<>();
        for (BundleFile file : files) {
            Path at = bundle.resolve(file.path());
            wanted.add(at);
            Files.createDirectories(at.getParent());
            if (Disk.write(at, file.text(), file.mode())) {
                changed.add(host.name() + "/" + file.path());
            }
        }
        for (Path stale : ours(bundle)) {
            if (!wanted.contains(stale)) {
                Files.delete(stale);
                changed.add(host.name() + "/" + bundle.relativize(stale) + " (removed)");
            }
        }
        if (Disk.write(hosts().resolve(host.name() + ".tar"), Tar.of(host.name(), files), BundleFile.PRIVATE)) {
            changed.add(host.name() + ".tar");
        }
    }

    /** What in a bundle can only be from us; notes that people left beside it are theirs. */
    private static List<Path> ours(Path bundle) throws IOException {
        Path etc = bundle.resolve("etc");
        if (!Files.isDirectory(etc)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(etc)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<String> leftovers(MeshPlan plan) throws IOException {
        Set<String> known = plan.hosts().stream().map(Host::name).collect(Collectors.toSet());
        if (!Files.isDirectory(hosts())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(hosts())) {
            return all.filter(Files::isDirectory).map(path -> path.getFileName().toString())
                    .filter(name -> !known.contains(name)).sorted().toList();
        }
    }

    /** How the folder differs from the plan; nothing is written. */
    public List<Difference> differences(MeshDescription description) throws IOException {
        MeshPlan plan = plan(description);
        List<Difference> found = new ArrayList<>();
        for (Host host : plan.hosts()) {
            found.addAll(differences(plan, host, of(host.name())));
        }
        leftovers(plan).forEach(name -> found.add(new Difference.HostNotPlanned(name)));
        return List.copyOf(found);
    }

    /**
     * How what is installed on a host differs from its plan.
     *
     * @param root under which {@code etc} is: {@code /} on the host itself
     */
    public List<Difference> differences(MeshDescription description, String host, Path root) throws IOException {
        MeshPlan plan = plan(description);
        return differences(plan, plan.host(host), root).stream()
                .filter(difference -> !(difference instanceof Difference.FileMissing missing) || missing.path().startsWith("etc/"))
                .toList();
    }

    private List<Difference> differences(MeshPlan plan, Host host, Path root) throws IOException {
        Keyring keyring = new Keyring(plan, hosts(), pki, clock);
        for (Host each : plan.hosts()) {
            Optional<String> objection = keyring.objection(each);
            if (objection.isPresent() && (each.equals(host) || !Files.isDirectory(of(each.name())))) {
                return List.of(new Difference.KeyUnusable(each.name(), objection.get()));
            }
        }
        List<Difference> found = new ArrayList<>();
        Set<Path> wanted = new HashSet<>();
        for (BundleFile file : Bundle.of(plan, host, keyring.of(host))) {
            Path at = root.resolve(file.path());
            wanted.add(at);
            Difference.of(host.name(), file, at).ifPresent(found::add);
        }
        Path own = root.resolve(Bundle.FOLDER);
        if (Files.isDirectory(own)) {
            try (Stream<Path> files = Files.list(own)) {
                files.filter(file -> !wanted.contains(file)).sorted()
                        .forEach(file -> found.add(new Difference.FileNotPlanned(host.name(), root.relativize(file).toString())));
            }
        }
        return found;
    }
}
