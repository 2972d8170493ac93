package dev.tutti.settings;

import dev.tutti.settings.Node.Entry;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file into nodes that know their place. */
final class YamlFile {
    private YamlFile() {}

    static Node.Mapping read(Path file) throws ConfigException {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new ConfigException("The configuration file " + file + " does not exist");
        } catch (IOException e) {
            throw new ConfigException("The configuration file " + file + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Parses a document.
     *
     * @param name what messages call the file
     */
    static Node.Mapping parse(String text, String name) throws ConfigException {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Node.Mapping(Map.of(), 1, 1);
            }
            Node root = node(parser, name);
            if (root instanceof Node.Mapping mapping) {
                return mapping;
            }
            throw new ConfigException(name + ", line " + root.line() + ", column " + root.column()
                    + ": sections such as \"fleet:\" are expected here");
        } catch (JacksonException e) {
            if (e.getCause() instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
                Mark mark = marked.getProblemMark().get();
                throw new ConfigException(name + ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)
                        + ": this is not YAML: " + firstLine(marked.getProblem()));
            }
            TokenStreamLocation at = e.getLocation();
            String where = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new ConfigException(name + where + ": this is not YAML: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("malformed");
    }

    private static Node node(JsonParser parser, String name) throws ConfigException {
        TokenStreamLocation at = parser.currentTokenLocation();
        int line = at.getLineNr();
        int column = at.getColumnNr();
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    TokenStreamLocation keyAt = parser.currentTokenLocation();
                    String key = parser.currentName();
                    parser.nextToken();
                    Entry entry = new Entry(node(parser, name), keyAt.getLineNr(), keyAt.getColumnNr());
                    if (entries.put(key, entry) != null) {
                        throw new ConfigException(name + ", line " + entry.line() + ", column " + entry.column() + ": \""
                                + key + "\" stands here for the second time");
                    }
                }
                yield new Node.Mapping(entries, line, column);
            }
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(parser, name));
                }
                yield new Node.Sequence(items, line, column);
            }
            case VALUE_NULL -> new Node.Scalar("", line, column);
            default -> new Node.Scalar(parser.getString(), line, column);
        };
    }
}
