package dev.tutti.control.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The page's files, from the class path. Thread safe. */
final class Page {
    private static final String ROOT = "META-INF/tutti/web/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "json", "application/json",
            "woff2", "font/woff2");

    private final Map<String, Optional<Resource>> resources = new ConcurrentHashMap<>();

    /** A file and what it is. */
    static final class Resource {
        private final String contentType;
        private final byte[] content;

        Resource(String contentType, byte[] content) {
            this.contentType = contentType;
            this.content = content;
        }

        String contentType() {
            return contentType;
        }

        byte[] content() {
            return content;
        }
    }

    /** The file at a path below the page's root; nothing outside of it can be named. */
    Optional<Resource> find(String path) {
        String name = path.equals("/") ? "index.html" : path.substring(1);
        if (name.contains("..") || name.contains("//") || name.contains("\\") || !TYPES.containsKey(extension(name))) {
            return Optional.empty();
        }
        return resources.computeIfAbsent(name, Page::read);
    }

    private static Optional<Resource> read(String name) {
        try (InputStream stream = Page.class.getClassLoader().getResourceAsStream(ROOT + name)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new Resource(TYPES.getOrDefault(extension(name), ""), stream.readAllBytes()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
