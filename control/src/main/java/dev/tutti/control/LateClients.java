package dev.tutti.control;

import dev.tutti.control.act.Clients;
import dev.tutti.control.act.StepResult;
import dev.tutti.core.plan.Step;
import dev.tutti.core.policy.Policy;

/** Nobody, until names and routers have been started. Thread safe. */
final class LateClients implements Clients {
    private volatile Clients now = Clients.NONE;

    void are(Clients known) {
        now = known;
    }

    @Override
    public Policy.Clients led() {
        return now.led();
    }

    @Override
    public StepResult tell(Step.TellClients step) throws InterruptedException {
        return now.tell(step);
    }

    @Override
    public StepResult letGo(Step.LetClientsGo step) throws InterruptedException {
        return now.letGo(step);
    }
}
