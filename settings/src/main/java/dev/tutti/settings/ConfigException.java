package dev.tutti.settings;

/** The configuration is wrong: the message says in which file, at which line and column, what, and what to write instead. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
