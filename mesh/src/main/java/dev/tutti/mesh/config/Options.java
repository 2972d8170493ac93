package dev.tutti.mesh.config;

import dev.tutti.settings.GaleraSection;
import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.util.List;
import java.util.stream.Stream;

/** The options of a mesh's description. */
public final class Options {
    private static final List<Option> OWN = List.of(
            new Option("mesh.name", Kind.TEXT, "mesh", "What it is called, in its certificates: small letters, digits, dashes."),
            new Option("mesh.technology", Kind.TECHNOLOGY, "openvpn", "What encrypts the tunnels."),
            new Option("mesh.router", Kind.ROUTER, "bird", "The daemon that finds the ways; both speak Babel."),
            new Option("mesh.hubs[]", Kind.TEXT, "",
                    "The sites that pass on what is for others; every other site keeps one tunnel to each of them. A dedicated hub"
                            + " is a site without a network. Without any hub each pair of sites has a tunnel (full mesh)."),
            new Option("mesh.redundant", Kind.SWITCH, "true", "Whether a single hub is refused."),
            new Option("mesh.pool", Kind.NETWORK, "10.77.0.0/16",
                    "Where hosts and tunnels get their addresses from. A /16 is enough for 255 sites, a /24 for 15."),
            new Option("mesh.port", Kind.NUMBER, "1200",
                    "UDP. A host listens for a peer on this plus the peer's number, so that each tunnel has its own."),
            new Option("mesh.device_prefix", Kind.TEXT, "tm", "With what the names of the tunnels' devices begin. Two meshes on"
                    + " one host need different ones."),
            new Option("mesh.mtu", Kind.NUMBER, "1420", "Of the tunnels, in bytes: 1500 of an Ethernet less the 60 to 80 that"
                    + " encryption adds. Behind PPPoE take 1412."),
            new Option("mesh.hello", Kind.DURATION, "500ms", "How often routers greet each other through each tunnel. A tunnel that"
                    + " carries nothing any more is left after two to three of them, for about 100 bytes each."),
            new Option("mesh.silence", Kind.DURATION, "10s", "After how long without a word a tunnel is opened anew (OpenVPN)."),
            new Option("mesh.rate", Kind.RATE, "", "What each link carries, measured when all was well. A link with less than a"
                    + " tenth of it is a problem."),
            new Option("sites[].name", Kind.TEXT, "", "Of the place and its host: small letters, digits, dashes."),
            new Option("sites[].endpoint", Kind.IPV4, "", "The host's public address, which does not change."),
            new Option("sites[].network", Kind.NETWORK, "", "The network behind it, which the others reach. No two sites may have"
                    + " one network."),
            new Option("sites[].address", Kind.IPV4, "", "The host's own address in that network; without it the first one."),
            new Option("sites[].number", Kind.NUMBER, "", "From which its addresses and ports are made. Without it the lowest that"
                    + " no site ever had; `tutti mesh generate` remembers it."),
            new Option("links[].one", Kind.TEXT, "", "A link of which there is more to say; the others need no entry."),
            new Option("links[].other", Kind.TEXT, "", "Its other end."),
            new Option("links[].rate", Kind.RATE, "", "What it carries, instead of `mesh.rate`."));

    /** Where sites and links are is said once, above. */
    static final List<Option> ALL = Stream.concat(
                    OWN.stream(),
                    GaleraSection.OPTIONS.stream().filter(option -> !option.path().matches(".*\\.(sites|links)\\[\\].*|.*\\.agent")))
            .toList();

    private Options() {}

    public static List<Option> all() {
        return ALL;
    }
}
