package dev.tutti.binlogserver.config;

import dev.tutti.binlogserver.Identity;
import dev.tutti.binlogserver.archive.ArchiveOptions;
import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.ServeOptions;
import dev.tutti.binlogserver.serve.Until;
import dev.tutti.binlogserver.sql.Rights;
import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.server.Account;
import dev.tutti.wire.server.Authentication;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Turns a document into a configuration. Stateless. */
final class Reading {
    private static final long LARGEST_ID = 0xffff_ffffL;
    private static final Duration CONNECTING = Duration.ofSeconds(2);

    private Reading() {}

    static BinlogServerConfig from(ConfigReader reader) throws ConfigException {
        long serverId = reader.require("identity.server_id", ConfigReader.number(1, LARGEST_ID));
        Identity identity = new Identity(
                serverId,
                reader.value("identity.uuid", text -> UUID.fromString(text.strip()).toString())
                        .orElseGet(() -> uuidOf("source " + serverId)),
                reader.require("identity.version", Reading::version),
                reader.require("identity.hostname", text -> text));
        Map<String, Until> until = new LinkedHashMap<>();
        Map<String, Account> accounts = accounts(reader, until);
        Address listen = reader.require("server.listen", Address::parse);
        Path folder = reader.require("server.folder", ConfigReader::path);
        Purge.Policy disk = new Purge.Policy(
                reader.require("keep.age", ConfigReader::duration),
                reader.require("keep.size", ConfigReader::bytes),
                reader.require("keep.free", ConfigReader::bytes),
                reader.require("keep.absent", ConfigReader::duration));
        return new BinlogServerConfig(
                folder,
                new InetSocketAddress(listen.host(), listen.port()),
                identity,
                (user, _) -> Optional.ofNullable(accounts.get(user)),
                authentication(reader),
                upstream(reader, listen),
                new ServeOptions(
                        reader.require("serve.semi_sync", ConfigReader::onOrOff),
                        reader.require("serve.patience", ConfigReader::duration),
                        reader.require("serve.cache", ConfigReader::bytes),
                        until),
                disk,
                reader.value("pseudo_gtid.pattern", text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE))
                        .orElse(PseudoGtid.DEFAULT_PATTERN),
                storage(reader, folder, disk));
    }

    private static StorageOptions storage(ConfigReader reader, Path folder, Purge.Policy disk) throws ConfigException {
        Duration compressAfter = reader.require("keep.compress_after", ConfigReader::duration);
        ArchiveOptions archive = ArchiveReading.from(reader, folder, disk);
        return reader.value("encryption.key_file", text ->
                        new StorageOptions(compressAfter, ConfigReader.secretFile(text), archive))
                .orElseGet(() -> new StorageOptions(compressAfter, null, archive));
    }

    private static String version(String text) {
        return new Identity(1, "", text.strip(), "").version();
    }

    private static String uuidOf(String name) {
        return UUID.nameUUIDFromBytes(("tutti binlog-server " + name).getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Upstream upstream(ConfigReader reader, Address listen) throws ConfigException {
        List<Address> addresses = reader.list("upstream.addresses", Address::parse);
        if (addresses.isEmpty()) {
            // It is required, and says so with its place.
            addresses = List.of(reader.require("upstream.addresses[]", Address::parse));
        }
        long serverId = reader.require("upstream.server_id", ConfigReader.number(1, LARGEST_ID));
        Tls tls = switch (reader.require("upstream.tls", ConfigReader.oneOf(Encryption.class))) {
            case OFF -> Tls.OFF;
            case TRUST -> Tls.REQUIRED_TRUST_ALL;
            case VERIFY -> Tls.VERIFY;
        };
        return new Upstream(
                addresses,
                new Credentials(reader.require("upstream.user", text -> text), password(reader)),
                new WireOptions(CONNECTING, reader.require("upstream.silence", ConfigReader::positiveDuration), tls),
                new ReplicaIdentity(
                        serverId,
                        uuidOf("replica " + serverId),
                        listen.host(),
                        listen.port(),
                        reader.require("upstream.heartbeat", ConfigReader::positiveDuration),
                        reader.require("upstream.semi_sync", ConfigReader::onOrOff)),
                reader.require("upstream.start", text -> text.strip()),
                reader.require("upstream.retry", ConfigReader::positiveDuration));
    }

    /** The words of {@code upstream.tls}. */
    enum Encryption {
        OFF,
        TRUST,
        VERIFY
    }

    private static Secret password(ConfigReader reader) throws ConfigException {
        Optional<Secret> fromFile = reader.value("upstream.password_file", ConfigReader::secretFile);
        Optional<Secret> fromEnvironment = reader.value("upstream.password_env", ConfigReader::secretVariable);
        return fromFile.or(() -> fromEnvironment).orElseGet(() -> Secret.of(""));
    }

    private static Map<String, Account> accounts(ConfigReader reader, Map<String, Until> until) throws ConfigException {
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (ConfigReader each : reader.sections("accounts")) {
            String name = each.require("name", text -> text);
            Set<String> roles = each.list("roles", ConfigReader.oneOf(Rights.class)).stream()
                    .map(Rights::role)
                    .collect(Collectors.toSet());
            Optional<Account> account = each.value("password_file", text ->
                    Account.of(name, ConfigReader.secretFile(text), roles));
            if (account.isEmpty()) {
                account = each.value("native_hash", text -> Account.ofNativeHash(name, text.strip(), roles));
            }
            if (account.isEmpty()) {
                account = each.value("sha2_hash", text -> Account.ofSha2Hash(name, text.strip(), roles));
            }
            Account made = account.isPresent()
                    ? account.get()
                    : each.require("password_file", text -> Account.of(name, ConfigReader.secretFile(text), roles));
            each.value("until", Until::parse).ifPresent(bound -> until.put(name, bound));
            accounts.put(name, each.require("require_tls", ConfigReader::onOrOff) ? made.withTlsRequired() : made);
        }
        return accounts;
    }

    private static Authentication authentication(ConfigReader reader) throws ConfigException {
        Authentication authentication = Authentication.defaults()
                .withDefaultPlugin(reader.require("serve.plugin", ConfigReader.oneOf(Authentication.Plugin.class)))
                .withMaxConnections(Math.toIntExact(
                        reader.require("server.max_connections", ConfigReader.number(1, 1_000_000))));
        boolean required = reader.require("tls.required", ConfigReader::onOrOff);
        Optional<Path> certificate = reader.value("tls.certificate", ConfigReader::path);
        if (certificate.isEmpty()) {
            if (required) {
                reader.require("tls.certificate", ConfigReader::path);
            }
            return authentication;
        }
        SSLContext context = reader.require("tls.key", text -> Certificates.context(certificate.get(), ConfigReader.path(text)));
        return authentication.withTls(context, required);
    }
}
