package dev.tutti.control.api;

import dev.tutti.control.record.Json;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes the routes as an OpenAPI 3.1 document, from the same table and shapes that serve them. */
final class OpenApi {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi() {}

    static String document(List<Route> routes, String version) {
        OpenApi api = new OpenApi();
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), api.operation(route));
        }
        paths.put("/api/v1/events", Map.of("get", textOperation("Live events (server-sent)", "text/event-stream")));
        paths.put("/metrics", Map.of("get", textOperation("Prometheus metrics", "text/plain")));
        paths.put("/api/v1/openapi.json", Map.of("get", textOperation("This document", "application/json")));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of(
                "title", "Tutti", "version", version, "license", Map.of("name", "Apache 2.0", "identifier", "Apache-2.0")));
        document.put("paths", paths);
        document.put("components", Map.of(
                "schemas", api.schemas,
                "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> textOperation(String summary, String contentType) {
        return Map.of(
                "summary", summary,
                "responses",
                        Map.of("200", Map.of("description", "OK", "content", Map.of(contentType, Map.of()))));
    }

    private Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        List<Object> parameters = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(route.path());
        while (variables.find()) {
            parameters.add(parameter(variables.group(1), "path", true));
        }
        route.parameters().forEach(name -> parameters.add(parameter(name, "query", false)));
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        Class<?> takes = route.takes();
        if (takes != null) {
            operation.put("requestBody", Map.of(
                    "required", true, "content", Map.of("application/json", Map.of("schema", schema(takes)))));
        }
        operation.put("responses", responses(route));
        if (route.changes()) {
            operation.put("security", List.of(Map.of("token", List.of())));
        }
        return operation;
    }

    private static Map<String, Object> parameter(String name, String in, boolean required) {
        return Map.of("name", name, "in", in, "required", required, "schema", Map.of("type", "string"));
    }

    private Map<String, Object> responses(Route route) {
        Map<String, Object> responses = new TreeMap<>();
        Type answers = route.answers();
        Object schema = answers == null ? Map.of("type", "object") : schema(answers);
        if (mayRunDry(route)) {
            responses.put("200", content("The plan, of a dry run", schema(Shapes.PlanView.class)));
            responses.put("202", content("It has begun", schema));
        } else {
            responses.put("2XX", content("OK", schema));
        }
        Object failure = schema(Shapes.Failure.class);
        responses.put("400", content("The request itself is wrong", failure));
        if (route.path().contains("{")) {
            responses.put("404", content("No such thing", failure));
        }
        if (route.changes()) {
            responses.put("401", content("No token", failure));
            responses.put("409", content("Refused, with the reason", failure));
        }
        responses.put("503", content("Not possible now", failure));
        return responses;
    }

    private static boolean mayRunDry(Route route) {
        Class<?> takes = route.takes();
        return takes != null
                && Arrays.stream(takes.getRecordComponents()).anyMatch(one -> one.getName().equals("dryRun"));
    }

    private static Map<String, Object> content(String description, Object schema) {
        return Map.of("description", description, "content", Map.of("application/json", Map.of("schema", schema)));
    }

    private Object schema(Type type) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() == Map.class) {
            return Map.of("type", "object", "additionalProperties", schema(parameterized.getActualTypeArguments()[1]));
        }
        if (type instanceof ParameterizedType parameterized) {
            return Map.of("type", "array", "items", schema(parameterized.getActualTypeArguments()[0]));
        }
        Class<?> raw = (Class<?>) type;
        if (raw == Object.class) {
            return Map.of();
        }
        if (raw == String.class) {
            return Map.of("type", "string");
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return Map.of("type", "integer");
        }
        if (raw == double.class || raw == Double.class) {
            return Map.of("type", "number");
        }
        if (raw == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (raw == Duration.class) {
            return Map.of("type", "string", "format", "duration");
        }
        if (raw.isEnum()) {
            List<String> names = new ArrayList<>();
            for (Object constant : raw.getEnumConstants()) {
                names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
            }
            return Map.of("type", "string", "enum", names);
        }
        if (raw.isRecord()
                && (raw.getName().startsWith("dev.tutti.control") || raw.getName().startsWith("dev.tutti.core.explain"))) {
            return record(raw);
        }
        // Other values of the core, as the snapshot has them: their form is described in docs/snapshot.md.
        return raw.getSimpleName().equals("Address") ? Map.of("type", "string") : Map.of("type", "object");
    }

    private Object record(Class<?> raw) {
        String name = raw.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of());
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            boolean request = name.endsWith("Request");
            for (RecordComponent component : raw.getRecordComponents()) {
                String property = Views.snake(component.getName());
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                Object schema = schema(component.getGenericType());
                properties.put(property, nullable ? Map.of("anyOf", List.of(schema, Map.of("type", "null"))) : schema);
                if (!request) {
                    required.add(property);
                }
            }
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("type", "object");
            object.put("properties", properties);
            if (!required.isEmpty()) {
                object.put("required", required);
            }
            schemas.put(name, object);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }
}
