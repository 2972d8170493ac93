package dev.tutti.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.Shape;
import dev.tutti.core.mesh.Technology;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.print.PlanJson;
import dev.tutti.mesh.print.PlanText;
import dev.tutti.settings.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A description is read, or refused with its place. */
class MeshFileTest {
    static final String GOOD = """
            mesh:
              name: payments
              technology: wireguard
              hubs: [hub1, hub2]
              rate: 100M
            sites:
              - {name: paris, endpoint: 203.0.113.1, network: 10.1.1.0/24}
              - {name: madrid, endpoint: 203.0.113.2, network: 10.1.2.0/24, address: 10.1.2.9}
              - {name: hub1, endpoint: 203.0.113.11}
              - {name: hub2, endpoint: 203.0.113.12}
            links:
              - {one: paris, other: hub1, rate: 1G}
            galera:
              clusters:
                - name: pay
                  nodes:
                    - {name: n1, address: "10.1.1.5:3306", site: paris, weight: 2}
                    - {name: n2, address: "10.1.2.5:3306", site: madrid}
            """;

    @Test
    void aDescriptionSaysAll() throws ConfigException {
        MeshDescription description = MeshFile.parse(GOOD, "mesh.yaml");
        assertThat(description.shape()).isEqualTo(Shape.DEDICATED_HUBS);
        assertThat(description.technology()).isEqualTo(Technology.WIREGUARD);
        assertThat(description.site("madrid").orElseThrow().inner()).hasToString("10.1.2.9");
        assertThat(description.site("paris").orElseThrow().inner()).hasToString("10.1.1.1");
        assertThat(description.rates().of(new Link("hub1", "paris"))).hasValue(1_000_000_000);
        assertThat(description.rates().of(new Link("hub2", "paris"))).hasValue(100_000_000);
        assertThat(description.clusters()).hasSize(1);
    }

    @Test
    void thePlanIsToldToPeopleAndPrograms() throws ConfigException {
        MeshPlan plan = MeshPlan.of(MeshFile.parse(GOOD, "mesh.yaml"));
        assertThat(PlanText.of(plan, false))
                .contains("2 sites and 2 dedicated hubs: N·H + H(H−1)/2 = 5 tunnels, WireGuard")
                .contains("hub hub1 ").contains("all reach each other").contains("pay writes")
                .containsPattern("hub hub1 and hub hub2 +nobody reaches anybody");
        JsonNode json = new ObjectMapper().readTree(PlanJson.of(plan));
        assertThat(json.path("links").size()).isEqualTo(5);
        assertThat(json.path("failures").size()).isEqualTo(9 + 36);
        assertThat(json.path("hosts").path(0).path("tunnels").size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "10.1.2.0/24, | 10.1.1.0/24, | mesh.yaml, line 8, column 52: \"sites[].network\": it is the network of paris as well",
        "10.1.2.0/24, | 10.1.0.0/16, | line 8, column 52: \"sites[].network\": 10.1.0.0/16 and the network 10.1.1.0/24 of paris overlap",
        "10.1.2.0/24, | 10.77.9.0/24, | \"sites[].network\": 10.77.9.0/24 and mesh.pool 10.77.0.0/16 overlap",
        "10.1.2.0/24, | 10.1.2.7/24, | line 8, column 52: \"sites[].network\" is \"10.1.2.7/24\": write the network's first address: 10.1.2.0/24",
        "10.1.2.0/24, | 10.1.2/24, | \"sites[].network\" is \"10.1.2/24\": write an IPv4 address",
        "hubs: [hub1, hub2] | hubs: [hub1, hub3] | line 4, column 9: \"mesh.hubs\": there is no site hub3",
        "hubs: [hub1, hub2] | hubs: [hub1, hub1] | \"mesh.hubs\": hub1 is named twice",
        "hubs: [hub1, hub2] | hubs: [hub1] | \"mesh.hubs\": with the only hub hub1 all would be lost",
        "name: madrid | name: paris | line 8, column 12: \"sites[].name\": two sites are called paris",
        "name: madrid | name: Madrid | \"sites[].name\": write a name of up to 30 small letters",
        "203.0.113.2, | 203.0.113.1, | line 8, column 30: \"sites[].endpoint\": 203.0.113.1 is the endpoint of paris already",
        "203.0.113.2, | db.example.com, | \"sites[].endpoint\" is \"db.example.com\": write an IPv4 address",
        "203.0.113.2, | 10.77.3.3, | \"sites[].endpoint\": 10.77.3.3 lies in mesh.pool",
        "203.0.113.2, | 10.1.1.3, | \"sites[].endpoint\": 10.1.1.3 lies in the network 10.1.1.0/24 of paris",
        "address: 10.1.2.9 | address: 10.1.3.9 | \"sites[].address\": 10.1.3.9 is not in the network 10.1.2.0/24",
        "endpoint: 203.0.113.11} | endpoint: 203.0.113.11, address: 10.1.1.1} | the site has no network",
        "rate: 100M | pool: 10.9.0.0/30 | line 5, column 9: \"mesh.pool\": 10.9.0.0/30 has addresses for 1 sites",
        "rate: 100M | mtu: 500 | line 5, column 8: \"mesh.mtu\": write a number from 1280",
        "rate: 100M | rate: fast | line 5, column 9: \"mesh.rate\" is \"fast\": write bits per second",
        "technology: wireguard | technology: ipsec | \"mesh.technology\" is \"ipsec\": write one of openvpn, wireguard",
        "other: hub1, rate | other: madrid, rate | \"links\": there is no tunnel between madrid and paris; each has one end at a hub",
        "site: madrid | site: lisbon | \"galera.clusters\": n2 of pay stands at lisbon, which is none of the sites",
        "rate: 100M | colour: blue | line 5, column 3: there is no option \"mesh.colour\"",
    })
    void whatCannotBeIsRefusedWithItsPlace(String right, String wrong, String message) {
        assertThat(GOOD).contains(right);
        assertThatThrownBy(() -> MeshFile.parse(GOOD.replaceFirst(java.util.regex.Pattern.quote(right), wrong), "mesh.yaml"))
                .isInstanceOf(ConfigException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).toLowerCase(java.util.Locale.ROOT))
                        .contains(message.toLowerCase(java.util.Locale.ROOT)));
    }
}
