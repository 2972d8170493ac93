package dev.tutti.agent.act;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.host.Presence;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.host.StateFiles;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all actions work with.
 *
 * @param gate held by whoever launches the server after having looked at the fence, and by whoever closes the fence: nothing is
 *     launched behind a fence
 */
record Context(
        AgentConfig config, ServerProcess process, StateFiles files, FenceFile fence, InstantSource clock, ReentrantLock gate) {
    /** Where a program's output goes. */
    Path output(String name) {
        return config.stateFolder().resolve(name);
    }

    boolean runs() {
        return !(process.find() instanceof Presence.NotRunning);
    }
}
