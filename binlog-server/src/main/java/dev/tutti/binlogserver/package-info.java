/**
 * A Binlog Server: takes a primary's binary logs once, keeps them byte for byte, serves them to many replicas.
 *
 * <pre>
 *   upstream ──▶ ingest ──▶ store ──▶ serve ──▶ replicas
 *                  │ written   │ on disk: published
 *                  ◀── acknowledge
 * </pre>
 *
 * <p>{@code ingest} writes what arrives, {@code store} makes it durable and only then publishes it, and only up to the end of a
 * whole transaction; {@code serve} reads what is published and nothing else. So no replica ever has what a crash here could lose.
 */
@NullMarked
package dev.tutti.binlogserver;

import org.jspecify.annotations.NullMarked;
