/**
 * A network inside this machine whose every link can be cut, slowed and delayed: network namespaces, joined by this JVM.
 *
 * <p>Galera's nodes tell each other the addresses they listen at and connect to those directly, so no proxy can be put
 * between two of them; a packet switch can.
 */
@NullMarked
package dev.tutti.lab.network;

import org.jspecify.annotations.NullMarked;
