package dev.tutti.control;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Holds an answer against the schema that the API itself serves. Stateless; knows what our document uses and no more. */
final class Schemas {
    private Schemas() {}

    /** What does not fit; empty when all does. */
    static List<String> problems(JsonNode document, JsonNode schema, JsonNode value) {
        List<String> problems = new ArrayList<>();
        check(document, schema, value, "$", problems);
        return problems;
    }

    private static void check(JsonNode document, JsonNode schema, JsonNode value, String at, List<String> problems) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asString().replace("#/components/schemas/", "");
            check(document, document.get("components").get("schemas").get(name), value, at, problems);
            return;
        }
        if (schema.has("anyOf")) {
            if (!value.isNull()) {
                check(document, schema.get("anyOf").get(0), value, at, problems);
            }
            return;
        }
        if (schema.isEmpty()) {
            return;
        }
        String type = schema.get("type").asString();
        boolean fits = switch (type) {
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
        if (!fits) {
            problems.add(at + " is no " + type + ": " + value);
            return;
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            problems.add(at + " is none of " + schema.get("enum") + ": " + value);
        }
        if (schema.has("items")) {
            value.forEach(item -> check(document, schema.get("items"), item, at + "[]", problems));
        }
        if (schema.has("additionalProperties")) {
            value.properties().forEach(property -> check(
                    document, schema.get("additionalProperties"), property.getValue(), at + "." + property.getKey(), problems));
        }
        if (schema.has("required")) {
            schema.get("required").forEach(name -> {
                if (!value.has(name.asString())) {
                    problems.add(at + "." + name.asString() + " is missing");
                }
            });
        }
        if (schema.has("properties")) {
            value.properties().forEach(property -> {
                JsonNode of = schema.get("properties").get(property.getKey());
                if (of == null) {
                    problems.add(at + "." + property.getKey() + " is not documented");
                } else {
                    check(document, of, property.getValue(), at + "." + property.getKey(), problems);
                }
            });
        }
    }
}
