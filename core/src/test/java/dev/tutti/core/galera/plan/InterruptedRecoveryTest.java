package dev.tutti.core.galera.plan;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster under random misfortune, and a control plane that looks, plans, begins to carry out what it may without asking, dies
 * in the middle, and begins anew. The model fails the moment that a second primary component forms, or that one forms which lacks
 * a transaction that any node has, seen or unseen.
 */
class InterruptedRecoveryTest {
    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void neverASecondBeginningAndNothingIsLeftBehind(@ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        Random random = new Random(seed);
        ModelGalera model = new ModelGalera(nodes, random);
        for (int round = 0; round < 12; round++) {
            misfortune(model, nodes, random);
            recover(model, random, random.nextInt(9));
        }
    }

    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void whenEverybodyAnswersAndNothingWasLostAllComeBackUnaided(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        Random random = new Random(seed);
        ModelGalera model = new ModelGalera(nodes, random);
        for (int round = 0; round < 6; round++) {
            model.write(random.nextInt(4));
            model.look();
            if (random.nextBoolean()) {
                model.stopOrderly(1 + random.nextInt(nodes));
            }
            model.some().ifPresent(victims -> model.kill(victims, 0));
            recover(model, random, random.nextInt(9));
        }
        for (int round = 0; round < 12 && !model.whole(); round++) {
            recover(model, random, Integer.MAX_VALUE);
        }
        assertThat(model.whole()).as("%s", model.look()).isTrue();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void allKilledAtOnceComeBackInOnePlan(@ForAll @IntRange(min = 2, max = 5) int nodes, @ForAll long seed) {
        ModelGalera model = new ModelGalera(nodes, new Random(seed));
        model.write(5);
        model.look();
        Set<Integer> all = IntStream.rangeClosed(1, nodes).boxed().collect(Collectors.toSet());
        model.kill(all, 0);
        GaleraPlanned planned = RecoveryPlanner.plan(model.look(), RecoveryRequest.byItself());
        assertThat(planned).isInstanceOfSatisfying(GaleraPlan.class, plan -> {
            assertThat(plan.bootstrap()).isNull();
            assertThat(model.carryOut(plan, Integer.MAX_VALUE)).isTrue();
        });
        assertThat(model.whole()).isTrue();
    }

    private static void misfortune(ModelGalera model, int nodes, Random random) {
        model.write(random.nextInt(4));
        if (random.nextBoolean()) {
            model.look();
        }
        switch (random.nextInt(4)) {
            case 0 -> model.stopOrderly(1 + random.nextInt(nodes));
            case 1 -> model.some().ifPresent(victims -> model.kill(victims, 0));
            case 2 -> model.some().ifPresent(victims -> model.kill(victims, 2));
            default -> model.write(1);
        }
        model.hide(1 + random.nextInt(nodes), random.nextInt(3) == 0);
    }

    private static void recover(ModelGalera model, Random random, int steps) {
        RecoveryRequest request = RecoveryRequest.byItself();
        GaleraPlanned planned = RecoveryPlanner.plan(model.look(), random.nextBoolean() ? request : request.afterWaiting());
        if (planned instanceof GaleraPlan plan) {
            model.carryOut(plan, steps);
        }
    }
}
