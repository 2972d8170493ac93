package dev.tutti.settings;

/**
 * One option of the configuration: what the reader accepts, and what the reference says.
 *
 * @param path sections and name, joined by dots; {@code []} marks the items of a list
 * @param kind what it takes
 * @param fallback what holds without it, as it would be written; empty when there is none
 * @param description what it is for, with the arithmetic behind the default
 */
public record Option(String path, Kind kind, String fallback, String description) {
    /** What an option takes, in the reference's words. */
    public enum Kind {
        TEXT("text"),
        ADDRESS("host:port"),
        PATTERN("server pattern (`*` and `?`)"),
        DURATION("duration (`250ms`, `5s`, `10m`, `2h`, `90d`)"),
        SWITCH("`true` or `false`"),
        FILE("path of a file"),
        FOLDER("path of a folder"),
        URL("http(s) URL"),
        REGEX("regular expression"),
        MODE("`automatic`, `by_hand` or `off`"),
        TLS("`off`, `trust` or `verify`"),
        PREFERENCE("`prefer`, `neutral` or `never`"),
        ROLE("`operator` or `viewer`"),
        NUMBER("whole number"),
        SIZE("size (`512k`, `100M`, `50G`, `2T`)"),
        PLUGIN("`mysql_native_password` or `caching_sha2_password`"),
        RIGHT("`replicate`, `monitor` or `admin`"),
        NETWORK("network (`10.1.0.0/24`)"),
        IPV4("IPv4 address"),
        RATE("bits per second (`20M`, `1G`)"),
        TECHNOLOGY("`openvpn` or `wireguard`"),
        ROUTER("`bird` or `babeld`");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
