package dev.tutti.app;

import dev.tutti.control.record.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What people say to a DNS server that runs, over its HTTP on loopback. */
final class DnsTalk {
    private static final int PATIENCE_MILLIS = 10_000;

    private DnsTalk() {}

    /** Where it is, and what to show it. */
    static final class Server {
        @Option(names = "--admin", paramLabel = "URL", defaultValue = "http://127.0.0.1:7430",
                description = "Where the server is asked; http://127.0.0.1:7430.")
        String url = "http://127.0.0.1:7430";

        @Option(names = "--json", description = "Print what the server says as it is.")
        boolean json;

        @Option(names = "--token-file", paramLabel = "FILE",
                description = "The token that changes need; without it TUTTI_DNS_TOKEN of the environment.")
        @Nullable Path tokenFile;

        /** Asks; what was refused has been told, and is null. */
        @Nullable JsonNode call(String method, String path, @Nullable Object body) {
            try {
                HttpURLConnection connection = (HttpURLConnection) URI.create(url + path).toURL().openConnection();
                connection.setConnectTimeout(PATIENCE_MILLIS);
                connection.setReadTimeout(PATIENCE_MILLIS);
                connection.setRequestMethod(method);
                String token = tokenFile != null ? Files.readString(tokenFile).strip() : System.getenv("TUTTI_DNS_TOKEN");
                if (token != null) {
                    connection.setRequestProperty("Authorization", "Bearer " + token);
                }
                if (body != null) {
                    connection.setDoOutput(true);
                    try (OutputStream out = connection.getOutputStream()) {
                        out.write(Json.mapper().writeValueAsBytes(body));
                    }
                }
                int status = connection.getResponseCode();
                try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                    JsonNode answer = Json.mapper().readTree(in == null ? new byte[] {'{', '}'} : in.readAllBytes());
                    if (status < 400) {
                        if (json) {
                            System.out.println(answer.toPrettyString());
                        }
                        return answer;
                    }
                    System.err.println(answer.path("error").asString("The server answered with status " + status));
                }
            } catch (IOException | IllegalArgumentException e) {
                System.err.println("The DNS server at " + url + " cannot be asked (" + e.getMessage()
                        + "): does it run, and is this its dns.admin?");
            }
            return null;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void print(JsonNode route) {
        StringBuilder line = new StringBuilder(route.path("name").asString(""));
        String site = route.path("client_site").asString("");
        line.append(site.isEmpty() ? "" : " from " + site).append(" (").append(route.path("ttl").asLong()).append(" s)  ");
        if (route.path("answers").isEmpty()) {
            line.append("nobody");
        }
        String separator = "";
        for (JsonNode answer : route.path("answers")) {
            line.append(separator).append(answer.path("ip").asString("")).append(" (").append(answer.path("target").asString(""))
                    .append(')');
            separator = ", ";
        }
        System.out.println(line);
        System.out.println("    " + route.path("because").asString(""));
    }

    @Command(name = "ask", mixinStandardHelpOptions = true, description = "Says what would be answered now, and why.",
            footer = {"", "Example:  tutti dns ask app.db.example --from 10.1.2.3"})
    static final class Ask implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Parameters(paramLabel = "NAME", description = "A name that is bound to targets or a role.")
        String name = "";

        @Option(names = "--from", paramLabel = "IP", defaultValue = "127.0.0.1", description = "Where the client is.")
        String from = "127.0.0.1";

        @Override
        public Integer call() {
            JsonNode route = server.call("GET", "/v1/ask?name=" + encoded(name) + "&from=" + encoded(from), null);
            if (route != null && !server.json) {
                print(route);
            }
            return route == null ? 1 : 0;
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows zones, names, checks and overrides.",
            footer = {"", "Example:  tutti dns status"})
    static final class ShowStatus implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Override
        public Integer call() {
            JsonNode status = server.call("GET", "/v1/status", null);
            if (status == null || server.json) {
                return status == null ? 1 : 0;
            }
            String problem = status.path("problem").asString("");
            if (!problem.isEmpty()) {
                System.out.println("The file is not taken: " + problem);
            }
            for (JsonNode zone : status.path("zones")) {
                System.out.println("zone " + zone.path("name").asString("") + " serial " + zone.path("serial").asLong() + ", "
                        + zone.path("secondaries").asLong() + " secondaries");
            }
            status.path("names").forEach(DnsTalk::print);
            for (Map.Entry<String, JsonNode> check : status.path("checks").properties()) {
                System.out.println("check " + check.getKey() + " " + check.getValue().path("health").asString("") + ": "
                        + check.getValue().path("because").asString(""));
            }
            printOverrides(status.path("overrides"));
            return 0;
        }
    }

    @Command(name = "history", mixinStandardHelpOptions = true,
            description = "Tells what names answered before, and when checks went up and down: the last 1,000 changes since it started.",
            footer = {"", "Example:  tutti dns history app.db.example --limit 20"})
    static final class History implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "",
                description = "Part of the name of a name, a check or a target; all without it.")
        String name = "";

        @Option(names = "--limit", paramLabel = "NUMBER", defaultValue = "100", description = "The newest only; 100.")
        int limit = 100;

        @Override
        public Integer call() {
            JsonNode changes = server.call("GET", "/v1/history?name=" + encoded(name) + "&limit=" + limit, null);
            if (changes != null && !server.json) {
                changes.forEach(DnsTalk::printChange);
                System.out.print(changes.isEmpty() ? "Nothing has changed since the server started.\n" : "");
            }
            return changes == null ? 1 : 0;
        }
    }

    private static void printChange(JsonNode change) {
        JsonNode of = change.path("clients");
        List<String> clients = new ArrayList<>(of.path("sites").valueStream().map(site -> site.asString("")).toList());
        if (of.path("unknown").asBoolean()) {
            clients.add("unknown sites");
        }
        System.out.println(change.path("at").asString("") + "  " + change.path("subject").asString("")
                + (clients.isEmpty() ? "" : " for clients of " + String.join(", ", clients)) + ": "
                + side(change, "from") + " -> " + side(change, "to"));
        System.out.println("    " + change.path("because").asString(""));
    }

    private static String side(JsonNode change, String side) {
        String nothing = change.path("kind").asString("").equals("name") ? "nobody" : "as is known";
        return change.path(side).isEmpty()
                ? nothing
                : String.join(", ", change.path(side).valueStream().map(one -> one.asString("")).toList());
    }

    private static void printOverrides(JsonNode overrides) {
        for (JsonNode one : overrides) {
            System.out.println("set " + (one.path("up").asBoolean() ? "up" : "down") + " by hand: "
                    + one.path("pattern").asString(""));
        }
    }

    private static int override(Server server, String pattern, boolean up) {
        return told(server, server.call("POST", "/v1/overrides", Map.of("pattern", pattern, "up", up)), pattern);
    }

    private static int told(Server server, @Nullable JsonNode answer, String pattern) {
        if (answer == null || server.json) {
            return answer == null ? 1 : 0;
        }
        System.out.println(answer.path("matched").isEmpty()
                ? "No target of now is called like " + pattern + "."
                : "Concerns " + String.join(", ", answer.path("matched").valueStream().map(one -> one.asString("")).toList()) + ".");
        printOverrides(answer.path("overrides"));
        return 0;
    }

    @Command(name = "set-down", mixinStandardHelpOptions = true,
            description = {"Takes targets out, whatever their checks say, until they are set up or cleared; over restarts as well."},
            footer = {"", "Example:  tutti dns set-down 'paris*'"})
    static final class SetDown implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Parameters(paramLabel = "PATTERN", description = "Names of targets, with * and ?; the last that was said counts.")
        String pattern = "";

        @Override
        public Integer call() {
            return override(server, pattern, false);
        }
    }

    @Command(name = "set-up", mixinStandardHelpOptions = true,
            description = {
                "Takes targets for up, whatever their checks say.",
                "Makes nobody a writer, and no node of a cluster Primary: such names go by what is known alone."
            },
            footer = {"", "Example:  tutti dns set-up paris1"})
    static final class SetUp implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Parameters(paramLabel = "PATTERN", description = "Names of targets, with * and ?; the last that was said counts.")
        String pattern = "";

        @Override
        public Integer call() {
            return override(server, pattern, true);
        }
    }

    @Command(name = "clear", mixinStandardHelpOptions = true, description = "Takes back what was said with this very pattern.",
            footer = {"", "Example:  tutti dns clear 'paris*'"})
    static final class Clear implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Parameters(paramLabel = "PATTERN", description = "As \"tutti dns status\" shows it.")
        String pattern = "";

        @Override
        public Integer call() {
            return told(server, server.call("DELETE", "/v1/overrides?pattern=" + encoded(pattern), null), pattern);
        }
    }

    @Command(name = "reload", mixinStandardHelpOptions = true,
            description = "Reads the file again now, and says what is wrong with it; the server looks by itself every second.",
            footer = {"", "Example:  tutti dns reload"})
    static final class Reload implements Callable<Integer> {
        @Mixin
        Server server = new Server();

        @Override
        public Integer call() {
            JsonNode answer = server.call("POST", "/v1/reload", Map.of());
            if (answer != null && !server.json) {
                System.out.println("The file is taken.");
            }
            return answer == null ? 1 : 0;
        }
    }
}
