package dev.tutti.control.api;

import dev.tutti.control.record.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

import java.util.Map;
import java.util.Optional;

/**
 * A request as handlers see it.
 *
 * @param path values of the path's variables
 * @param query the first value of each query parameter
 * @param body as received
 * @param who the name of the token that came with it; empty for reading without one
 */
record Request(Map<String, String> path, Map<String, String> query, String body, String who) {
    /** Journals are read leniently, requests are not: a misspelt dry_run must not become the real thing. */
    private static final ObjectReader STRICT =
            Json.mapper().reader().with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    String variable(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no variable " + name);
        }
        return value;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    /** A whole number between 1 and 10,000, or the default. */
    int limit(int fallback) throws BadRequest {
        Optional<String> text = parameter("limit");
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int limit = Integer.parseInt(text.get());
            if (limit >= 1 && limit <= 10_000) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new BadRequest("\"limit\" is \"" + text.get() + "\": write a whole number from 1 to 10000");
        }
        throw new BadRequest("\"limit\" is " + text.get() + ": write a whole number from 1 to 10000");
    }

    /** The body as the shape that the route takes; an absent body is an empty object. */
    <T> T read(Class<T> type) throws BadRequest {
        try {
            T read = STRICT.forType(type).readValue(body.isBlank() ? "{}" : body);
            if (read == null) {
                throw new BadRequest("the body is not what this request takes: null");
            }
            return read;
        } catch (JacksonException e) {
            throw new BadRequest("the body is not what this request takes: "
                    + e.getOriginalMessage().lines().findFirst().orElse("malformed JSON"));
        }
    }

    /** The request itself is wrong; the message says how. */
    static final class BadRequest extends Exception {
        private static final long serialVersionUID = 1L;

        BadRequest(String message) {
            super(message);
        }
    }
}
