package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.ApiClient;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One run of one command: the control plane on one side, the person or program on the other. */
final class Session {
    static final String API = "/api/v1";

    private final Surroundings surroundings;
    private final ApiClient api;
    private final boolean json;
    private Style style;

    Session(Surroundings surroundings, ApiOptions options) {
        this.surroundings = surroundings;
        this.api = options.client(surroundings);
        this.json = options.json;
        this.style = options.json ? new Style(false, true, Integer.MAX_VALUE) : measured(surroundings);
    }

    ApiClient api() {
        return api;
    }

    Answer get(String path) {
        return api.get(API + path);
    }

    /** Whether a program reads the result. */
    boolean json() {
        return json;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Style style() {
        return style;
    }

    /** Windows are resized; asking for their size takes a process, so it is done when it matters. */
    void measureAgain() {
        style = measured(surroundings);
    }

    private static Style measured(Surroundings surroundings) {
        return new Style(surroundings.colour(), surroundings.unicode(), surroundings.size().get().columns());
    }

    long nowMillis() {
        return surroundings.clock().instant().toEpochMilli();
    }

    void print(String line) {
        surroundings.out().println(line);
    }

    void print(List<String> lines) {
        StringBuilder text = new StringBuilder(); // one write: standard output is not buffered
        lines.forEach(line -> text.append(line).append('\n'));
        surroundings.out().print(text);
    }

    /** A sentence of any length, broken between words. */
    void printWrapped(String sentence) {
        print(Text.wrap(sentence, style().width()));
    }

    void printJson(Answer answer) {
        printDocument(surroundings, answer.document());
    }

    void printJson(Json document) {
        printDocument(surroundings, document.toString());
    }

    /** Always UTF-8, as RFC 8259 demands, whatever the locale. */
    static void printDocument(Surroundings surroundings, String document) {
        if (!document.isEmpty()) {
            byte[] bytes = (Json.harmless(document).stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8);
            surroundings.out().write(bytes, 0, bytes.length);
            surroundings.out().flush();
        }
    }

    /** Whether whoever read the output has gone, as {@code head} does. */
    boolean nobodyReads() {
        return surroundings.out().checkError();
    }

    /** Whether a person is there to be asked. */
    boolean hasPerson() {
        return surroundings.terminal() && !json;
    }

    /**
     * Asks for leave to go on. Without a person to ask that is wrong use: nothing is changed because nobody said no.
     *
     * @param without which options make the question unnecessary
     */
    boolean confirmed(String question, String without) {
        if (!hasPerson()) {
            throw Failure.wrongUse("Nobody is here to confirm this: add " + without + ".");
        }
        String answer = answer(question + " [y/N] ");
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** Has a person type a word out, for what nobody should agree to by habit. */
    boolean typed(String word, String inOrderTo) {
        return answer("Type \"" + word + "\" " + inOrderTo + ": ").equalsIgnoreCase(word);
    }

    private String answer(String prompt) {
        surroundings.out().print(prompt);
        surroundings.out().flush();
        try {
            String answer = surroundings.in().readLine();
            return answer == null ? "" : answer.strip();
        } catch (IOException e) {
            return "";
        }
    }
}
