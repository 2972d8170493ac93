package dev.tutti.traffic.transfer;

import dev.tutti.traffic.zone.TransferKey;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

import java.util.Base64;

/** Makes signers of keys. Stateless. */
final class Keys {
    private Keys() {}

    static TSIG signer(TransferKey key) {
        return new TSIG(
                Name.fromConstantString(key.algorithm()), Name.fromConstantString(key.name()),
                Base64.getDecoder().decode(key.secret().reveal()));
    }
}
