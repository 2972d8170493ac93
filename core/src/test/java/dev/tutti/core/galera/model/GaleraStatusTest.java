package dev.tutti.core.galera.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.dialect.Row;
import dev.tutti.core.model.Address;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class GaleraStatusTest {
    private static final String GROUP = "a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44";
    private static final Row VARIABLES = new Row(Map.of(
            "wsrep_cluster_name", "payments",
            "wsrep_node_name", "n1",
            "wsrep_sst_method", "rsync",
            "wsrep_sst_donor", "n3, n2,",
            "wsrep_auto_increment_control", "ON",
            "auto_increment_increment", "4",
            "auto_increment_offset", "2",
            "innodb_flush_log_at_trx_commit", "0",
            "wsrep_provider_options",
                    "base_host = 10.1.0.1; gcache.size = 128M; pc.weight = 2; gmcast.segment = 3;"
                            + " evs.suspect_timeout = PT30S; gcache.name = ;"));

    private static Map<String, String> healthy() {
        Map<String, String> status = new HashMap<>();
        status.put("wsrep_cluster_status", "Primary");
        status.put("wsrep_provider_name", "Galera");
        status.put("wsrep_ready", "ON");
        status.put("wsrep_connected", "ON");
        status.put("wsrep_local_state", "4");
        status.put("wsrep_local_state_comment", "Synced");
        status.put("wsrep_cluster_conf_id", "7");
        status.put("wsrep_cluster_size", "4");
        status.put("wsrep_cluster_weight", "5");
        status.put("wsrep_cluster_state_uuid", GROUP);
        status.put("wsrep_local_state_uuid", GROUP);
        status.put("wsrep_gcomm_uuid", GROUP);
        status.put("wsrep_last_committed", "78");
        status.put("wsrep_incoming_addresses", "10.1.0.1:3306,,AUTO,10.1.0.2:3306");
        status.put("wsrep_local_index", "1");
        status.put("wsrep_desync_count", "0");
        status.put("wsrep_flow_control_paused_ns", "1500000000");
        status.put("wsrep_flow_control_sent", "9");
        status.put("wsrep_local_cert_failures", "3");
        status.put("wsrep_local_bf_aborts", "2");
        status.put("wsrep_evs_repl_latency", "0.0002/0.0140/0.0320/0.0011/40");
        status.put("wsrep_evs_delayed", "");
        status.put("wsrep_local_cached_downto", "12");
        return status;
    }

    private static GaleraStatus read(Map<String, String> status) {
        return GaleraStatus.of(new Row(new HashMap<>(status)), VARIABLES).orElseThrow();
    }

    @Test
    void aHealthyNodeIsRead() {
        GaleraStatus status = read(healthy());
        assertThat(status.synced()).isTrue();
        assertThat(status.at()).isEqualTo(new GaleraPosition(UUID.fromString(GROUP), 78));
        assertThat(status.view().members())
                .as("an arbitrator has no address")
                .isEqualTo(List.of(Address.parse("10.1.0.1:3306"), Address.parse("10.1.0.2:3306")));
        assertThat(status.flow().paused()).isEqualTo(Duration.ofMillis(1500));
        assertThat(status.group().latency().mean()).isEqualTo(Duration.ofMillis(14));
        assertThat(status.cache()).isEqualTo(new GaleraStatus.Cache(12, 0, 0, 128L << 20));
        assertThat(status.conflicts().lost()).isEqualTo(5);
    }

    @Test
    void itsSettingsAreRead() {
        NodeSettings settings = read(healthy()).settings();
        assertThat(settings.donors()).containsExactly("n3", "n2");
        assertThat(settings.donorMayBeAnother()).isTrue();
        assertThat(settings.sstBlocksDonor()).isTrue();
        assertThat(settings.provider().weight()).isEqualTo(2);
        assertThat(settings.provider().segment()).isEqualTo(3);
        assertThat(settings.provider().suspectTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.provider().text("gcache.name")).contains("");
        assertThat(settings.flushLogAtCommit()).isZero();
    }

    @Test
    void minusOneIsMinusOneAlsoWithoutASign() {
        Map<String, String> status = healthy();
        status.put("wsrep_cluster_status", "Disconnected");
        status.put("wsrep_cluster_conf_id", "18446744073709551615");
        status.put("wsrep_local_index", "18446744073709551615");
        status.put("wsrep_local_cached_downto", "18446744073709551615");
        status.put("wsrep_last_committed", "18446744073709551615");
        status.put("wsrep_cluster_state_uuid", "");
        GaleraStatus read = read(status);
        assertThat(read.component()).isEqualTo(Component.DISCONNECTED);
        assertThat(read.view().confId()).isEqualTo(-1);
        assertThat(read.view().localIndex()).isEqualTo(-1);
        assertThat(read.cache().cachedDownTo()).isEqualTo(-1);
        assertThat(read.at().seqno()).isEqualTo(-1);
        assertThat(read.view().clusterUuid()).isEqualTo(Uuids.ZERO);
    }

    @Test
    void aVotedOutNodeIsKnownByItsComment() {
        Map<String, String> status = healthy();
        status.put("wsrep_local_state", "0");
        status.put("wsrep_local_state_comment", "Inconsistent");
        assertThat(read(status).state()).isEqualTo(LocalState.INCONSISTENT);
    }

    @Test
    void aServerWithoutGaleraIsNoNode() {
        assertThat(GaleraStatus.of(new Row(Map.of()), VARIABLES)).isEmpty();
    }

    @Test
    void sizesAndDonorsInEachForm() {
        assertThat(ProviderOptions.parse("gcache.size = 1G").gcacheBytes()).contains(1L << 30);
        assertThat(ProviderOptions.parse("gcache.size = 134217728").gcacheBytes()).contains(1L << 27);
        assertThat(ProviderOptions.parse("gcache.size = 99999999999999T").gcacheBytes()).isEmpty();
        assertThat(ProviderOptions.parse("nonsense").all()).isEmpty();
        assertThat(ProviderOptions.parse("").weight()).isEqualTo(1);
    }
}
