package dev.tutti.settings.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What a certificate calls its holder. Stateless. */
public final class Names {
    private Names() {}

    /** The common name. */
    public static String of(X509Certificate certificate) {
        return part(certificate, "CN").orElse(certificate.getSubjectX500Principal().getName());
    }

    /** Whether the holder is a control plane, which may order an agent about; agents may only measure links to each other. */
    public static boolean isControl(X509Certificate certificate) {
        return unit(certificate).equals("control");
    }

    /** The organisational unit, which says what the holder is; empty without one. */
    public static String unit(X509Certificate certificate) {
        return part(certificate, "OU").orElse("");
    }

    private static Optional<String> part(X509Certificate certificate, String type) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase(type))
                    .map(Rdn::getValue)
                    .map(String::valueOf)
                    .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
