package dev.tutti.traffic.feed.keys;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Feeding;
import dev.tutti.traffic.feed.Patient;
import dev.tutti.traffic.feed.RealProgram;
import dev.tutti.traffic.feed.RouteJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Against etcd from Debian. */
class EtcdTest {
    private static final String KEY = "/payments/writer";

    @TempDir
    Path folder;

    private int port;
    private int peers;
    private RealProgram etcd;

    @BeforeEach
    void start() throws Exception {
        port = Ports.take();
        peers = Ports.take();
        String peer = "http://127.0.0.1:" + peers;
        etcd = RealProgram.start(RealProgram.tool("etcd", "etcd-server"), folder, "--data-dir", folder.resolve("data").toString(), "--name", "one",
                "--listen-client-urls", url().toString(), "--advertise-client-urls", url().toString(),
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "one=" + peer,
                "--unsafe-no-fsync", "--bcrypt-cost", "4");
        await().atMost(Feeding.LIMIT).ignoreExceptions().until(
                () -> post("/v3/kv/range", "{\"key\":\"" + KeyEntries.base64("ready") + "\"}").statusCode() == 200);
    }

    @AfterEach
    void stop() throws Exception {
        etcd.close();
        Ports.release(port);
        Ports.release(peers);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private Etcd provider(Credentials account) {
        return new Etcd(url(), Optional.ofNullable(account), bindings());
    }

    private Etcd provider() {
        return new Etcd(url(), Optional.empty(), bindings());
    }

    private static List<Binding> bindings() {
        return List.of(new Binding(WRITER, KEY, Purpose.WRITER), new Binding(READERS, "/payments/readers", Purpose.READERS));
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(url().resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private String stored(String key) throws Exception {
        String found = RouteJson.MAPPER.readTree(post("/v3/kv/range", "{\"key\":\"" + KeyEntries.base64(key) + "\"}").body())
                .path("kvs").path(0).path("value").asString("");
        return KeyEntries.text(found);
    }

    private void byHand(String key, String value) throws Exception {
        assertThat(post("/v3/kv/put", "{\"key\":\"" + KeyEntries.base64(key) + "\",\"value\":\"" + KeyEntries.base64(value) + "\"}")
                .statusCode()).isEqualTo(200);
    }

    @Test
    void aRouteIsAKeyThatSaysWhereToGoAndAlsoThatNobodyMayGoAnywhere() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"), route(READERS, "10.0.0.2", "10.0.0.3"));
            assertThat(stored(KEY)).isEqualTo("{\"name\":\"write.payments.example.\",\"ttl\":5,\"endpoints\":["
                    + "{\"target\":\"server 10.0.0.1\",\"ip\":\"10.0.0.1\",\"port\":3306,\"weight\":100}]}");
            assertThat(stored("/payments/readers")).contains("10.0.0.2", "10.0.0.3");

            feed.done(route(WRITER, new Endpoint[0]));
            assertThat(stored(KEY)).contains("\"endpoints\":[]");
            assertThat(feed.done(route(WRITER, new Endpoint[0])).changes()).isEmpty();
        }
    }

    @Test
    void whatSomebodyElseHasWrittenSinceIsNotOverwritten() throws Exception {
        try (Etcd provider = provider()) {
            Entry nobody = provider.look(Set.of(KEY), new Patient()).getOrDefault(KEY, Entry.none(KEY));
            byHand(KEY, "theirs");
            Entry ours = KeyEntries.wanted(KEY, route(WRITER, "10.0.0.1"));
            assertThatThrownBy(() -> provider.perform(List.of(new Change.Replace(nobody, ours)), new Patient()))
                    .isInstanceOfSatisfying(FeedException.class,
                            e -> assertThat(e.failure()).isInstanceOf(Failure.Conflict.class));
            assertThat(stored(KEY)).isEqualTo("theirs");
        }
    }

    @Test
    void driftIsReportedOrMended() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            byHand(KEY, "theirs");
            assertThat(feed.status(FeedStatus.Drifted.class).sentence()).contains("now it is theirs");
        }
        try (Feeding feed = new Feeding(provider(), true)) {
            feed.done(route(WRITER, "10.0.0.1"));
            byHand(KEY, "theirs");
            await().atMost(Feeding.LIMIT).until(() -> stored(KEY).contains("10.0.0.1"));
        }
    }

    @Test
    void itLogsInAndAWrongPasswordIsNamed() throws Exception {
        post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"the root's\"}");
        post("/v3/auth/role/add", "{\"name\":\"root\"}");
        post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        assertThat(post("/v3/auth/enable", "{}").statusCode()).isEqualTo(200);
        try (Feeding feed = new Feeding(provider(new Credentials("root", Secret.of("the root's"))), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
        }
        try (Feeding feed = new Feeding(provider(new Credentials("root", Secret.of("wrong one"))), false)) {
            feed.tell(route(WRITER, "10.0.0.2"));
            assertThat(feed.failure()).contains("etcd at " + url() + " refuses", "logging in as root", "see that the account")
                    .doesNotContain("wrong one");
        }
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.tell(route(WRITER, "10.0.0.2"));
            assertThat(feed.failure()).contains("refuses");
        }
    }

    @Test
    void aStoreThatHangsOrIsGoneIsNamed() throws Exception {
        try (Feeding feed = new Feeding(provider(), false, Feeding.HASTY)) {
            feed.done(route(WRITER, "10.0.0.1"));
            etcd.pause();
            feed.tell(route(WRITER, "10.0.0.2"));
            feed.failsWith("did not finish within 1000 ms", "reading key " + KEY);
            etcd.resume();
            feed.done(route(WRITER, "10.0.0.3"));
            etcd.close();
            assertThat(feed.failure()).contains("cannot be reached");
        }
    }
}
