package dev.tutti.binlogserver.front;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a front is told before it starts.
 *
 * @param listen where replicas connect
 * @param servers the Binlog Servers behind it
 * @param every how often each is asked whether it is well
 * @param deadline how long it may take to answer
 * @param account with the role {@code monitor}; without it a server counts as well that greets
 */
public record FrontConfig(
        Address listen, List<Address> servers, Duration every, Duration deadline, Optional<Credentials> account) {
    private static final String PAGE = "docs/binlog-server.md";

    static final List<Option> OPTIONS = List.of(
            new Option("front.listen", Kind.ADDRESS, "127.0.0.1:3309", "Where replicas connect."),
            new Option("front.servers[]", Kind.ADDRESS, "", "The Binlog Servers behind it. They hold the same log."),
            new Option("front.every", Kind.DURATION, "500ms", "How often each of them is asked whether it is well."),
            new Option("front.deadline", Kind.DURATION, "1s", "How long it may take to answer."),
            new Option("front.user", Kind.TEXT, "",
                    "An account with the role `monitor`. With it, servers that receive are preferred to those that have lost their"
                            + " upstream; without it every server that greets is well."),
            new Option("front.password_file", Kind.FILE, "", "A file that holds its password and nothing else."));

    public FrontConfig {
        servers = List.copyOf(servers);
    }

    public static List<Option> options() {
        return OPTIONS;
    }

    /** Reads and checks a file. */
    public static FrontConfig read(Path file) throws ConfigException {
        return from(ConfigReader.read(file, OPTIONS, PAGE));
    }

    /** Reads and checks a text; {@code name} is what messages call it. */
    public static FrontConfig parse(String text, String name) throws ConfigException {
        return from(ConfigReader.parse(text, name, OPTIONS, PAGE));
    }

    private static FrontConfig from(ConfigReader reader) throws ConfigException {
        List<Address> servers = reader.list("front.servers", Address::parse);
        if (servers.isEmpty()) {
            // It is required, and says so with its place.
            servers = List.of(reader.require("front.servers[]", Address::parse));
        }
        Optional<String> user = reader.value("front.user", text -> text);
        Optional<Secret> password = reader.value("front.password_file", ConfigReader::secretFile);
        return new FrontConfig(
                reader.require("front.listen", Address::parse),
                servers,
                reader.require("front.every", ConfigReader::positiveDuration),
                reader.require("front.deadline", ConfigReader::positiveDuration),
                user.map(name -> new Credentials(name, password.orElseGet(() -> Secret.of("")))));
    }
}
