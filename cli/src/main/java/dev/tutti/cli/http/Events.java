package dev.tutti.cli.http;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Server-sent events as they arrive, see the WHATWG HTML standard, section 9.2. Used by one thread, which blocks in {@link
 * #next}; the connection counts as lost when not even a comment comes for three times as long as they are apart.
 */
public final class Events implements AutoCloseable {
    /** One event; its data is JSON. */
    public record Event(String name, Json data) {}

    private final HttpURLConnection connection;
    private final BufferedReader lines;

    Events(HttpURLConnection connection, InputStream content) {
        this.connection = connection;
        this.lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
    }

    /** The next event; empty when the connection has ended or is as good as ended. */
    public Optional<Event> next() {
        String name = "message";
        StringBuilder data = new StringBuilder();
        try {
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    return Optional.empty();
                }
                if (line.isEmpty()) {
                    Optional<Json> json = data.isEmpty() ? Optional.empty() : JsonReader.read(data.toString());
                    if (json.isPresent()) {
                        return Optional.of(new Event(name, json.get()));
                    }
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith("event:")) {
                    name = value(line, 6);
                } else if (line.startsWith("data:")) {
                    data.append(value(line, 5)).append('\n');
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // whatever it was, the answer is to connect again
        }
    }

    private static String value(String line, int from) {
        return line.substring(line.length() > from && line.charAt(from) == ' ' ? from + 1 : from);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
