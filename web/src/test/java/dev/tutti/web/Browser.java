package dev.tutti.web;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;

/**
 * A Chromium of its own with a profile of its own, without a window. Belongs to the thread that started it; {@link #close()}
 * ends it and removes the profile.
 */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final List<String> INSTALL = List.of("apt-get", "install", "-y", "--no-install-recommends", "chromium", "chromium-driver");
    private static final long INSTALL_MINUTES = 10;

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /**
     * Why there can be no browser here, after trying to install one if this user may; empty when there can.
     *
     * @throws IllegalStateException in continuous integration ({@code CI=true}), where a missing browser is a failure
     */
    public static Optional<String> missing() {
        if (!present() && root()) {
            install();
        }
        if (present()) {
            return Optional.empty();
        }
        var command = "sudo " + String.join(" ", INSTALL);
        var reason = "Chromium is not installed, the page is NOT tested. Install it: " + command;
        say(reason);
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(reason);
        }
        return Optional.of(reason);
    }

    /** Starts a browser with a window of this size in CSS pixels. */
    public static Browser start(int width, int height) {
        Path profile = null;
        try {
            profile = Files.createTempDirectory("tutti-browser-");
            var options = new ChromeOptions();
            options.setBinary(CHROMIUM.toFile());
            options.addArguments(
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--hide-scrollbars", "--lang=en-GB", "--user-data-dir=" + profile, "--window-size=" + width + "," + height);
            var logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            options.setCapability("goog:loggingPrefs", logs);
            // The path is given, so that Selenium looks for no driver in the network.
            var service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build();
            var browser = new Browser(new ChromeDriver(service, options), profile);
            browser.size(width, height);
            return browser;
        } catch (IOException e) {
            throw new UncheckedIOException("no place for the browser's profile", e);
        } catch (RuntimeException e) {
            remove(profile);
            throw e;
        }
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** Makes the visible page exactly this large, below what a window may be as well. */
    public void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Emulates what the reader prefers, such as {@code prefers-color-scheme: dark}. */
    public void prefers(String feature, String value) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** What the console said since the last call, except about answers that the page handles itself (4xx, lost streams). */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    /** Saves what is in sight. */
    public void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("screenshot " + file, e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        remove(profile);
    }

    private static boolean present() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    }

    private static void install() {
        say("Chromium is not installed; installing it: " + String.join(" ", INSTALL));
        for (var command : List.of(List.of("apt-get", "update"), INSTALL)) {
            try {
                var builder = new ProcessBuilder(command).redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectInput(new File("/dev/null"));
                builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
                var process = builder.start();
                if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    say(String.join(" ", command) + " did not end within " + INSTALL_MINUTES + " minutes");
                } else if (process.exitValue() != 0) {
                    say(String.join(" ", command) + " ended with " + process.exitValue());
                }
            } catch (IOException e) {
                say(String.join(" ", command) + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void say(String text) {
        System.err.println("\n*****\n***** " + text + "\n*****\n");
    }

    private static void remove(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            say("the browser's profile stays: " + directory + ": " + e.getMessage());
        }
    }
}
