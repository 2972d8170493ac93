package dev.tutti.wire.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.wire.DumpOptions;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MySql97Test extends RealServers {
    MySql97Test() {
        super(Fleet.star(Flavour.MYSQL_9_7, 1));
    }

    /** The first login sends the password itself, over TLS or with the server's key; the second proves it from the cache. */
    @ParameterizedTest
    @EnumSource(value = Tls.class, names = {"OFF", "REQUIRED_TRUST_ALL"})
    void aLoginWorksWithAndWithoutTheServersCache(Tls tls) throws Exception {
        Credentials fresh = new Credentials("fresh_" + (tls == Tls.OFF ? "key" : "tls"), Secret.of("päss wörd"));
        run(primary(), "CREATE USER '" + fresh.user() + "'@'%' IDENTIFIED BY '" + fresh.password().reveal() + "'");
        for (int login = 0; login < 2; login++) {
            try (WireConnection connection = WireConnection.connect(primary().address(), fresh, OPTIONS.withTls(tls))) {
                assertThat(connection.query("SELECT USER()").first()).startsWith(fresh.user());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Tls.class, names = {"OFF", "REQUIRED_TRUST_ALL"})
    void aWrongPasswordIsRefusedByTheOtherPluginToo(Tls tls) {
        ServerErrorException refused = catchThrowableOfType(
                ServerErrorException.class,
                () -> WireConnection.connect(
                        primary().address(), new Credentials("tutti", Secret.of("guessed")), OPTIONS.withTls(tls)));

        assertThat(refused.code()).isEqualTo(1045);
    }

    @Test
    void anotherServerIdSeesTheEndAsWell() throws Exception {
        Coordinates from = new Coordinates(end(primary()).file(), 4);

        assertThat(drain(cursor(primary(), from, DumpOptions.defaults().withServerId(4_000_000_077L))))
                .isEqualTo(read(primary(), from));
    }
}
