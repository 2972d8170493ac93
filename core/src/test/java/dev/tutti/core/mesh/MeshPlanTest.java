package dev.tutti.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.quorum.Change;
import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Tunnels and addresses follow from the description, and stay when it grows. */
class MeshPlanTest {
    @Test
    void theCountsAreThoseOfTheFormulas() {
        assertThat(MeshPlan.of(Meshes.shaped(4, 0, false)).links()).hasSize(6);
        assertThat(MeshPlan.of(Meshes.shaped(4, 2, true)).links()).hasSize(9);
        assertThat(MeshPlan.of(Meshes.shaped(4, 2, false)).links()).hasSize(5);
        assertThat(MeshPlan.of(Meshes.shaped(10, 0, false)).links()).hasSize(45);
        assertThat(MeshPlan.of(Meshes.shaped(10, 2, true)).links()).hasSize(21);
        assertThat(MeshPlan.of(Meshes.shaped(10, 2, false)).links()).hasSize(17);
    }

    @Property(tries = 60)
    void whateverTheShapeTheFormulaHoldsAndEachSpokeHasOneTunnelPerHub(
            @ForAll @IntRange(min = 2, max = 14) int sites,
            @ForAll @IntRange(min = 2, max = 5) int hubs,
            @ForAll boolean dedicated) {
        int among = Math.min(hubs, sites);
        MeshDescription description = Meshes.shaped(sites, dedicated ? hubs : among, dedicated);
        MeshPlan plan = MeshPlan.of(description);
        int formula = dedicated
                ? sites * hubs + hubs * (hubs - 1) / 2
                : (sites - among) * among + among * (among - 1) / 2;
        assertThat(plan.links()).hasSize(formula);
        assertThat(Shape.links(plan.hosts().size(), description.hubs().size())).isEqualTo(formula);
        assertThat(description.shape()).isEqualTo(dedicated ? Shape.DEDICATED_HUBS : Shape.HUBS_AMONG_SITES);
        assertThat(plan.hosts()).filteredOn(host -> !host.forwards())
                .allSatisfy(host -> assertThat(host.tunnels()).extracting(MeshPlan.Tunnel::peer)
                        .containsExactlyInAnyOrderElementsOf(description.hubs()));
    }

    @Property(tries = 60)
    void noTwoHostsOrTunnelsShareAnAddressAPortOrADevice(
            @ForAll @IntRange(min = 2, max = 15) int sites, @ForAll @IntRange(min = 24, max = 28) int length, @ForAll long seed) {
        Subnet pool = new Subnet(Ipv4.parse("10.77.0.0"), length);
        int most = Math.min(sites, Addresses.mostNumber(pool));
        MeshDescription shaped = Meshes.shaped(Math.max(2, most), 0, false);
        List<Site> shuffled = new ArrayList<>(shaped.sites());
        Collections.shuffle(shuffled, new Random(seed));
        MeshPlan plan = MeshPlan.of(withPool(Meshes.of(shuffled, List.of()), pool));
        Set<Ipv4> addresses = new HashSet<>();
        for (MeshPlan.Host host : plan.hosts()) {
            assertThat(pool.contains(host.address())).isTrue();
            assertThat(addresses.add(host.address())).isTrue();
            assertThat(host.tunnels()).extracting(MeshPlan.Tunnel::port).doesNotHaveDuplicates();
            for (MeshPlan.Tunnel tunnel : host.tunnels()) {
                assertThat(pool.contains(tunnel.own())).isTrue();
                assertThat(addresses.add(tunnel.own())).isTrue();
                MeshPlan.Tunnel back = plan.host(tunnel.peer()).to(host.name());
                assertThat(back.own()).isEqualTo(tunnel.other());
                assertThat(back.port()).isEqualTo(tunnel.peerPort());
                assertThat(back.answers()).isNotEqualTo(tunnel.answers());
                assertThat(back.network()).isEqualTo(tunnel.network());
            }
        }
        assertThat(plan.hosts().stream().flatMap(host -> host.tunnels().stream()).map(MeshPlan.Tunnel::device))
                .doesNotHaveDuplicates()
                .allSatisfy(device -> assertThat(device.length()).isLessThan(16));
    }

    private static MeshDescription withPool(MeshDescription mesh, Subnet pool) {
        MeshDescription.Settings old = mesh.settings();
        return new MeshDescription(mesh.name(), mesh.technology(),
                new MeshDescription.Settings(old.router(), pool, old.firstPort(), old.devicePrefix(), old.mtu(), old.redundant(), old.hello(),
                        old.silence()),
                mesh.sites(), mesh.hubs(), mesh.clusters(), mesh.rates());
    }

    @Property(tries = 100)
    void whoeverComesAndGoesNobodyElseIsRenumbered(@ForAll long seed) {
        Random random = new Random(seed);
        List<Site> sites = new ArrayList<>(Meshes.shaped(3, 0, false).sites());
        MeshPlan before = MeshPlan.of(Meshes.of(sites, List.of()));
        int next = 4;
        for (int change = 0; change < 12; change++) {
            List<Site> gone = new ArrayList<>();
            if (sites.size() > 2 && random.nextInt(3) == 0) {
                gone.add(sites.remove(random.nextInt(sites.size())));
            } else {
                sites.add(random.nextInt(sites.size() + 1), Meshes.site("s" + next, next));
                next++;
            }
            MeshPlan after = MeshPlan.of(Meshes.of(sites, List.of()), before.numbers());
            for (MeshPlan.Host host : before.hosts()) {
                if (gone.contains(host.site())) {
                    continue;
                }
                MeshPlan.Host now = after.host(host.name());
                assertThat(now.address()).isEqualTo(host.address());
                assertThat(now.tunnels()).containsAll(host.tunnels().stream()
                        .filter(tunnel -> after.description().site(tunnel.peer()).isPresent())
                        .toList());
            }
            assertThat(after.hosts()).extracting(MeshPlan.Host::number).doesNotHaveDuplicates();
            before = after;
        }
    }

    @Test
    void theNumberOfASiteThatIsGoneIsNotGivenAway() {
        MeshPlan before = MeshPlan.of(Meshes.shaped(3, 0, false));
        List<Site> others = List.of(Meshes.site("s1", 1), Meshes.site("s3", 3), Meshes.site("new", 9));
        MeshPlan after = MeshPlan.of(Meshes.of(others, List.of()), before.numbers());
        assertThat(after.host("new").number()).isEqualTo(4);
        assertThat(after.numbers().bySite()).containsEntry("s2", 2);
    }

    @Property(tries = 25)
    void survivabilityAgreesWithASearchOfAllWays(
            @ForAll @IntRange(min = 2, max = 5) int sites,
            @ForAll @IntRange(max = 3) int hubs,
            @ForAll boolean dedicated) {
        int named = hubs == 0 ? 0 : Math.max(2, dedicated ? hubs : Math.min(hubs, sites));
        MeshPlan plan = MeshPlan.of(Meshes.shaped(sites, named, dedicated));
        Survivability survivability = Survivability.of(plan);
        int elements = plan.hosts().size() + plan.links().size();
        assertThat(survivability.ofOne()).hasSize(elements);
        assertThat(survivability.ofTwo()).hasSize(elements * (elements - 1) / 2);
        for (Survivability.Case one : survivability.cases()) {
            List<String> living = plan.hosts().stream().map(MeshPlan.Host::name)
                    .filter(name -> !one.failed().contains(new Element.OfSite(name)) && !name.startsWith("h")).sorted().toList();
            Set<Link> apart = new HashSet<>();
            for (String from : living) {
                living.stream()
                        .filter(to -> from.compareTo(to) < 0 && !wayExists(plan, one.failed(), from, to, Set.of(from)))
                        .forEach(to -> apart.add(new Link(from, to)));
            }
            assertThat(one.apart()).as("%s", one.failed()).containsExactlyInAnyOrderElementsOf(apart);
        }
    }

    /** Tries every way without a loop, with no cleverness. */
    private static boolean wayExists(MeshPlan plan, List<Element> failed, String at, String to, Set<String> been) {
        for (Link link : plan.links()) {
            if (failed.contains(new Element.OfLink(link)) || !(link.one().equals(at) || link.other().equals(at))) {
                continue;
            }
            String next = link.one().equals(at) ? link.other() : link.one();
            if (failed.contains(new Element.OfSite(next)) || been.contains(next)) {
                continue;
            }
            if (next.equals(to)) {
                return true;
            }
            Set<String> further = new HashSet<>(been);
            further.add(next);
            if (plan.description().forwards(next) && wayExists(plan, failed, next, to, further)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void twoHubsSurviveAnyOneFailureAndBothHubsTogetherSeparateAll() {
        MeshPlan plan = MeshPlan.of(Meshes.shaped(4, 2, true));
        Survivability survivability = Survivability.of(plan);
        assertThat(survivability.ofOne()).allSatisfy(one -> assertThat(one.apart()).isEmpty());
        assertThat(survivability.ofTwo().stream().filter(one -> one.failed().equals(
                        List.of(new Element.OfSite("h1"), new Element.OfSite("h2")))).findFirst().orElseThrow().apart())
                .hasSize(6);
        assertThat(MeshAdviser.advise(plan, survivability)).anySatisfy(advice -> assertThat(advice)
                .isInstanceOfSatisfying(MeshAdvice.AnotherHub.class, another -> {
                    assertThat(another.links()).isEqualTo(6);
                    assertThat(another.saves()).isPositive();
                    assertThat(another.remaining()).isZero();
                }));
    }

    @Test
    void fourEqualNodesStopWhenTwoSitesAreLostAtOnceAndAnArbitratorAtAFifthPlaceSavesThem() {
        List<String> sites = List.of("s1", "s2", "s3", "s4");
        MeshDescription bare = Meshes.shaped(4, 2, true);
        MeshPlan plan = MeshPlan.of(Meshes.of(bare.sites(), bare.hubs(), Meshes.cluster(sites)));
        Survivability survivability = Survivability.of(plan);
        assertThat(survivability.ofOne()).allSatisfy(one -> assertThat(one.harmless()).isTrue());
        assertThat(of(survivability, "s1", "s2").clusters()).allSatisfy(fate -> assertThat(fate.survives()).isFalse());
        assertThat(of(survivability, "s1", "h1").clusters()).allSatisfy(fate -> assertThat(fate.survives()).isTrue());
        assertThat(MeshAdviser.advise(plan, survivability)).anySatisfy(advice -> assertThat(advice)
                .isInstanceOfSatisfying(MeshAdvice.ForCluster.class, one -> assertThat(one.advice().change())
                        .isInstanceOf(Change.AddArbitratorElsewhere.class)));

        List<Site> five = Stream.concat(bare.sites().stream(), Stream.of(Meshes.hub("fifth", 99))).toList();
        MeshPlan with = MeshPlan.of(Meshes.of(five, bare.hubs(), Meshes.cluster(sites, new Arbitrator("arb", "fifth", 1))));
        assertThat(of(Survivability.of(with), "s1", "s2").clusters()).allSatisfy(fate -> assertThat(fate.survives()).isTrue());
    }

    @Test
    void anArbitratorOnAHubOrBesideANodeIsAdvisedAgainst() {
        MeshDescription bare = Meshes.shaped(3, 2, true);
        MeshPlan plan = MeshPlan.of(Meshes.of(bare.sites(), bare.hubs(), Meshes.cluster(
                List.of("s1", "s2"), new Arbitrator("on-hub", "h1", 1), new Arbitrator("beside", "s1", 1))));
        assertThat(MeshAdviser.advise(plan, Survivability.of(plan)))
                .contains(new MeshAdvice.ArbitratorOnHub("pay", "on-hub", "h1"),
                        new MeshAdvice.ArbitratorBesideNode("pay", "beside", "s1"));
    }

    private static Survivability.Case of(Survivability survivability, String one, String other) {
        return survivability.ofTwo().stream()
                .filter(each -> new HashSet<>(each.failed()).equals(Set.of(new Element.OfSite(one), new Element.OfSite(other))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatContradictsItselfIsNotPlanned() {
        MeshDescription oneHub = Meshes.of(Meshes.shaped(3, 2, true).sites(), List.of("h1"));
        assertThatThrownBy(() -> MeshPlan.of(oneHub)).hasMessageContaining("name a second one");
        MeshDescription unknown = Meshes.of(Meshes.shaped(3, 0, true).sites(), List.of("s1", "hub9"));
        assertThatThrownBy(() -> MeshPlan.of(unknown)).hasMessageContaining("there is no site hub9");
    }
}
