package dev.tutti.core.mesh;

/**
 * Something in a description that cannot be.
 *
 * @param part what it is about
 * @param option the option that says it, by its name within the part
 * @param why a sentence that says what to write instead
 */
public record Objection(Part part, String option, String why) {
    /** Where in a description. */
    public sealed interface Part {
        /** What holds for the whole. */
        record OfMesh() implements Part {}

        /** @param index of the site in the list, from 0 */
        record OfSite(int index) implements Part {}
    }
}
