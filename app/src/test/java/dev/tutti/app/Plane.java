package dev.tutti.app;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.SteadyClock;
import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.SqliteJournal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A control plane with its API. */
record Plane(ControlPlane plane, ApiServer api, HttpClient client) implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @param more sections of its configuration */
    static Plane start(Path folder, String more) throws Exception {
        Config config = Config.parse("""
                server: {listen: "127.0.0.1:%d", state_folder: %s}
                fleet: {user: tutti}
                %s""".formatted(RealFleet.freePort(), folder.resolve("state"), more), "test.yaml");
        ControlPlane plane = new ControlPlane(config, SqliteJournal.open(folder.resolve("state")), new SteadyClock());
        ApiServer api = ApiServer.start(plane, Tokens.of(config), "test");
        plane.start();
        return new Plane(plane, api, HttpClient.newHttpClient());
    }

    JsonNode get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(api.url() + path)));
    }

    JsonNode post(String path, String body) throws Exception {
        String token = Files.readString(Tokens.tokenFile(plane.config())).strip();
        return send(HttpRequest.newBuilder(URI.create(api.url() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        return JSON.readTree(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        client.close();
        api.close();
        plane.close();
    }
}
