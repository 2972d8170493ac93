package dev.tutti.control.record;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Step;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** The one form in which values become JSON: snake_case names, lower-case enumerations, ISO 8601 times. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(Step.class, Tagged.class)
            .addMixIn(Place.class, Tagged.class)
            .addMixIn(Plan.Goal.class, Tagged.class)
            .addMixIn(Plan.Open.class, Tagged.class)
            .build();

    private Json() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** A closed set's case is named in its JSON. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "case")
    private interface Tagged {}
}
