package dev.tutti.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.diagnosis.Witness;
import dev.tutti.core.engine.Decision;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every case of every closed set has a sentence for people. */
class SentencesTest {
    private static final Address HERE = new Address("db1", 3306);
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?!MySQL|MariaDB)[A-Z][a-z]+[A-Z]\\w*|\\w+\\[\\w+=|dev\\.tutti|@[0-9a-f]{6}");

    @TestFactory
    Stream<DynamicTest> everyCaseHasASentence() {
        return Stream.of(
                        sentences(Diagnosis.class, DiagnosisSentences::of),
                        sentences(Witness.class, DiagnosisSentences::of),
                        sentences(Decision.class, DiagnosisSentences::of),
                        sentences(Step.class, Sentences::of),
                        sentences(Step.class, Sentences::precondition),
                        sentences(Step.class, Sentences::verification),
                        sentences(Step.class, Sentences::undo),
                        sentences(Plan.Goal.class, Sentences::of),
                        sentences(Refusal.class, Sentences::of),
                        sentences(MatchResult.class, result -> Sentences.of(result, HERE, HERE)))
                .flatMap(tests -> tests);
    }

    private static <T> Stream<DynamicTest> sentences(Class<T> type, Function<T, String> sentence) {
        List<T> cases = cases(type).stream().map(type::cast).toList();
        assertThat(cases).isNotEmpty();
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.toString(), () -> {
            String words = sentence.apply(one);
            assertThat(words).isNotBlank().doesNotContain("null").doesNotContainPattern(CLASS_NAME);
            assertThat(words).as("no line breaks").doesNotContain("\n");
        }));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 ms", "999,999 ms", "1000,1 s", "1049,1 s", "4200,4.2 s", "59999,59.9 s", "60000,1 min", "7140000,119 min",
        "7200000,2 h", "172800000,2 days"
    })
    void durationsAreSaidAsPeopleDo(long millis, String words) {
        assertThat(Sentences.of(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @Test
    void oneIsNotMany() {
        Instant at = Instant.EPOCH;
        Witness lost = new Witness(HERE, at, Witness.Says.LOST, 2003);
        assertThat(DiagnosisSentences.of(new Diagnosis.PrimaryDead(HERE, at, List.of(lost))))
                .isEqualTo("primary db1:3306 is dead: it answers nobody and 1 of 1 replica lost it");
        assertThat(DiagnosisSentences.of(new Diagnosis.UnreachableFromHere(HERE, at, List.of(), List.of(HERE, HERE))))
                .endsWith("db1:3306, db1:3306 still receive from it");
    }

    // ---- one of each ------------------------------------------------------------------------------------------------

    /** An instance of every record below a type, with every value of its enums, every sealed part, and with nulls. */
    private static List<Object> cases(Class<?> type) {
        if (type.isSealed()) {
            List<Object> all = new ArrayList<>();
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                all.addAll(cases(permitted));
            }
            return all;
        }
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        if (!type.isRecord()) {
            return List.of(value(type));
        }
        RecordComponent[] components = type.getRecordComponents();
        List<Object> all = new ArrayList<>();
        all.add(instance(type, components, -1, null));
        for (int i = 0; i < components.length; i++) {
            Class<?> of = components[i].getType();
            if (of.isSealed() || of.isEnum()) {
                for (Object part : cases(of)) {
                    all.add(instance(type, components, i, part));
                }
            } else if (components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                all.add(instance(type, components, i, null));
            } else if (of == List.class && !type.getName().contains("Errant") && !type.getName().contains("Repoint")) {
                all.add(instance(type, components, i, List.of()));
            }
        }
        return all;
    }

    private static Object instance(Class<?> type, RecordComponent[] components, int varied, @Nullable Object part) {
        @Nullable Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = i == varied ? part : value(components[i].getGenericType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    private static Object value(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return List.of(value(parameterized.getActualTypeArguments()[0]));
        }
        Class<?> of = (Class<?>) type;
        if (of == Address.class) {
            return HERE;
        } else if (of == String.class) {
            return "some words";
        } else if (of == Instant.class) {
            return Instant.parse("2026-01-01T00:00:00Z");
        } else if (of == Duration.class) {
            return Duration.ofSeconds(90);
        } else if (of == boolean.class) {
            return true;
        } else if (of == int.class) {
            return 1;
        } else if (of == long.class) {
            return 7L;
        }
        return cases(of).getFirst();
    }
}
