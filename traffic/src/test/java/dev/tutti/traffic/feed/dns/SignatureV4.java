package dev.tutti.traffic.feed.dns;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes again what a request of AWS must be signed with (Signature Version 4), from what has arrived. */
final class SignatureV4 {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");

    private SignatureV4() {}

    /** Whether this request was signed by this key for this service and region, over its body and at least its host and date. */
    static boolean holds(HttpExchange exchange, byte[] body, String accessKey, String secret, String region, String service) {
        try {
            Matcher found = AUTHORIZATION.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (!found.matches() || !found.group(1).equals(accessKey) || !found.group(3).equals(region)
                    || !found.group(4).equals(service)) {
                return false;
            }
            List<String> signed = List.of(found.group(5).split(";"));
            if (!signed.containsAll(List.of("host", "x-amz-date"))) {
                return false;
            }
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            String headers = signed.stream()
                    .map(name -> name + ":" + exchange.getRequestHeaders().getFirst(name).strip() + "\n")
                    .collect(Collectors.joining());
            String canonical = String.join("\n", exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(), query(exchange.getRequestURI().getRawQuery()), headers, found.group(5), hash);
            String scope = found.group(2) + "/" + region + "/" + service + "/aws4_request";
            String toSign = String.join("\n", "AWS4-HMAC-SHA256", exchange.getRequestHeaders().getFirst("x-amz-date"), scope,
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(canonical))));
            byte[] key = bytes("AWS4" + secret);
            for (String part : List.of(found.group(2), region, service, "aws4_request")) {
                key = hmac(key, part);
            }
            return HexFormat.of().formatHex(hmac(key, toSign)).equals(found.group(6));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String query(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return "";
        }
        Map<String, String> sorted = new TreeMap<>();
        Arrays.stream(raw.split("&")).map(pair -> pair.split("=", 2)).forEach(pair -> sorted.put(
                encoded(pair[0]), pair.length == 2 ? encoded(pair[1]) : ""));
        return sorted.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("&"));
    }

    private static String encoded(String raw) {
        return URLEncoder.encode(URLDecoder.decode(raw, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
