package dev.tutti.control.act;

import dev.tutti.core.plan.Step;
import dev.tutti.core.policy.Policy;

/** Those who send clients, as far as plans and their steps need them. Thread safe. */
public interface Clients {
    /** Nobody is led anywhere. */
    Clients NONE = new Clients() {
        @Override
        public Policy.Clients led() {
            return Policy.Clients.NONE;
        }

        @Override
        public StepResult tell(Step.TellClients step) {
            return new StepResult.Done("no name and no router leads clients there");
        }

        @Override
        public StepResult letGo(Step.LetClientsGo step) {
            return new StepResult.Done("no name and no router leads clients there");
        }
    };

    /** To which chains they lead. */
    Policy.Clients led();

    /** Blocks until names and routers lead to the server, or the step's deadline has passed. */
    StepResult tell(Step.TellClients step) throws InterruptedException;

    /** Blocks until names and routers lead nobody to the server, or the step's deadline has passed: then it has failed. */
    StepResult letGo(Step.LetClientsGo step) throws InterruptedException;
}
