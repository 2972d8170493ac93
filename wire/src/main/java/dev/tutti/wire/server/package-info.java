/**
 * Our own server of the MySQL protocol: what a Binlog Server listens with, and model servers for tests and benchmarks. Answers
 * are made by a {@link dev.tutti.wire.server.ServerHandler}; who may log in says {@link dev.tutti.wire.server.Accounts}.
 *
 * <p>A connection, and who runs what:
 *
 * <pre>
 *   greeting ─▶ login ─▶ commands ─▶ answers, one by one                  the connection's virtual thread
 *                           │
 *                           └─▶ dump ─▶ Outlet: events … EOF | ERR        the same thread
 *                                  └──▶ AckListener: acknowledgements     a second thread, while somebody listens
 * </pre>
 */
@NullMarked
package dev.tutti.wire.server;

import org.jspecify.annotations.NullMarked;
