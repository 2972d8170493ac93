/** Requests to the control plane, its events, and the token that changes need. */
@NullMarked
package dev.tutti.cli.http;

import org.jspecify.annotations.NullMarked;
