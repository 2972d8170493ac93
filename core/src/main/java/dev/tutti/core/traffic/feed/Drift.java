package dev.tutti.core.traffic.feed;

/**
 * Somebody else has changed what we had confirmed.
 *
 * @param left what was there when we last read it back
 * @param found what is there now
 * @param mended whether it is being put right
 */
public record Drift(Entry left, Entry found, boolean mended) {
    public String name() {
        return left.name();
    }

    /** One sentence for people. */
    public String sentence() {
        return name() + " was changed by somebody else: we left " + left.text() + ", now it is " + found.text()
                + (mended ? "; it is put right" : "; it is left so (mend is off)");
    }
}
