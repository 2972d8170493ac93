/**
 * The shapes that the API speaks (docs/api.md), for editors and readers. Nothing here runs.
 *
 * @typedef {{kind: string, severity: 'error'|'warning'|'notice', sentence: string}} Problem
 *
 * @typedef {object} Chain
 * @property {string} name
 * @property {?string} primary address, null while unknown
 * @property {number} servers
 * @property {number} problems
 * @property {'calm'|'troubled'|'alarm'} state
 * @property {string} sentence
 * @property {string} since ISO 8601
 * @property {boolean} recovering
 * @property {string} primary_mode `automatic`, `by_hand` or `off`
 * @property {string} intermediate_mode
 *
 * @typedef {object} Server
 * @property {string} address `host:port`
 * @property {string} chain
 * @property {'primary'|'intermediate'|'replica'|'former_primary'|'unknown'} role
 * @property {?string} source address of the server it replicates from
 * @property {number} depth
 * @property {'answering'|'failing'|'not_yet'} contact
 * @property {?string} contact_detail
 * @property {?string} contact_since
 * @property {?string} seen_at
 * @property {?number} server_id
 * @property {?string} uuid
 * @property {?string} flavour
 * @property {?string} version
 * @property {?boolean} read_only
 * @property {?boolean} logs_binary
 * @property {?boolean} logs_replica_updates
 * @property {?string} log_format
 * @property {?string} written coordinates `file:position`
 * @property {?('connected'|'connecting'|'stopped')} receiver
 * @property {?string} receiver_error
 * @property {?boolean} applier_running
 * @property {?string} applier_error
 * @property {?string} received
 * @property {?string} applied
 * @property {?number} lag_seconds
 * @property {?string} site
 * @property {?{until: string, reason: string}} downtime
 * @property {?{reason: string, since: string}} lost
 * @property {'server'|'binlog-server'} [kind]
 * @property {?BinlogServer} [binlog_server] what it stores and serves; null for an ordinary server
 * @property {Problem[]} problems
 *
 * @typedef {{software: string, state: string, first_file: ?string, last_file: ?string, bytes: ?number, free_bytes: ?number,
 *     replicas: ?number, semi_sync: boolean}} BinlogServer
 *
 * @typedef {{replica: string, at: string, says: string, error: ?string, sentence: string}} Witness
 *
 * @typedef {{at: string, chain: string, subject: string, kind: string, verdict: string, sentence: string,
 *     witnesses: Witness[]}} Decision
 *
 * @typedef {{server: string, kind: string, sentence: string, precondition: ?string, verification: ?string,
 *     undo: ?string}} PlanStep
 * @typedef {{title: string, parallel: boolean, steps: PlanStep[]}} Stage
 * @typedef {{goal: string, sentence: string, stages: Stage[], forecast: Stage[], lost: {server: string, reason: string}[]}} Plan
 *
 * @typedef {{number: number, stage: string, server: string, kind: string, sentence: string,
 *     state: 'waiting'|'running'|'done'|'failed'|'skipped', began: ?string, ended: ?string, detail: ?string}} RecoveryStep
 *
 * @typedef {object} Recovery
 * @property {number|string} id
 * @property {'failover'|'rescue'|'relocate'|'fence'} kind
 * @property {string} subject
 * @property {string} chain
 * @property {'running'|'succeeded'|'failed'|'refused'|'interrupted'} state
 * @property {string} by `tutti`, or who asked
 * @property {string} began
 * @property {?string} ended
 * @property {?string} reason
 * @property {?string} outcome
 * @property {?string} promoted
 * @property {?string} suspected_at
 * @property {?string} decided_at
 * @property {?string} writable_at
 * @property {?string} settled_at
 * @property {Witness[]} witnesses
 * @property {RecoveryStep[]} steps
 * @property {{server: string, reason: string}[]} lost
 * @property {?{by: string, comment: string, at: string}} acknowledged
 */

export {};
