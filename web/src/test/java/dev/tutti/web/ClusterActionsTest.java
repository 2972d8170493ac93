package dev.tutti.web;

import static dev.tutti.web.StandInControl.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.web.StandInControl.Answer;
import dev.tutti.web.StandInControl.Asked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;

/** Changing clusters from the page: the plan first, each concern ticked, and exactly what was shown is confirmed. */
class ClusterActionsTest extends BrowserTest {
    private static final String SILENT = "nothing is known of fra1.example:3306: it may have more than the others";
    private static final String LOST = "12 transactions that were known are on nobody that answers";
    private static final String MORE_LOST = "19 transactions that were known are on nobody that answers";
    private static final String RECOVER = "/api/v1/galera/payments/recover";

    @BeforeEach
    void calmWithAToken() {
        control.knows(Clusters.calm());
        page.open("#token=" + TOKEN).see("[data-action=token]", "May change");
    }

    @Test
    void eachConcernHasToBeTickedAndExactlyThoseAreConfirmed() {
        control.knows(Clusters.totalOutage(null));
        control.answers("POST " + RECOVER + " dry", Clusters.plan(SILENT, LOST));
        control.answers("POST " + RECOVER, new Answer(202, Clusters.recovery(9, Instant.now())));
        page.open("#/clusters/payments").see("[data-action=recover]").click();

        page.see("[data-plan=ready] .plan-sentence", "payments begins again at lon1.example:3306");
        page.see(".plan", "Bootstraps once, from " + Clusters.HISTORY + ":48211904 at lon1.example:3306");
        page.see(".plan-stage", "par1.example:3306 may not bootstrap");
        page.see(".plan", "goes on if one fails");
        page.see(".plan", "This only begins it");
        page.see(".plan-list", "fra1.example:3306: Nothing is known of it.");
        page.see(".plan-list", "flushes its log once a second");
        assertThat(page.see("[data-action=execute]").isEnabled()).isFalse();
        page.see("[data-concern='" + id(SILENT) + "']").click();
        page.see(".still-open", "1 of 2 still to be agreed to");
        assertThat(page.see("[data-action=execute]").isEnabled()).isFalse();
        page.see("[data-concern='" + id(LOST) + "']").click();
        page.gone(".still-open");
        page.see("[data-action=execute]").click();

        page.gone("dialog");
        page.see("h1", "Recovery of payments");
        assertThat(page.address()).isEqualTo("/#/recoveries/9");
        assertThat(bodies()).containsExactly("{\"dry_run\":true}", "{\"dry_run\":false,\"confirm\":[\"" + id(SILENT) + "\",\"" + id(LOST) + "\"]}");
    }

    @Test
    void aClusterThatNobodyHasEverSeenCanBeBegunAtANodeThatAPersonChooses() {
        var cluster = Clusters.totalOutage(null);
        control.knows(cluster);
        page.open("#/clusters/payments").see("[data-action=recover]");
        page.gone("[data-action=bootstrap]");

        cluster.get("nodes").forEach(node -> ((ObjectNode) node).putNull("last_known"));
        control.answers("POST /api/v1/galera/payments/bootstrap dry", Clusters.plan());
        control.answers("POST /api/v1/galera/payments/bootstrap", new Answer(202, Clusters.recovery(9, Instant.now())));
        control.knows(cluster);
        page.see("[data-action=bootstrap]").click();
        page.see("[data-first='par1']").click();
        page.see("[data-plan=ready]");
        page.see("[data-action=execute]").click();

        page.see("h1", "Recovery of payments");
        assertThat(bodies().getLast()).isEqualTo("{\"first\":\"par1\",\"dry_run\":false}");
    }

    @Test
    void anotherQuestionMeanwhileIsShownAndOnlyWhatIsNewIsAskedAgain() {
        control.knows(Clusters.totalOutage(null));
        control.answers("POST " + RECOVER + " dry", Clusters.plan(SILENT, LOST));
        control.answers("POST " + RECOVER, question(SILENT, MORE_LOST));
        page.open("#/clusters/payments").see("[data-action=recover]").click();
        page.see("[data-concern='" + id(SILENT) + "']").click();
        page.see("[data-concern='" + id(LOST) + "']").click();
        page.see("[data-action=execute]").click();

        page.see(".refusal", "no longer what you agreed to");
        page.see(".concerns .check", "19 transactions");
        page.see(".concerns .chip", "new");
        assertThat(page.see("[data-concern='" + id(SILENT) + "']").isSelected()).isTrue();
        assertThat(page.see("[data-concern='" + id(MORE_LOST) + "']").isSelected()).isFalse();
        assertThat(page.see("[data-action=execute]").isEnabled()).isFalse();

        control.answers("POST " + RECOVER, new Answer(202, Clusters.recovery(9, Instant.now())));
        page.see("[data-concern='" + id(MORE_LOST) + "']").click();
        page.see("[data-action=execute]").click();
        page.see("h1", "Recovery of payments");
        assertThat(bodies().getLast()).isEqualTo("{\"dry_run\":false,\"confirm\":[\"" + id(SILENT) + "\",\"" + id(MORE_LOST) + "\"]}");
    }

    @Test
    void aQuestionThatTheDryRunAsksIsShownAsWell() {
        control.knows(Clusters.totalOutage(null));
        control.answers("POST " + RECOVER + " dry", question(SILENT));
        page.open("#/clusters/payments").see("[data-action=recover]").click();

        page.see("[data-plan=ready] .concerns", "it may have more");
    }

    @Test
    void whereACompleteOutageEndsMayBeChosenByHand() {
        control.knows(Clusters.totalOutage(null));
        control.answers("POST " + RECOVER + " dry", Clusters.plan());
        page.open("#/clusters/payments").see("[data-action=recover]").click();
        page.see("[data-plan=ready]");

        page.see("details.choices summary").click();
        page.see("[data-choice=base]").sendKeys("par1");

        page.until("planned anew", d -> control.asked.size() == 2);
        assertThat(bodies().getLast()).isEqualTo("{\"base\":\"par1\",\"dry_run\":true}");
    }

    @Test
    void aRefusalIsSaidAndNothingCanBeDone() {
        control.answers("POST /api/v1/galera/payments/nodes/par1/quarantine dry", Answer.refused("without par1 the others have no majority"));
        page.open("#/clusters/payments/nodes/par1").see("[data-action=quarantine]").click();

        page.see("[data-plan=refused] .refusal", "without par1 the others have no majority");
        assertThat(page.all("[data-action=execute]")).isEmpty();
    }

    @Test
    void aSideIsFencedOnlyInASplitBrainAndOnlyOnceItIsChosen() {
        page.open("#/clusters/payments").see("[data-action=weights]");
        assertThat(page.all("[data-action=fence]")).isEmpty();

        control.answers("POST /api/v1/galera/payments/fence dry", Clusters.plan("what ams1 and fra1 committed since the split is not in the cluster"));
        control.push("galera", Clusters.splitBrain());
        page.see("[data-action=fence]").click();
        page.see("[data-plan=choosing]", "Choose which side is kept.");
        assertThat(control.asked).isEmpty();
        page.see("[data-keep=lon1]").click();

        page.see("[data-plan=ready] .concerns", "committed since the split");
        page.see("[data-action=execute]", "Keep the side of lon1");
        assertThat(bodies()).containsExactly("{\"keep\":\"lon1\",\"dry_run\":true}");
    }

    @Test
    void aNodeIsResyncedFromChosenDonorsWithTheKeyboardAlone() {
        var path = "/api/v1/galera/payments/nodes/fra1/resync";
        control.answers("POST " + path + " dry", Clusters.plan());
        control.answers("POST " + path, new Answer(202, Clusters.recovery(9, Instant.now()).put("kind", "galera_resync").put("subject", "fra1.example:3306").put("by", "anna")));
        page.open("#/clusters/payments").see("[data-node=fra1]").sendKeys(Keys.ENTER);
        page.see("[data-action=resync]").sendKeys(Keys.ENTER);
        page.see("[data-plan=ready]");
        assertThat(bodies()).containsExactly("{\"dry_run\":true}");

        page.see("[data-donor=par1]").sendKeys(Keys.SPACE);
        page.see("[data-donor=lon1]").sendKeys(Keys.SPACE);
        page.see(".choices", "Asked in this order: par1, lon1, then anybody else.");
        page.see("[data-plan=ready]");
        tabTo("[data-action=execute]");
        new Actions(browser().driver()).sendKeys(Keys.ENTER).perform();

        page.see("h1", "Resync of fra1.example:3306");
        assertThat(control.asked.getLast().path()).isEqualTo(path);
        assertThat(bodies().getLast()).isEqualTo("{\"donors\":[\"par1\",\"lon1\"],\"dry_run\":false}");
    }

    @Test
    void onlyChangedWeightsAreAskedFor() {
        control.answers("POST /api/v1/galera/payments/weights dry", Clusters.plan());
        page.open("#/clusters/payments").see("[data-action=weights]").click();
        page.see("[data-plan=choosing]", "Change a weight");

        page.see("[data-weight=par1]").sendKeys(Keys.ARROW_UP);

        page.see("[data-plan=ready]");
        page.see(".choices", "6 votes, with 1 arbitrator");
        assertThat(bodies()).containsExactly("{\"weights\":{\"par1\":2},\"dry_run\":true}");
        page.see("[data-weight=par1]").sendKeys(Keys.ARROW_DOWN);
        page.see("[data-plan=choosing]");
    }

    @Test
    void aRollingChangeRestartsOrRunsACommandWhoseNameStaysWhileItIsTyped() {
        control.answers("POST /api/v1/galera/payments/rolling dry", Clusters.plan());
        page.open("#/clusters/payments").see("[data-action=rolling]").click();
        page.see("[data-plan=ready]");

        page.see("[data-what=command]").click();
        page.see("[data-plan=choosing]", "Name a command.");
        page.see("[data-command=name]").sendKeys("upgrade");
        control.push("galera", Clusters.quarantined());
        page.see("[data-cluster=payments][data-state=troubled]");
        page.see("[data-command=name]").sendKeys(Keys.TAB);

        page.see("[data-plan=ready]");
        assertThat(bodies()).containsExactly("{\"command\":\"restart\",\"dry_run\":true}", "{\"command\":\"upgrade\",\"dry_run\":true}");
    }

    @Test
    void smallChangesStayOnThePageAndTellTheirRecovery() {
        var path = "/api/v1/galera/payments/nodes/par1/desync";
        control.answers("POST " + path + " dry", Clusters.plan());
        control.answers("POST " + path, new Answer(202, Clusters.recovery(9, Instant.now()).put("kind", "galera_desync").put("subject", "par1.example:3306")));
        page.open("#/clusters/payments/nodes/par1").see("[data-action=desync]", "Desync…").click();
        page.see("[data-action=execute]", "Desync it").click();

        page.see(".strip", "Desync of par1.example:3306");
        assertThat(page.address()).isEqualTo("/#/clusters/payments/nodes/par1");
        assertThat(bodies()).containsExactly("{\"on\":true,\"dry_run\":true}", "{\"on\":true,\"dry_run\":false}");
    }

    @Test
    void livingNodesWithoutQuorumAreHealed() {
        control.knows(Clusters.withoutQuorum());
        control.answers("POST /api/v1/galera/payments/heal dry", Clusters.plan());
        page.open("#/clusters/payments").see("[data-action=heal].primary").click();

        page.see("[data-plan=ready]");
        assertThat(bodies()).containsExactly("{\"dry_run\":true}");
    }

    @Test
    void preferredDonorsAreKeptWithoutAPlan() {
        page.open("#/clusters/payments/nodes/par1").see("[data-action=donors]").click();
        page.see("[data-donor=lon1]").click();
        page.see("dialog .primary").click();

        page.gone("dialog");
        assertThat(control.asked).extracting(Asked::path).containsExactly("/api/v1/galera/payments/nodes/par1/donors");
        assertThat(bodies()).containsExactly("{\"donors\":[\"lon1\"]}");
    }

    private static Answer question(String... concerns) {
        var answer = Answer.error(409, "needs_confirmation", "a person must agree first");
        ((ObjectNode) answer.body()).set("plan", Clusters.plan(concerns));
        return answer;
    }

    private List<String> bodies() {
        return control.asked.stream().map(asked -> asked.body().toString()).toList();
    }

    private static String id(String concern) {
        return "%08x".formatted(concern.hashCode());
    }

    private void tabTo(String css) {
        for (int i = 0; i < 25; i++) {
            if (Boolean.TRUE.equals(page.script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
            new Actions(browser().driver()).sendKeys(Keys.TAB).perform();
        }
        throw new AssertionError("the Tab key does not reach " + css);
    }
}
