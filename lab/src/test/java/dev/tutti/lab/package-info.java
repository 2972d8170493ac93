@NullMarked
package dev.tutti.lab;

import org.jspecify.annotations.NullMarked;
