package dev.tutti.bench.binlogs;

import java.io.IOException;
import java.util.Map;

/** To be filled. */
final class SearchBench {
    SearchBench() {}

    Map<String, Object> run() throws IOException, InterruptedException {
        return Map.of();
    }
}
