package dev.tutti.traffic.zone;

import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which countries are whose. Stateless. */
final class GeographyReading {
    private static final Set<String> CONTINENTS = Set.of("AF", "AN", "AS", "EU", "NA", "OC", "SA");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private GeographyReading() {}

    static Geography from(ConfigReader reader) throws ConfigException {
        Map<String, String> countries = new LinkedHashMap<>();
        Map<String, String> continents = new LinkedHashMap<>();
        for (ConfigReader site : reader.sections("sites")) {
            String name = site.require("name", Reading::word);
            claim(site, "countries", COUNTRIES, "a country in two letters, such as GB", name, countries);
            claim(site, "continents", CONTINENTS, "AF, AN, AS, EU, NA, OC or SA", name, continents);
        }
        Optional<Path> file = reader.value("dns.geoip", ConfigReader::path);
        if (file.isEmpty()) {
            if (!countries.isEmpty() || !continents.isEmpty()) {
                throw reader.wrong("sites", "it names countries, and no file tells whose address is in which: set dns.geoip");
            }
            return Geography.NONE;
        }
        try {
            return new Geography(file.get(), GeoFile.networks(file.get(), countries, continents));
        } catch (IOException e) {
            throw reader.wrong("dns.geoip", file.get() + " cannot be used: " + e.getMessage());
        }
    }

    private static void claim(
            ConfigReader site, String option, Set<String> known, String form, String name, Map<String, String> owners)
            throws ConfigException {
        for (String one : site.list(option, text -> code(text, known, form))) {
            String owner = owners.put(one, name);
            if (owner != null) {
                throw site.wrong(option, one + " belongs to " + owner + " already: a client is in one site only");
            }
        }
    }

    private static String code(String text, Set<String> known, String form) {
        String code = text.toUpperCase(Locale.ROOT);
        if (!known.contains(code)) {
            throw new IllegalArgumentException("write " + form);
        }
        return code;
    }
}
