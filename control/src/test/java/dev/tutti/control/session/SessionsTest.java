package dev.tutti.control.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.control.session.Sessions.Tls;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

class SessionsTest {
    private final Sessions sessions = new Sessions(new Credentials("tutti", Secret.of("")), Tls.OFF);

    @Test
    @Timeout(20)
    void aNameServerThatHangsCountsAsNoRouteWithinTheDeadline() {
        assertThatExceptionOfType(SessionException.class)
                .isThrownBy(() -> sessions.open(new Address("db1.slow.test", 3306), Duration.ofMillis(300)))
                .withMessageContaining("db1.slow.test:3306")
                .withMessageContaining("cannot be resolved or reached")
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Contact.Failure.NO_ROUTE));
    }
}
