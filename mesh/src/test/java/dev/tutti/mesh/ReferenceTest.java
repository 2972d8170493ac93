package dev.tutti.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.mesh.config.Options;
import dev.tutti.settings.OptionTable;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

/** The page lists the options that there are. */
class ReferenceTest {
    private static final String BEGIN = "<!-- options, generated: run ReferenceTest with -Dtutti.docs=write -->\n";
    private static final String END = "<!-- end of options -->\n";

    @Test
    void thePageListsEveryOptionAsTheProgramDeclaresIt() throws Exception {
        Path page = Path.of("../docs/mesh.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(text).contains(BEGIN, END);
        String expected = OptionTable.markdown(Options.all()) + "\n";
        if ("write".equals(System.getProperty("tutti.docs"))) {
            Files.writeString(page, text.substring(0, begin) + expected + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(expected);
        }
    }
}
