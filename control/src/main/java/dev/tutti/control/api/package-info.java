/** The API over HTTP, live events, metrics; serves the page. */
@NullMarked
package dev.tutti.control.api;

import org.jspecify.annotations.NullMarked;
