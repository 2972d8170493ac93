@NullMarked
package dev.tutti.lab.network;

import org.jspecify.annotations.NullMarked;
