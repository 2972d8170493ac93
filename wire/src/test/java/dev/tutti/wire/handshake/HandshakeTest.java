package dev.tutti.wire.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.wire.packet.PayloadReader;
import dev.tutti.wire.packet.PayloadWriter;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

class HandshakeTest {
    private static final byte[] SCRAMBLE = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f1011121314");

    @Test
    void aGreetingReadsAsItWasWritten() throws IOException {
        Greeting sent = new Greeting("5.5.5-10.11.19-MariaDB", 77, SCRAMBLE, Capability.PLUGIN_AUTH, 45, 2, NativePassword.NAME);
        PayloadWriter writer = new PayloadWriter();
        sent.encode(writer);

        Greeting read = Greeting.decode(new PayloadReader(writer.array(), 0, writer.length()));

        assertThat(read).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    void aLoginReadsAsItWasWritten() throws IOException {
        int capabilities = Capability.PROTOCOL_41
                | Capability.PLUGIN_AUTH
                | Capability.PLUGIN_AUTH_LENENC
                | Capability.CONNECT_WITH_DB
                | Capability.CONNECT_ATTRS;
        Login sent = new Login(
                capabilities, 45, "app", new byte[] {1, 2, 3}, "shop", NativePassword.NAME, Map.of("program_name", "x"));
        PayloadWriter writer = new PayloadWriter();
        sent.encode(writer);

        Login read = Login.decode(new PayloadReader(writer.array(), 0, writer.length()));

        assertThat(read).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    void whatAServerStoresAcceptsOnlyTheRightPassword() {
        byte[] stored = NativePassword.stored("secret");

        assertThat(NativePassword.accepts(NativePassword.proof("secret", SCRAMBLE), SCRAMBLE, stored)).isTrue();
        assertThat(NativePassword.accepts(NativePassword.proof("Secret", SCRAMBLE), SCRAMBLE, stored)).isFalse();
        assertThat(NativePassword.accepts(NativePassword.proof("", SCRAMBLE), SCRAMBLE, stored)).isFalse();
        assertThat(NativePassword.accepts(new byte[3], SCRAMBLE, stored)).isFalse();
        assertThat(NativePassword.accepts(new byte[0], SCRAMBLE, NativePassword.stored(""))).isTrue();
    }

    @Test
    void theStoredFormIsTheOneInTheServersUserTable() {
        // SELECT PASSWORD('secret')
        assertThat(HexFormat.of().withUpperCase().formatHex(NativePassword.stored("secret")))
                .isEqualTo("14E65567ABDB5135D0CFD9A70B3032C179A49EE7");
    }

    @Test
    void whatWasEncryptedForTheServersKeyIsReadAndNothingOfAnotherLengthIsTried() throws IOException {
        ServerKey key = ServerKey.get();
        String pem = new String(key.pem(), StandardCharsets.US_ASCII);
        byte[] encrypted;
        do {
            encrypted = CachingSha2Password.encrypted("pässwörd", SCRAMBLE, pem);
            assertThat(key.decrypt(encrypted, SCRAMBLE)).hasValueSatisfying(password ->
                    assertThat(new String(password, StandardCharsets.UTF_8)).isEqualTo("pässwörd\0"));
            // One in 256 begins with 0, without which it is the same number.
        } while (encrypted[0] != 0);

        assertThat(key.decrypt(Arrays.copyOfRange(encrypted, 1, encrypted.length), SCRAMBLE)).isEmpty();
        assertThat(key.decrypt(new byte[20], SCRAMBLE)).isEmpty();
        assertThat(key.decrypt(new byte[encrypted.length], SCRAMBLE)).isEmpty();
    }

    @Test
    void theFastVerifierAcceptsOnlyTheRightPassword() {
        byte[] stored = CachingSha2Password.stored("secret");

        assertThat(CachingSha2Password.accepts(CachingSha2Password.proof("secret", SCRAMBLE), SCRAMBLE, stored)).isTrue();
        assertThat(CachingSha2Password.accepts(CachingSha2Password.proof("Secret", SCRAMBLE), SCRAMBLE, stored)).isFalse();
        assertThat(CachingSha2Password.accepts(new byte[20], SCRAMBLE, stored)).isFalse();
    }
}
