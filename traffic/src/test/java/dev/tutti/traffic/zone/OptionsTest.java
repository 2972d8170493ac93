package dev.tutti.traffic.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.settings.OptionTable;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The page says what the reader reads. */
class OptionsTest {
    private static final Path PAGE = Path.of("..", "docs", "dns.md");
    private static final String BEGIN = "<!-- options -->\n";

    @Test
    void theReferenceIsUpToDate() throws Exception {
        String page = Files.readString(PAGE);
        String whole = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + OptionTable.markdown(Options.all());
        if ("write".equals(System.getProperty("tutti.docs"))) {
            Files.writeString(PAGE, whole);
        }
        assertThat(PAGE).as("write it anew with -Dtutti.docs=write").content().isEqualTo(whole);
    }

    @Test
    void theExamplesOfThePageAreRight() throws Exception {
        String page = Files.readString(PAGE);
        var blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page).results().toList();
        assertThat(blocks).isNotEmpty();
        for (var block : blocks) {
            String text = block.group(1).replaceAll("(?m)(token_file|password_file|secret_file): [^\\s}]+", "")
                    .replaceAll(", *}", "}");
            boolean ofAServer = text.contains("zones:"); // others are of agents and of the control plane
            if (ofAServer && !text.contains("key:")) {
                assertThat(DnsConfig.parse(text, "dns.md").zones()).isNotEmpty();
            }
        }
    }
}
