package dev.tutti.control.api;

import dev.tutti.control.record.Json;

/** What a request is answered with. */
record Answer(int status, String contentType, String body) {
    static Answer json(int status, Object value) {
        return new Answer(status, "application/json", Json.mapper().writeValueAsString(value));
    }

    static Answer ok(Object value) {
        return json(200, value);
    }

    static Answer error(int status, String kind, String message) {
        return json(status, new Shapes.Failure(new Shapes.ErrorDetail(kind, message)));
    }
}
