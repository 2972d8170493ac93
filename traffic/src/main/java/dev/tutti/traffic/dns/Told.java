package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.evidence.Knowledge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Evidence that is told from outside whenever it changes. Thread-safe. */
public final class Told implements Evidence {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Knowledge known = Knowledge.NONE;

    /** From now on this is known. */
    public void tell(Knowledge knowledge) {
        known = knowledge;
        listeners.forEach(Runnable::run);
    }

    @Override
    public Knowledge now() {
        return known;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
