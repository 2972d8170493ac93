package dev.tutti.agent.http;

import dev.tutti.agent.act.Json;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers beside the type of content
 */
@SuppressWarnings("ArrayRecordComponent") // it is sent and dropped, never compared
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static Answer json(int status, Object value) {
        return new Answer(status, "application/json",
                Json.mapper().writeValueAsString(value).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Answer error(int status, String kind, String message) {
        return json(status, Map.of("error", Map.of("kind", kind, "message", message)));
    }

    static Answer error(int status, String kind, String message, Object action) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", Map.of("kind", kind, "message", message));
        body.put("action", action);
        return json(status, body);
    }
}
