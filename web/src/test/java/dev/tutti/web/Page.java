package dev.tutti.web;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parts of the page by their names, and waiting for them; nothing sleeps here. Used by one thread. */
public final class Page {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ChromeDriver driver;
    private final String origin;

    /** A page served at {@code origin}, as {@code http://127.0.0.1:7410}. */
    public Page(Browser browser, String origin) {
        this.driver = browser.driver();
        this.origin = origin;
    }

    /** Opens an address of the page, as {@code #/chains/shop}, in a fresh document. */
    public Page open(String hash) {
        driver.get("about:blank");
        driver.get(origin + "/" + hash);
        return this;
    }

    /** Waits until something is so. */
    public <T> T until(String what, Function<? super WebDriver, T> condition) {
        return new WebDriverWait(driver, DEADLINE, Duration.ofMillis(40)).ignoring(StaleElementReferenceException.class)
                .withMessage(() -> what + "; at " + driver.getCurrentUrl() + " the page says: " + says()).until(condition);
    }

    /** What is there to be read, and which of its files did not come. */
    private String says() {
        String text = String.valueOf(((JavascriptExecutor) driver).executeScript("""
                const failed = performance.getEntriesByType('resource').filter(one => one.responseStatus !== 200)
                    .map(one => `${one.name} (${one.responseStatus})`);
                return (document.body ? document.body.innerText : '') + (failed.length > 0 ? '; not loaded: ' + failed.join(', ') : '');
                """));
        String console = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .collect(Collectors.joining("; "));
        return text.substring(0, Math.min(text.length(), 2000)) + "; the console: " + console;
    }

    /** The visible element that this selector means, once there is one. */
    public WebElement see(String css) {
        return until("see " + css, d -> d.findElements(By.cssSelector(css)).stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
    }

    /** Waits until the visible element that the selector means holds this text. */
    public WebElement see(String css, String text) {
        return until("see " + css + " with: " + text, d -> d.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.isDisplayed() && element.getText().contains(text)).findFirst().orElse(null));
    }

    /** Waits until nothing matches the selector. */
    public void gone(String css) {
        until("no " + css, d -> d.findElements(By.cssSelector(css)).isEmpty());
    }

    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** A server's card or row. */
    public WebElement server(String address) {
        return see("[role=treeitem][data-server='" + address + "']");
    }

    /** A server whose state is called so. */
    public WebElement server(String address, String state) {
        return see("[role=treeitem][data-server='" + address + "'][data-state='" + state + "']");
    }

    /** Runs a script in the page. */
    public @Nullable Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }

    public String address() {
        return driver.getCurrentUrl().substring(origin.length());
    }
}
