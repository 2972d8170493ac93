package dev.tutti.mesh.bundle;

import java.util.Objects;

/**
 * A file of a host's bundle.
 *
 * @param path below the bundle's folder; what begins with {@code etc/} is installed under that path
 * @param mode the rights, such as {@code rw-r--r--}
 */
record BundleFile(String path, String text, String mode) {
    static final String PRIVATE = "rw-------";
    static final String PUBLIC = "rw-r--r--";
    static final String PROGRAM = "rwxr-xr-x";

    /** Whether what stands in it may be shown. */
    boolean secret() {
        return mode.equals(PRIVATE);
    }

    static BundleFile of(String path, String text) {
        return new BundleFile(path, text, PUBLIC);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BundleFile file && file.path.equals(path) && file.text.equals(text) && file.mode.equals(mode);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, text, mode);
    }

    @Override
    public String toString() {
        return path + (secret() ? " ***" : " (" + text.length() + " characters)");
    }
}
