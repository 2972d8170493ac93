package dev.tutti.cli.json;

import dev.tutti.cli.render.Text;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One JSON value, for reading by name without a model. What is missing reads like {@code null}: an older or newer control
 * plane must not make the command line fall over. Immutable as long as nobody changes what it was made of.
 */
public final class Json {
    /** {@code null}, and whatever is not there. */
    public static final Json NULL = new Json(null);

    /** A number as it was written, so that printing it again changes nothing. */
    record NumberLiteral(String digits) {}

    private final @Nullable Object value;

    Json(@Nullable Object value) {
        this.value = value;
    }

    /** An object from names and values in turn; values are texts, numbers, booleans or null. */
    public static Json object(@Nullable Object... namesAndValues) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            Object member = namesAndValues[i + 1];
            members.put(
                    String.valueOf(namesAndValues[i]),
                    member instanceof Json json
                            ? json
                            : new Json(member instanceof Number n ? new NumberLiteral(n.toString()) : member));
        }
        return new Json(members);
    }

    public static Json of(String text) {
        return new Json(text);
    }

    public static Json array(List<Json> elements) {
        return new Json(List.copyOf(elements));
    }

    public static Json texts(List<String> texts) {
        return array(texts.stream().map(Json::of).toList());
    }

    /** This object with more members. */
    public Json and(@Nullable Object... namesAndValues) {
        Map<String, Json> members = new LinkedHashMap<>();
        copy(this, members);
        copy(object(namesAndValues), members);
        return new Json(members);
    }

    private static void copy(Json from, Map<String, Json> to) {
        if (from.value instanceof Map<?, ?> members) {
            members.forEach((name, member) -> to.put(String.valueOf(name), (Json) member));
        }
    }

    public boolean isNull() {
        return value == null;
    }

    public boolean isArray() {
        return value instanceof List;
    }

    public boolean isObject() {
        return value instanceof Map;
    }

    /** A member of an object; {@link #NULL} if there is none of that name. */
    public Json get(String name) {
        return value instanceof Map<?, ?> members && members.get(name) instanceof Json member ? member : NULL;
    }

    /** The elements of an array; none if it is not one. */
    public List<Json> list() {
        if (value instanceof List<?> elements) {
            @SuppressWarnings("unchecked") // made of nothing else
            List<Json> typed = (List<Json>) elements;
            return typed;
        }
        return List.of();
    }

    /** A text, number or boolean as safe text; empty for null. */
    public String text() {
        return Text.printable(raw());
    }

    /** The same for a member. */
    public String text(String name) {
        return get(name).text();
    }

    /** As {@link #text(String)} with something to say instead of nothing. */
    public String text(String name, String otherwise) {
        String text = text(name);
        return text.isEmpty() ? otherwise : text;
    }

    /** As it was sent, which is not safe to print: for requests and comparisons only. */
    public String raw() {
        if (value instanceof String s) { // a switch over types would take 15 ms when first used
            return s;
        }
        return value instanceof NumberLiteral n ? n.digits() : value instanceof Boolean b ? b.toString() : "";
    }

    public String raw(String name) {
        return get(name).raw();
    }

    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(get(name).value);
    }

    public boolean isFalse(String name) {
        return Boolean.FALSE.equals(get(name).value);
    }

    public OptionalDouble number(String name) {
        return get(name).value instanceof NumberLiteral n
                ? OptionalDouble.of(Double.parseDouble(n.digits()))
                : OptionalDouble.empty();
    }

    /** As JSON on one line; safe to print since every control character is escaped. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        if (value instanceof String s) {
            writeString(s, out);
        } else if (value instanceof Map<?, ?> members) {
            writeObject(members, out);
        } else if (value instanceof List<?>) {
            String separator = "[";
            for (Json element : list()) {
                out.append(separator);
                separator = ",";
                element.write(out);
            }
            out.append(list().isEmpty() ? "[]" : "]");
        } else {
            out.append(value == null ? "null" : raw());
        }
    }

    private static void writeObject(Map<?, ?> members, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(separator);
            separator = ",";
            writeString(String.valueOf(member.getKey()), out);
            out.append(':');
            ((Json) member.getValue()).write(out);
        }
        out.append('}');
    }

    private static void writeString(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Text.isHarmful(c)) {
                escape(c, out);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }

    /**
     * The same JSON document with every character that could command a terminal written as an escape. Unchanged if there
     * is none, which is the rule: JSON itself allows only few of them outside of escapes.
     */
    public static String harmless(String document) {
        StringBuilder out = null;
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            boolean harmful = Text.isHarmful(c) && c != '\n' && c != '\r' && c != '\t';
            if (harmful && out == null) {
                out = new StringBuilder(document.length() + 16).append(document, 0, i);
            }
            if (out != null) {
                if (harmful) {
                    escape(c, out);
                } else {
                    out.append(c);
                }
            }
        }
        return out == null ? document : out.toString();
    }
}
