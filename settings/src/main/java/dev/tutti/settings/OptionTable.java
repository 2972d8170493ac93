package dev.tutti.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes declared options as tables of a page of documentation, so that the page never says anything else than the program does.
 */
public final class OptionTable {
    private OptionTable() {}

    /** A table for each section, in the order in which options were declared. */
    public static String markdown(List<Option> options) {
        return markdown(options, Map.of());
    }

    /**
     * The same, with what each section is about below its heading.
     *
     * @param about sentences by section; a section may have none
     */
    public static String markdown(List<Option> options, Map<String, String> about) {
        Map<String, List<Option>> sections = options.stream()
                .collect(Collectors.groupingBy(
                        option -> option.path().replaceAll("[.\\[].*", ""), LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        sections.forEach((section, all) -> {
            text.append("\n### ").append(section).append("\n\n");
            if (about.containsKey(section)) {
                text.append(about.get(section)).append("\n\n");
            }
            text.append("| option | takes | default | |\n| --- | --- | --- | --- |\n");
            all.forEach(option -> text.append("| `")
                    .append(option.path())
                    .append("` | ")
                    .append(option.kind().words().replace("|", "\\|"))
                    .append(" | ")
                    .append(option.fallback().isEmpty() ? "" : "`" + option.fallback() + "`")
                    .append(" | ")
                    .append(option.description())
                    .append(" |\n"));
        });
        return text.toString();
    }
}
