package dev.tutti.wire.server;

/**
 * What a replica says about itself before it asks for a log (COM_REGISTER_SLAVE), without the password it may send along.
 * None of it is verified.
 *
 * @param serverId its {@code server_id}
 * @param host its {@code report_host}, empty if it reports none
 * @param user its {@code report_user}, mostly empty
 * @param port its {@code report_port}
 * @param rank always 0; once meant for failover
 * @param sourceId the {@code server_id} of its source, mostly 0
 */
public record Registration(long serverId, String host, String user, int port, long rank, long sourceId) {}
