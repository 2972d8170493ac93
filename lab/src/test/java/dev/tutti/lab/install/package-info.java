@NullMarked
package dev.tutti.lab.install;

import org.jspecify.annotations.NullMarked;
