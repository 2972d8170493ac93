package dev.tutti.app;

import picocli.CommandLine.IVersionProvider;

/** Which Tutti this is. */
final class Version {
    private Version() {}

    /** From the jar's manifest; a build that has none is a development build. */
    static String text() {
        String fromManifest = Version.class.getPackage().getImplementationVersion();
        return fromManifest == null ? "development" : fromManifest;
    }

    /** For {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tutti " + text()};
        }
    }
}
