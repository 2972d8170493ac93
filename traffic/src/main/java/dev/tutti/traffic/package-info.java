/** Where clients are sent: authoritative DNS with health checks, and what other routers are told. */
@NullMarked
package dev.tutti.traffic;

import org.jspecify.annotations.NullMarked;
