package dev.tutti.wire.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.wire.DumpOptions;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import org.junit.jupiter.api.Test;

class MariaDb114Test extends RealServers {
    MariaDb114Test() {
        super(Fleet.star(Flavour.MARIADB_11_4, 1).withServer("1", server -> server.withOption("ssl", "1")));
    }

    @Test
    void aLoadedFileCounts() throws Exception {
        aLoadedFileIsTheSameOnTheReplica();
    }

    @Test
    void anotherServerIdSeesTheEndAsWell() throws Exception {
        Coordinates from = new Coordinates(end(primary()).file(), 4);

        assertThat(drain(cursor(primary(), from, DumpOptions.defaults().withServerId(4_000_000_077L))))
                .isEqualTo(read(primary(), from));
    }

    @Test
    void aConnectionCanBeEncrypted() throws Exception {
        try (WireConnection connection = WireConnection.connect(
                primary().address(), Accounts.ADMIN, OPTIONS.withTls(Tls.REQUIRED_TRUST_ALL))) {
            assertThat(connection.query("SHOW STATUS LIKE 'Ssl_cipher'").value(0, "Value")).isNotEmpty();
        }
    }

    @Test
    void aSelfSignedCertificateIsNotVerified() {
        assertThatThrownBy(() -> WireConnection.connect(primary().address(), Accounts.ADMIN, OPTIONS.withTls(Tls.VERIFY)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(primary().address().toString())
                .hasMessageContaining("TLS failed")
                .hasMessageContaining("check the server's certificate");
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsRequired() {
        assertThatThrownBy(() -> WireConnection.connect(
                        fleet().server("2").address(), Accounts.ADMIN, OPTIONS.withTls(Tls.REQUIRED_TRUST_ALL)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("offers no TLS");
    }
}
