package dev.tutti.agent.http;

import dev.tutti.agent.act.Json;
import dev.tutti.agent.address.Addresses;
import dev.tutti.agent.address.Addresses.Result;
import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers about virtual addresses. Thread-safe. */
final class AddressAnswers {
    private static final int LARGEST = 1024;

    private final Addresses addresses;

    AddressAnswers(Addresses addresses) {
        this.addresses = addresses;
    }

    /** @param turn of the look that this was decided on */
    private record Order(@Nullable String address, @Nullable String turn) {}

    Answer look() throws IOException {
        return Answer.json(200, addresses.look());
    }

    Answer take(ServerRequest request, String by) throws IOException {
        Order order = order(request);
        String turn = order.turn();
        if (turn == null) {
            throw new IllegalArgumentException("\"turn\" is missing: that of the look (GET /v1/addresses) on which this was decided");
        }
        try {
            return answer(addresses.take(address(order), turn, by));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    Answer release(ServerRequest request, String by) throws IOException {
        try {
            return answer(addresses.release(address(order(request)), by));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IOException("the agent ends", cause);
    }

    private static String address(Order order) {
        String address = order.address();
        if (address == null) {
            throw new IllegalArgumentException("\"address\" is missing: one of GET /v1/addresses");
        }
        return address;
    }

    private static Order order(ServerRequest request) throws IOException {
        byte[] body = request.content().hasEntity() ? request.content().inputStream().readNBytes(LARGEST + 1) : new byte[0];
        try {
            Order order = body.length > LARGEST
                    ? null
                    : Json.mapper().readerFor(Order.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .readValue(new String(body, StandardCharsets.UTF_8));
            if (order != null) {
                return order;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not what this request takes: "
                    + e.getOriginalMessage().lines().findFirst().orElse("malformed JSON"), e);
        }
        throw new IllegalArgumentException("the body is not what this request takes: {\"address\", \"turn\"}");
    }

    private static Answer answer(Result result) {
        return switch (result) {
            case Result.Done(var held) -> Answer.json(200, held);
            case Result.Unknown(String sentence) -> Answer.error(404, "unknown_address", sentence);
            case Result.Late(String sentence) -> Answer.error(409, "void", sentence);
            case Result.Failed(String sentence) -> Answer.error(500, "failed", sentence);
        };
    }
}
