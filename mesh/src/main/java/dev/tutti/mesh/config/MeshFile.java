package dev.tutti.mesh.config;

import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshDescription.Rates;
import dev.tutti.core.mesh.Objection;
import dev.tutti.core.mesh.Objection.Part;
import dev.tutti.core.mesh.Objections;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Site;
import dev.tutti.core.mesh.Subnet;
import dev.tutti.core.mesh.Technology;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.settings.GaleraSection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the description of a mesh and refuses what cannot be, with file, line and column. Stateless. */
public final class MeshFile {
    private static final String PAGE = "docs/mesh.md";
    private static final Pattern RATE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)\\s*([kMG])(?:bit(?:/s)?)?");

    private MeshFile() {}

    /** Reads and checks a file. */
    public static MeshDescription read(Path file) throws ConfigException {
        return from(ConfigReader.read(file, Options.ALL, PAGE));
    }

    /**
     * Reads and checks a text.
     *
     * @param name what messages call it
     */
    public static MeshDescription parse(String text, String name) throws ConfigException {
        return from(ConfigReader.parse(text, name, Options.ALL, PAGE));
    }

    private static MeshDescription from(ConfigReader reader) throws ConfigException {
        List<ConfigReader> siteReaders = reader.sections("sites");
        List<Site> sites = new ArrayList<>();
        for (ConfigReader site : siteReaders) {
            sites.add(site(site));
        }
        List<GaleraCluster> clusters =
                GaleraSection.read(reader).stream().map(Layout::cluster).toList();
        MeshDescription description = new MeshDescription(
                reader.require("mesh.name", text -> text),
                reader.require("mesh.technology", ConfigReader.oneOf(Technology.class)),
                new MeshDescription.Settings(
                        reader.require("mesh.router", ConfigReader.oneOf(Router.class)),
                        reader.require("mesh.pool", Subnet::parse),
                        reader.require("mesh.port", ConfigReader.number(1, 65_535)).intValue(),
                        reader.require("mesh.device_prefix", text -> text),
                        reader.require("mesh.mtu", ConfigReader.number(1, 65_535)).intValue(),
                        reader.require("mesh.redundant", ConfigReader::onOrOff),
                        reader.require("mesh.hello", ConfigReader::positiveDuration),
                        reader.require("mesh.silence", ConfigReader::positiveDuration)),
                sites,
                reader.list("mesh.hubs", text -> text),
                clusters,
                rates(reader));
        List<Objection> objections = Objections.to(description);
        if (!objections.isEmpty()) {
            Objection first = objections.getFirst();
            throw switch (first.part()) {
                case Part.OfMesh mesh -> reader.wrong(first.option(), first.why());
                case Part.OfSite site -> siteReaders.get(site.index()).wrong(first.option(), first.why());
            };
        }
        return description;
    }

    private static Site site(ConfigReader reader) throws ConfigException {
        String name = reader.require("name", text -> text);
        Ipv4 endpoint = reader.require("endpoint", Ipv4::parse);
        int number = reader.value("number", ConfigReader.number(1, 255)).map(Long::intValue).orElse(0);
        Optional<Subnet> network = reader.value("network", Subnet::parse);
        Optional<Ipv4> address = reader.value("address", Ipv4::parse);
        if (network.isEmpty()) {
            if (address.isPresent()) {
                throw reader.wrong("address", "the site has no network in which that would be its address");
            }
            return new Site(name, endpoint, null, null, number);
        }
        Site usual = Site.of(name, endpoint, network.get());
        return new Site(name, endpoint, network.get(), address.orElse(usual.inner()), number);
    }

    private static Rates rates(ConfigReader reader) throws ConfigException {
        Map<Layout.Link, Long> links = new HashMap<>();
        for (ConfigReader link : reader.sections("links")) {
            String one = link.require("one", text -> text);
            String other = link.require("other", text -> text);
            if (one.equals(other)) {
                throw link.wrong("other", "a link leads from one site to another, not from " + one + " to itself");
            }
            if (links.put(new Layout.Link(one, other), link.require("rate", MeshFile::rate)) != null) {
                throw link.wrong("other", "the link between " + one + " and " + other + " is described twice");
            }
        }
        Optional<Long> all = reader.value("mesh.rate", MeshFile::rate);
        return new Rates(all.map(OptionalLong::of).orElse(OptionalLong.empty()), links);
    }

    /** Bits per second, in powers of 1000, as lines are sold. */
    static long rate(String text) {
        Matcher matcher = RATE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write bits per second, such as 20M, 100Mbit or 1G");
        }
        long unit = switch (matcher.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            default -> 1_000_000_000;
        };
        long rate = Math.round(Double.parseDouble(matcher.group(1)) * unit);
        if (rate == 0) {
            throw new IllegalArgumentException("write more than zero");
        }
        return rate;
    }
}
