package dev.tutti.control.api;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.util.List;

/**
 * One thing that the API can be asked. The table of routes is what is served, and what the OpenAPI document describes.
 *
 * @param method {@code GET} reads; anything else changes and needs a token
 * @param path with variables in braces
 * @param parameters names of query parameters that are understood
 * @param takes the shape of the body; null without one
 * @param answers the shape of the answer; null for text
 */
record Route(
        String method,
        String path,
        String summary,
        List<String> parameters,
        @Nullable Class<?> takes,
        @Nullable Type answers,
        Handler handler) {

    /** Answers a request; blocks its own virtual thread only. */
    interface Handler {
        Answer handle(Request request) throws Request.BadRequest;
    }

    static Route get(String path, String summary, List<String> parameters, Type answers, Handler handler) {
        return new Route("GET", path, summary, parameters, null, answers, handler);
    }

    boolean changes() {
        return !method.equals("GET");
    }
}
