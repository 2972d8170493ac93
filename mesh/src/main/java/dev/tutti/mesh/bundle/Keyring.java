package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.Technology;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.pki.Authority;
import dev.tutti.settings.pki.Authority.Role;
import dev.tutti.settings.tls.Pem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of the hosts. A private key is made in its host's bundle and is nowhere else; the certificates are the authority's, in
 * its own folder, as {@code MESH-HOST.pem}. Used by one thread.
 */
final class Keyring {
    private static final Duration VALID = Duration.ofDays(730);
    private static final byte[] PROBE = {1, 2, 3};

    private final MeshPlan plan;
    private final Path bundles;
    private final Path pki;
    private final Authority authority;
    private final InstantSource clock;

    Keyring(MeshPlan plan, Path bundles, Path pki, InstantSource clock) {
        this.plan = plan;
        this.bundles = bundles;
        this.pki = pki;
        this.authority = new Authority(pki, clock);
        this.clock = clock;
    }

    static String certificateName(MeshPlan plan, String host) {
        return plan.description().name() + "-" + host;
    }

    private boolean certified() {
        return plan.description().technology() == Technology.OPENVPN;
    }

    private Path keyFile(String host) {
        return bundles.resolve(host).resolve("etc/tutti-mesh").resolve(certified() ? "host.key" : "wireguard.key");
    }

    /** Why a host cannot go on with the keys that it has; empty when it can. */
    Optional<String> objection(Host host) throws IOException {
        Path key = keyFile(host.name());
        if (!Files.exists(key)) {
            return Optional.of("it has no private key yet");
        }
        if (!certified()) {
            try {
                Curve25519.publicKey(Secret.of(Files.readString(key)));
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of(key + " holds no key of WireGuard");
            }
        }
        Path file = authority.certificate(certificateName(plan, host.name()));
        if (!Files.exists(file)) {
            return Optional.of("it has no certificate yet");
        }
        if (Files.exists(authority.key(certificateName(plan, host.name())))) {
            return Optional.of("\"tutti pki rotate\" made a new key for it");
        }
        X509Certificate certificate = Pem.certificate(file);
        if (Pem.revocations(authority.revoked()).isRevoked(certificate)) {
            return Optional.of("its certificate was revoked");
        }
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
            return Optional.of("its certificate was valid until " + certificate.getNotAfter().toInstant());
        }
        return belongsTo(certificate, Pem.key(key))
                ? Optional.empty()
                : Optional.of("its private key does not belong to its certificate");
    }

    private static boolean belongsTo(X509Certificate certificate, PrivateKey key) throws IOException {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signed = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(PROBE);
            return signer.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Makes what is missing; what was done, in sentences. */
    List<String> complete(List<String> rotate) throws IOException {
        List<String> done = new ArrayList<>();
        if (certified() && !Files.exists(authority.certificate())) {
            authority.create(Duration.ofDays(3650));
            done.add("the authority was made in " + pki + ": keep ca.key offline, who has it is everybody");
        }
        for (Host host : plan.hosts()) {
            Optional<String> why = rotate.contains(host.name()) ? Optional.of("as ordered") : objection(host);
            if (why.isPresent()) {
                renew(host);
                done.add("a new key for " + host.name() + ": " + why.get());
            }
        }
        return done;
    }

    private void renew(Host host) throws IOException {
        Path key = keyFile(host.name());
        Disk.folder(bundles);
        Disk.folder(bundles.resolve(host.name()));
        Files.createDirectories(key.getParent());
        if (!certified()) {
            Disk.write(key, Curve25519.privateKey().reveal() + "\n", BundleFile.PRIVATE);
            return;
        }
        String name = certificateName(plan, host.name());
        Path made = authority.key(name);
        if (Files.exists(made) && Files.exists(authority.certificate(name))
                && belongsTo(Pem.certificate(authority.certificate(name)), Pem.key(made))) {
            // Made by "tutti pki": from now on it is in its bundle and nowhere else.
            Disk.write(key, Files.readString(made), BundleFile.PRIVATE);
            Files.delete(made);
            return;
        }
        authority.issue(Role.TUNNEL, name, VALID, key);
    }

    /** The keys of a host, once all hosts have theirs. */
    HostKeys of(Host host) throws IOException {
        Secret own = Secret.of(Files.readString(keyFile(host.name())));
        if (certified()) {
            return new HostKeys.Certified(
                    own,
                    Files.readString(authority.certificate(certificateName(plan, host.name()))),
                    Files.readString(authority.certificate()),
                    Files.readString(authority.revoked()));
        }
        Map<String, String> all = new HashMap<>();
        for (Host each : plan.hosts()) {
            all.put(each.name(), Curve25519.publicKey(Secret.of(Files.readString(keyFile(each.name())))));
        }
        return new HostKeys.Curve(own, all);
    }
}
