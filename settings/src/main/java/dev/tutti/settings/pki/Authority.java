package dev.tutti.settings.pki;

import dev.tutti.settings.tls.Names;
import dev.tutti.settings.tls.Pem;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A folder with an authority, the certificates that it has signed, and the list of those that it has revoked. Keys are PKCS #8 in
 * PEM and readable by their owner only. ECDSA on P-256 with SHA-256, which every JDK and OpenSSL of the last ten years knows.
 * Not for several processes at once.
 */
public final class Authority {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Duration BACKWARDS = Duration.ofHours(1);
    private static final String SIGNATURE = "SHA256withECDSA";

    private final Path folder;
    private final InstantSource clock;

    /** What a certificate is for. */
    public enum Role {
        /** An agent: serves, and measures links to other agents. */
        AGENT("agent"),
        /** A control plane: orders agents about. */
        CONTROL("control"),
        /** A host of the mesh: opens tunnels to the others and answers them. */
        TUNNEL("tunnel");

        private final String unit;

        Role(String unit) {
            this.unit = unit;
        }

        /** The organisational unit in its certificates. */
        public String unit() {
            return unit;
        }

        private static Role of(X509Certificate certificate) {
            String unit = Names.unit(certificate);
            return unit.equals(TUNNEL.unit) ? TUNNEL : unit.equals(CONTROL.unit) ? CONTROL : AGENT;
        }
    }

    public Authority(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    public Path revoked() {
        return folder.resolve("revoked.pem");
    }

    /**
     * Makes the authority itself.
     *
     * @throws IOException in a sentence, also if there is one already
     */
    public void create(Duration valid) throws IOException {
        refuseExisting(certificate());
        Files.createDirectories(folder);
        KeyPair pair = pair();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, "Tutti authority").build();
        Instant now = clock.instant();
        try {
            var builder = new JcaX509v3CertificateBuilder(name, serial(), Date.from(now.minus(BACKWARDS)),
                    Date.from(now.plus(valid)), name, pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            PemFiles.key(key("ca"), pair.getPrivate());
            PemFiles.certificate(certificate(), builder.build(signer(pair.getPrivate())).getEncoded());
            writeList(new X509v2CRLBuilder(name, Date.from(now)), pair.getPrivate(), now);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The authority could not be made: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a key and a certificate for it.
     *
     * @param addresses names and IP addresses under which an agent is reached; of no use to a control plane
     * @throws IOException in a sentence, also if there is one of that name
     */
    public void create(Role role, String name, List<String> addresses, Duration valid) throws IOException {
        refuseName(name);
        refuseExisting(certificate(name));
        sign(role, name, addresses, valid, key(name));
    }

    /**
     * Makes a key and a certificate for it, and puts the key where it is wanted and nowhere else. A certificate of that name
     * that was there before is kept as {@code NAME.old.pem} and stays valid until it is revoked.
     */
    public void issue(Role role, String name, Duration valid, Path key) throws IOException {
        refuseName(name);
        if (Files.exists(certificate(name))) {
            PemFiles.replace(certificate(name + ".old"), Files.readString(certificate(name)));
        }
        sign(role, name, List.of(), valid, key);
    }

    private void sign(Role role, String name, List<String> addresses, Duration valid, Path keyFile) throws IOException {
        X509Certificate authority = Pem.certificate(certificate());
        KeyPair pair = pair();
        Instant now = clock.instant();
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.OU, role.unit)
                .addRDN(BCStyle.CN, name)
                .build();
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            Instant end = now.plus(valid);
            Instant last = authority.getNotAfter().toInstant();
            var builder = new JcaX509v3CertificateBuilder(authority, serial(), Date.from(now.minus(BACKWARDS)),
                    Date.from(end.isAfter(last) ? last : end), subject, pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(role == Role.CONTROL
                    ? new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth}
                    : new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(authority));
            if (role == Role.AGENT) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        names(addresses.isEmpty() ? List.of(name) : addresses));
            }
            PemFiles.key(keyFile, pair.getPrivate());
            PemFiles.certificate(certificate(name), builder.build(signer(Pem.key(key("ca")))).getEncoded());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The certificate " + name + " could not be made: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a new key and certificate of the same name for the same addresses; the old one is kept as {@code NAME.old.pem} and
     * stays valid until it is revoked, so that agents can change one after the other.
     */
    public void rotate(String name, Duration valid) throws IOException {
        refuseName(name);
        X509Certificate old = Pem.certificate(certificate(name));
        Role role = Role.of(old);
        List<String> addresses = PemFiles.addresses(old);
        PemFiles.replace(certificate(name + ".old"), Files.readString(certificate(name)));
        sign(role, name, addresses, valid, key(name));
    }

    /** Takes back the belief in a certificate of this folder, by the name of its file without the ending. */
    public void revoke(String name) throws IOException {
        refuseName(name);
        if (name.equals("ca")) {
            throw new IOException("The authority cannot revoke itself: make another one");
        }
        X509Certificate certificate = Pem.certificate(certificate(name));
        Instant now = clock.instant();
        try {
            X509CRLHolder before = new JcaX509CRLHolder(Pem.revocations(revoked()));
            X509v2CRLBuilder builder = new X509v2CRLBuilder(before.getIssuer(), Date.from(now));
            builder.addCRL(before);
            if (before.getRevokedCertificate(certificate.getSerialNumber()) == null) {
                builder.addCRLEntry(certificate.getSerialNumber(), Date.from(now), CRLReason.unspecified);
            }
            writeList(builder, Pem.key(key("ca")), now);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("The list of revoked certificates could not be made: " + e.getMessage(), e);
        }
    }

    private void writeList(X509v2CRLBuilder builder, PrivateKey key, Instant now) throws OperatorCreationException, IOException {
        builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(3650))));
        PemFiles.replace(revoked(), PemFiles.text("X509 CRL", builder.build(signer(key)).getEncoded()));
    }

    private static void refuseName(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("\"" + name + "\" is no name for a certificate: letters, digits and . _ -");
        }
    }

    private static void refuseExisting(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists already and is left as it is");
        }
    }

    private static GeneralNames names(List<String> addresses) {
        return new GeneralNames(addresses.stream()
                .map(address -> new GeneralName(
                        address.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, address))
                .toArray(GeneralName[]::new));
    }

    private static KeyPair pair() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("This JDK makes no keys on P-256: " + e.getMessage(), e);
        }
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder(SIGNATURE).build(key);
    }

    private static BigInteger serial() {
        return new BigInteger(127, new SecureRandom()).setBit(126);
    }
}
