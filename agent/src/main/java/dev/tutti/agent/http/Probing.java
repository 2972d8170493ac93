package dev.tutti.agent.http;

import dev.tutti.agent.act.Link;
import dev.tutti.agent.act.Outcome;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.config.AgentConfig.Access;
import dev.tutti.core.model.Address;
import dev.tutti.settings.tls.Identity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Measures the link to another agent, by fetching noise from it: eight megabytes or five seconds, whatever comes first. */
public final class Probing implements Link {
    /** At 1 Gbit/s, 67 ms: enough to be past a connection's slow start, and little beside any state transfer. */
    static final int BYTES = 8 * 1024 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int ROUND_TRIPS = 5;

    private final AgentConfig config;
    private final @Nullable Identity identity;

    /** @param identity null when a token on loopback is what is shown */
    public Probing(AgentConfig config, @Nullable Identity identity) {
        this.config = config;
        this.identity = identity;
    }

    @Override
    public Outcome measure(Address peer) throws InterruptedException {
        if (!config.peers().contains(peer)) {
            return new Outcome.Refused(peer + " is none of the agents that links may be measured to (agent.peers)");
        }
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LONGEST);
        if (identity != null) {
            builder.sslContext(identity.context());
        }
        try (HttpClient client = builder.build()) {
            try {
                return measure(client, peer);
            } finally {
                client.shutdownNow();
            }
        } catch (IOException e) {
            return new Outcome.Failed(peer + " could not be measured: " + e);
        }
    }

    private Outcome measure(HttpClient client, Address peer) throws IOException, InterruptedException {
        fetch(client, peer, 0, LONGEST); // connects
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long begun = System.nanoTime();
            fetch(client, peer, 0, LONGEST);
            least = Math.min(least, System.nanoTime() - begun);
        }
        long begun = System.nanoTime();
        long received = fetch(client, peer, BYTES, LONGEST);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Outcome.Done("measured", Map.of(
                "peer", peer.toString(), "round_trip_millis", least / 1e6, "bytes", received, "seconds", seconds,
                "bytes_per_second", received / seconds));
    }

    private long fetch(HttpClient client, Address peer, int bytes, Duration limit) throws IOException, InterruptedException {
        String host = peer.host().indexOf(':') >= 0 ? "[" + peer.host() + "]" : peer.host();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create((identity == null ? "http://" : "https://") + host + ":"
                        + peer.port() + "/v1/noise?bytes=" + bytes))
                .timeout(limit);
        if (config.access() instanceof Access.LoopbackToken(var token)) {
            request.header("Authorization", "Bearer " + token.reveal());
        }
        long end = System.nanoTime() + limit.toNanos();
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        long received = 0;
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("it answered " + response.statusCode());
            }
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0 && System.nanoTime() < end; n = in.read(buffer)) {
                received += n;
            }
        }
        return received;
    }
}
