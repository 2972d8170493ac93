package dev.tutti.traffic.zone;

import dev.tutti.core.model.Secret;

/**
 * A TSIG key.
 *
 * @param name as both sides call it, with its last dot
 * @param algorithm such as {@code hmac-sha256.}
 * @param secret in base64
 */
public record TransferKey(String name, String algorithm, Secret secret) {}
