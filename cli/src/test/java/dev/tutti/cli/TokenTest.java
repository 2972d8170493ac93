package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.http.LocalToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class TokenTest {
    private final StandIn api = StandIn.withFleet();

    @TempDir
    private Path home = Path.of("");

    @BeforeEach
    void acceptForgetting() {
        api.on("DELETE /api/v1/servers/db5.shop.example:3306", 204, "");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Tutti tutti() {
        return Tutti.at(api).without("TUTTI_TOKEN").home(home);
    }

    private Path file(String path, String content) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Each place is tried with a wrong token first and must win over all that come after it. */
    @Test
    void theFirstPlaceThatHasOneCounts() throws IOException {
        file(".local/state/tutti/token", StandIn.TOKEN + "\n");
        assertThat(tutti().line("forget db5").exit()).isZero();

        file(".config/tutti/token", "other");
        assertThat(tutti().line("forget db5").err()).contains("does not know the token from the file " + home + "/.config/tutti/token");
        file(".config/tutti/token", StandIn.TOKEN);
        assertThat(tutti().line("forget db5").exit()).isZero();

        assertThat(tutti().with("TUTTI_TOKEN", "other").line("forget db5").err())
                .contains("the token from the environment variable TUTTI_TOKEN");

        Path named = file("named", StandIn.TOKEN);
        assertThat(tutti().with("TUTTI_TOKEN", "other").with("TUTTI_TOKEN_FILE", named.toString()).line("forget db5").exit())
                .isZero();

        Path wrong = file("wrong", "other");
        assertThat(tutti().with("TUTTI_TOKEN_FILE", named.toString()).run("forget", "db5", "--token-file", wrong.toString()).exit())
                .isEqualTo(1);
    }

    @Test
    void xdgDirectoriesStandForTheUsualOnes() throws IOException {
        file("elsewhere/tutti/token", StandIn.TOKEN);
        assertThat(tutti().with("XDG_CONFIG_HOME", home.resolve("elsewhere").toString()).line("forget db5").exit()).isZero();
        assertThat(tutti().with("XDG_STATE_HOME", home.resolve("elsewhere").toString()).line("forget db5").exit()).isZero();
    }

    @Test
    void withoutOneTheSentenceSaysWhereItWasLookedFor() {
        Tutti.Result result = tutti().line("forget db5");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("The control plane at " + api.url() + " wants a token for this and none was found in --token-file,"
                        + " TUTTI_TOKEN_FILE, TUTTI_TOKEN, " + home + "/.config/tutti/token and " + home
                        + "/.local/state/tutti/token. It says: Changing needs a token.\n");
    }

    @Test
    void aFileThatHoldsNoTokenIsNeverSent() throws IOException {
        assertThat(bad(home.resolve("missing"))).endsWith("does not exist.\n");
        assertThat(bad(home)).endsWith("is a directory.\n");
        assertThat(bad(file("empty", " \n"))).endsWith("it is empty.\n");
        assertThat(bad(file("two", "gehe im\nX-Evil: 1"))).endsWith("a token is one word of printable ASCII.\n");
        assertThat(bad(file("big", "x".repeat(9000)))).endsWith("is too big to hold a token.\n");
        assertThat(api.requests).allMatch(request -> request.method().equals("GET"));
    }

    private String bad(Path file) {
        Tutti.Result result = tutti().run("forget", "db5", "--token-file", file.toString());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).doesNotContain("gehe", "Evil", "xxx");
        return result.err();
    }

    @Test
    void readingNeedsNone() {
        assertThat(tutti().run("clusters", "--token-file", home.resolve("missing").toString()).exit()).isZero();
    }

    @Test
    void aLoginBeforeReadingIsExplained() {
        api.on("GET /api/v1/chains", new StandIn.Reply(401, "text/html", "<h1>Login</h1>"));
        Tutti.Result result = tutti().line("clusters");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("is there a proxy in front of it?");
    }

    @Test
    void aTokenThatMayNotDoThisIsExplained() {
        api.onError("DELETE /api/v1/servers/db5.shop.example:3306", 403, "forbidden", "Only for operators.");
        Tutti.Result result = tutti().with("TUTTI_TOKEN", StandIn.TOKEN).line("forget db5");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("may not do this", "Only for operators.")
                .doesNotContain(StandIn.TOKEN);
    }

    /** A demo's token is for the demo alone, and for as long as it runs. */
    @Test
    void aDemoAnnouncesItsTokenForItsOwnAddress() throws IOException {
        file(".config/tutti/token", "of another control plane");
        Path token = file("demo/token", StandIn.TOKEN);
        Path announced = LocalToken.announce(URI.create(api.url()), token, Map.of(), home);
        assertThat(tutti().line("forget db5").exit()).isZero();
        assertThat(tutti().with("TUTTI_TOKEN", "other").line("forget db5").exit()).as("said wins").isEqualTo(1);

        LocalToken.announce(URI.create("http://127.0.0.1:1"), token, Map.of(), home);
        Files.delete(announced);
        assertThat(tutti().line("forget db5").err()).contains(".config/tutti/token");

        Files.writeString(announced, "{\"pid\": \"999999999\", \"token_file\": \"" + token + "\"}");
        assertThat(tutti().line("forget db5").err()).as("it has ended").contains(".config/tutti/token");
        Files.writeString(announced, "what is this");
        assertThat(tutti().line("forget db5").err()).contains(".config/tutti/token");
    }
}
