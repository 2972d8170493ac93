package dev.tutti.control.record;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Step;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** The one form in which values become JSON: snake_case names, lower-case enumerations, ISO 8601 times. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(addresses())
            .addMixIn(Contact.class, Tagged.class)
            .addMixIn(Step.class, Tagged.class)
            .addMixIn(Place.class, Tagged.class)
            .addMixIn(Plan.Goal.class, Tagged.class)
            .addMixIn(Plan.Open.class, Tagged.class)
            .build();

    private Json() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static SimpleModule addresses() {
        SimpleModule module = new SimpleModule("addresses");
        module.addSerializer(Address.class, ToStringSerializer.instance);
        module.addDeserializer(Address.class, new StdScalarDeserializer<Address>(Address.class) {
            @Override
            public Address deserialize(JsonParser parser, DeserializationContext context) {
                return Address.parse(parser.getString());
            }
        });
        module.addKeyDeserializer(Address.class, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) {
                return Address.parse(key);
            }
        });
        return module;
    }

    /** A closed set's case is named in its JSON. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "case")
    private interface Tagged {}
}
