package dev.tutti.traffic.zone;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import org.jspecify.annotations.Nullable;

/** What a file in MaxMind's format says of an address, as far as it matters here. Public, as that library makes it. */
public record GeoPlace(@Nullable Country country, @Nullable Continent continent) {
    @MaxMindDbConstructor
    public GeoPlace(
            @MaxMindDbParameter(name = "country") @Nullable Country country,
            @MaxMindDbParameter(name = "continent") @Nullable Continent continent) {
        this.country = country;
        this.continent = continent;
    }

    /** @param code two letters, ISO 3166-1 */
    public record Country(@Nullable String code) {
        @MaxMindDbConstructor
        public Country(@MaxMindDbParameter(name = "iso_code") @Nullable String code) {
            this.code = code;
        }
    }

    /** @param code two letters, such as {@code EU} */
    public record Continent(@Nullable String code) {
        @MaxMindDbConstructor
        public Continent(@MaxMindDbParameter(name = "code") @Nullable String code) {
            this.code = code;
        }
    }
}
