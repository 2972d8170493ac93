package dev.tutti.settings;

import java.util.List;
import java.util.Map;

/** A piece of a YAML document with its place in the file, so that whatever is wrong with it can be pointed at. */
sealed interface Node {
    int line();

    int column();

    record Scalar(String text, int line, int column) implements Node {}

    record Sequence(List<Node> items, int line, int column) implements Node {}

    record Mapping(Map<String, Entry> entries, int line, int column) implements Node {}

    /** A key's value; the place is the key's. */
    record Entry(Node value, int line, int column) {}
}
