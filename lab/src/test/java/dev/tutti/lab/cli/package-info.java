@NullMarked
package dev.tutti.lab.cli;

import org.jspecify.annotations.NullMarked;
