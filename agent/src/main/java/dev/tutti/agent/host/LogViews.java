package dev.tutti.agent.host;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LoggedView;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The views that the error log tells of (wsrep-lib, src/view.cpp, {@code view::print}). Stateless. */
public final class LogViews {
    private static final int MOST = 200;
    private static final Pattern TIME = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d)[ T] ?(\\d?\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?(Z)?");
    private static final Pattern MEMBER = Pattern.compile("\\d+: [0-9a-f-]+, (.*)");
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd H:mm:ss");

    private LogViews() {}

    /**
     * The views in these lines, oldest first; of very many the newest.
     *
     * @param zone of the server, which writes its local time
     */
    public static List<LoggedView> in(List<String> lines, ZoneId zone) {
        List<LoggedView> found = new ArrayList<>();
        Instant time = null;
        for (int i = 0; i < lines.size(); i++) {
            time = time(lines.get(i), zone).orElse(time);
            if (lines.get(i).strip().equals("View:")) {
                view(lines, i + 1, time).ifPresent(found::add);
            }
        }
        return List.copyOf(found.subList(Math.max(0, found.size() - MOST), found.size()));
    }

    private static Optional<LoggedView> view(List<String> lines, int from, @Nullable Instant time) {
        Optional<GaleraPosition> position = Optional.empty();
        String status = "";
        List<String> members = new ArrayList<>();
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher member = MEMBER.matcher(line);
            if (line.startsWith("=====")) {
                boolean primary = status.equals("primary");
                return position.map(at -> new LoggedView(time, at, primary, members));
            } else if (line.startsWith("id: ")) {
                position = GaleraPosition.parse(line.substring(4));
            } else if (line.startsWith("status: ")) {
                status = line.substring(8);
            } else if (member.matches()) {
                members.add(member.group(1));
            } else if (line.contains(" WSREP: ")) {
                // Another one began to write: this one was cut.
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> time(String line, ZoneId zone) {
        Matcher matcher = TIME.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.parse(matcher.group(1) + " " + matcher.group(2), FORMAT);
            return Optional.of(local.atZone(matcher.group(3) == null ? zone : ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
