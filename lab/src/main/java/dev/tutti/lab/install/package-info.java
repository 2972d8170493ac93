/** Obtains the servers' binaries, keeps them in a cache, and prepares one initialised data folder per flavour. */
@NullMarked
package dev.tutti.lab.install;

import org.jspecify.annotations.NullMarked;
