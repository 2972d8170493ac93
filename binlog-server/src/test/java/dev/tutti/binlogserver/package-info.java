@NullMarked
package dev.tutti.binlogserver;

import org.jspecify.annotations.NullMarked;
