package dev.tutti.cli.http;

import dev.tutti.cli.json.Json;

/**
 * A request that succeeded.
 *
 * @param document the answer as it came; empty if it had no content
 * @param json the same, read
 */
public record Answer(String document, Json json) {}
