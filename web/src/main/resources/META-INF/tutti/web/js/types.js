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
 *     state: 'waiting'|'running'|'done'|'failed'|'skipped', began: ?string, ended: ?string, detail: ?string,
 *     warning: ?string}} RecoveryStep
 *
 * @typedef {{nodes: string[], history: ?string, since: ?number, separated_at: ?string, certain: boolean, count: ?number,
 *     not_listed: number, tables: {table: string, inserted: number, updated: number, deleted: number, counted: boolean}[],
 *     kept: {node: string, folder: ?string, from: ?string, to: ?string}[], doubts: string[]}} SplitOff
 *
 * @typedef {object} Recovery
 * @property {number|string} id
 * @property {string} kind `failover`, `switchover`, `rescue`, `relocate`, `fence`, or of a cluster: `galera_recover`, `galera_resync` …
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
 * @property {SplitOff[]} [split_off] what sides of a split brain had that were given up
 * @property {?{by: string, comment: string, at: string}} acknowledged
 *
 * @typedef {object} GaleraCluster
 * @property {string} name
 * @property {'calm'|'troubled'|'alarm'|'not_yet'} state
 * @property {string} sentence
 * @property {?string} [since] since when the state is so
 * @property {?string} at when the look began that this is from
 * @property {number} members nodes and arbitrators that are described
 * @property {number} votes the sum of their weights
 * @property {?string} recovery_mode after a total outage: `automatic`, `by_hand` or `off`
 * @property {?string} restart_mode of a crashed node
 * @property {?string} care what Tutti does by itself now, or why it does nothing
 * @property {boolean} [waits_for_person] whether nothing more happens until a person does something
 * @property {?(number|string)} recovering id of the running recovery
 * @property {?(number|string)} last_recovery
 * @property {GaleraNode[]} nodes
 * @property {{name: string, site: string, weight: number}[]} arbitrators
 * @property {GaleraLink[]} links
 * @property {GaleraProblem[]} problems
 *
 * @typedef {{one: string, other: string, latency_ms: ?number, bytes_per_second: ?number, baseline_bytes_per_second: ?number,
 *     measured_at: ?string, tunnels: ?GaleraTunnels}} GaleraLink between two sites
 * @typedef {{reached: boolean, over: string[], latency_ms: ?number, bytes_per_second: ?number, baseline_bytes_per_second: ?number,
 *     down: string[]}} GaleraTunnels the way through the encrypted network
 * @typedef {{nodes: string[], kind: string, severity: 'error'|'warning'|'notice', sentence: string, what_to_do: string,
 *     what_would_refute: string}} GaleraProblem
 *
 * @typedef {object} GaleraNode what it did not tell is null
 * @property {string} name
 * @property {string} address
 * @property {string} site
 * @property {number} weight
 * @property {boolean} answering
 * @property {?string} detail why nothing is known of it
 * @property {?string} state `synced`, `donor_desynced`, `joining` …
 * @property {?('primary'|'non_primary'|'disconnected')} component
 * @property {?number} sees how many members it sees
 * @property {?string[]} [view] names or addresses of those
 * @property {?number} receive_queue
 * @property {?number} send_queue
 * @property {?number} flow_control_sent
 * @property {?string} history
 * @property {?number} last_committed
 * @property {?number} cached_from
 * @property {?number} ist_window
 * @property {?boolean} in_rotation
 * @property {?boolean} quarantined
 * @property {?string} last_known `uuid:seqno`
 * @property {?string} last_known_at
 * @property {?string[]} donors preferred ones, by name
 * @property {?number} commits_per_second
 * @property {?number} conflicts_per_second
 * @property {?number} latency_ms
 * @property {?GaleraAgent} agent
 *
 * @typedef {object} GaleraAgent
 * @property {string} address
 * @property {'answering'|'silent'} state
 * @property {?string} why
 * @property {'running'|'not_running'|'unknown'} process
 * @property {?boolean} fenced
 * @property {?string} position `uuid:seqno`
 * @property {?string} grastate
 * @property {?number} data_bytes
 * @property {?number} free_bytes
 * @property {{kind: string, line: string}[]} causes
 * @property {?string} doing
 * @property {?number} clock_off_ms
 * @property {?GaleraTransfer} transfer
 *
 * @typedef {{done_bytes: number, total_bytes: ?number, bytes_per_second: ?number, remaining_seconds: ?number,
 *     elapsed_seconds: ?number}} GaleraTransfer
 *
 * @typedef {{node: string, server: string, kind: string, sentence: string, precondition: ?string, verification: ?string,
 *     undo: ?string}} GaleraStep
 * @typedef {{id: string, kind: string, sentence: string}} Concern
 * @typedef {object} GaleraPlan
 * @property {string} cluster
 * @property {string} goal
 * @property {string} sentence
 * @property {{title: string, parallel: boolean, vital: boolean, steps: GaleraStep[]}[]} stages
 * @property {boolean} again whether it only begins
 * @property {?string} bootstrap `uuid:seqno at node`
 * @property {{node: string, sentence: string}[]} left
 * @property {string[]} notes
 * @property {Concern[]} concerns what a person must agree to
 *
 * @typedef {{cluster: string, cases: number, outages: number, failures: WhatIfCase[],
 *     advice: {change: string, saves: number, costs: number, remaining: number, sentence: string}[]}} WhatIf
 * @typedef {{failure: string, elements: number, survives: boolean, keeps: string[], stops: string[], sentence: string}} WhatIfCase
 *
 * @typedef {object} WriteAdvice
 * @property {string} cluster
 * @property {'any_node'|'by_site'|'one_writer'|'unknown'} recommendation
 * @property {string} sentence
 * @property {string[]} reasons
 * @property {{node: string, site: string, commits_per_second: ?number, conflicts_per_second: ?number, conflict_share: ?number,
 *     latency_ms: ?number}[]} writers
 * @property {{table: string, conflicts: number}[]} tables
 * @property {string[]} auto_increment
 */

export {};

/**
 * @typedef {{target: string, ip: string, port: number, weight: number, site: ?string}} NameTarget
 * @typedef {{all: boolean, sites: string[], unknown: boolean}} Clients of all, or of some sites and, where `unknown`, of no known one
 * @typedef {{clients: Clients, ttl_seconds: number, answers: NameTarget[], reasons: {clients: Clients, because: string}[]}} NameGroup
 *     clients that are sent to the same places
 * @typedef {{name: string, client_site: ?string, ttl_seconds: number, answers: NameTarget[], because: string, groups: NameGroup[]}} NameView
 * @typedef {{pattern: string, up: boolean}} Override
 * @typedef {{provider: string, title: string, done: boolean, sentence: string, says: Record<string, string>, next: string}} Router
 * @typedef {{at: string, kind: 'name'|'check'|'override'|'start', subject: string, clients: Clients, from: string[], to: string[],
 *     because: string}} NameChange
 * @typedef {{names: NameView[], overrides: Override[], routers: Router[], changes: NameChange[]}} Names
 *
 * @typedef {{site: string, number: number, address: string, network?: string, endpoint: string, forwards: boolean,
 *     tunnels: {peer: string, rate_bits_per_second?: number}[]}} MeshHost
 * @typedef {{name: string, writes: boolean, writes_in_turn: boolean, stopped: string[], sentence: string}} MeshFate of a cluster
 * @typedef {{harmless: boolean, what: string, ways: string, failed: Record<string, any>[], apart: string[][], clusters: MeshFate[]}} MeshFailure
 * @typedef {{name: string, technology: string, router: string, shape: string, hubs: string[], hosts: MeshHost[], links: string[][],
 *     failures: MeshFailure[], advice: string[]}} MeshPlan
 * @typedef {{plan: MeshPlan, problem: ?string, read_at: string}} Mesh
 */
