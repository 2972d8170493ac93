/**
 * What a server's, a chain's or a recovery's state is called and which shape stands for it. Shape and word carry the
 * state; colour only repeats it. The words are those of the API; nothing is judged here that the API has not said.
 *
 * @typedef {'ok'|'warn'|'bad'|'off'|'run'} Tone
 * @typedef {{tone: Tone, shape: string, word: string, rank: number}} Sign `rank` grows with gravity
 */

/** @import {Problem, Recovery, Server} from './types.js' */

const RECOVERIES = {
  failover: 'Failover of',
  rescue: 'Rescue of the replicas of',
  relocate: 'Move of',
  fence: 'Fencing of',
  switchover: 'Switchover of',
  galera_recover: 'Recovery of',
  galera_heal: 'Healing of',
  galera_fence: 'Fencing of a side of',
  galera_weights: 'New weights in',
  galera_rolling: 'Rolling change of',
  galera_bootstrap: 'Bootstrap of',
  galera_resync: 'Resync of',
  galera_quarantine: 'Quarantine of',
  galera_release: 'Release of',
  galera_desync: 'Desync of',
  galera_restart: 'Restart of',
};

const SEVERITY = { error: 'bad', warning: 'warn' };

/**
 * @param {Server} server
 * @returns {Sign}
 */
export function serverSign(server) {
  if (server.lost) {
    return sign('bad', 'lost', 'lost', 5);
  }
  if (server.contact === 'failing') {
    return sign('bad', 'bad', 'no contact', 6);
  }
  if (server.contact === 'not_yet') {
    return sign('off', 'unknown', 'not seen yet', 1);
  }
  if (server.receiver_error || server.applier_error) {
    return sign('bad', 'bad', server.applier_error ? 'applier failed' : 'receiver failed', 4);
  }
  if (server.receiver === 'stopped' || (server.source && server.applier_running === false)) {
    return sign('warn', 'stopped', server.receiver === 'stopped' ? 'receiver stopped' : 'applier stopped', 3);
  }
  if (server.receiver === 'connecting') {
    return sign('warn', 'warn', 'connecting', 3);
  }
  const worst = worstProblem(server);
  if (worst && worst.severity in SEVERITY) {
    return sign(SEVERITY[worst.severity], SEVERITY[worst.severity], spoken(worst.kind), worst.severity === 'error' ? 4 : 2);
  }
  return sign('ok', 'ok', server.source ? 'replicating' : server.read_only === false ? 'takes writes' : 'answering', 0);
}

/**
 * @param {Server} server
 * @returns {?Problem} the gravest
 */
export function worstProblem(server) {
  return server.problems.find(problem => problem.severity === 'error')
    ?? server.problems.find(problem => problem.severity === 'warning')
    ?? server.problems[0] ?? null;
}

/**
 * @param {{state: string, recovering: any}} watched a chain or a cluster
 * @returns {Sign}
 */
export function stateSign({ state, recovering }) {
  if (recovering) {
    return sign(state === 'alarm' ? 'bad' : 'run', 'run', 'recovering', 9);
  }
  return {
    alarm: sign('bad', 'bad', 'alarm', 8),
    troubled: sign('warn', 'warn', 'troubled', 7),
    calm: sign('ok', 'ok', 'calm', 0),
    not_yet: sign('off', 'unknown', 'not seen yet', 1),
  }[state] ?? sign('off', 'unknown', spoken(state), 1);
}

/**
 * @param {Recovery} recovery
 * @returns {Sign}
 */
export function recoverySign(recovery) {
  return {
    running: sign('run', 'run', 'running', 9),
    succeeded: sign('ok', 'ok', 'succeeded', 0),
    failed: sign('bad', 'bad', 'failed', 8),
    refused: sign('warn', 'warn', 'refused', 5),
    interrupted: sign('bad', 'lost', 'interrupted', 7),
  }[recovery.state] ?? sign('off', 'unknown', spoken(recovery.state), 1);
}

/**
 * @param {{state: string, warning?: ?string}} step of a recovery
 * @returns {Sign}
 */
export function stepSign({ state, warning }) {
  if (warning) {
    return sign('warn', 'warn', `${state}, with a warning`, 0);
  }
  return {
    waiting: sign('off', 'unknown', 'waiting', 0),
    running: sign('run', 'run', 'running', 0),
    done: sign('ok', 'ok', 'done', 0),
    failed: sign('bad', 'bad', 'failed', 0),
    skipped: sign('off', 'stopped', 'skipped', 0),
  }[state] ?? sign('off', 'unknown', spoken(state), 0);
}

/**
 * @param {Recovery} recovery
 * @returns {string} "Failover of db1:3306"
 */
export function recoveryTitle(recovery) {
  return `${RECOVERIES[recovery.kind] ?? `${spoken(recovery.kind)}:`} ${recovery.subject}`;
}

/**
 * Whether it is one of a write/write cluster: its `chain` is then the cluster's name.
 *
 * @param {Recovery} recovery
 */
export function ofCluster(recovery) {
  return recovery.kind.startsWith('galera_');
}

/**
 * Whether a recovery waits for a person to take note of it. What people asked for themselves does not.
 *
 * @param {Recovery} recovery
 */
export function waitsForPerson(recovery) {
  return !recovery.acknowledged && recovery.state !== 'running'
    && (recovery.by === 'tutti' || recovery.state !== 'succeeded') && recovery.state !== 'refused';
}

/**
 * Everything about a server in one line, for those who listen.
 *
 * @param {Server} server
 * @returns {string}
 */
export function spokenServer(server) {
  const parts = [server.address, server.role === 'unknown' ? 'role unknown' : server.role, serverSign(server).word];
  if (server.lag_seconds !== null) {
    parts.push(`${server.lag_seconds} seconds behind`);
  }
  if (server.version) {
    parts.push(`${server.flavour ?? ''} ${server.version}`.trim());
  }
  if (server.read_only !== null) {
    parts.push(server.read_only ? 'read only' : 'writable');
  }
  if (server.downtime) {
    parts.push('in downtime');
  }
  return parts.join(', ');
}

/**
 * @param {string} kind `by_hand`
 * @returns {string} "by hand"
 */
export function spoken(kind) {
  return String(kind ?? 'unknown').replaceAll('_', ' ');
}

function sign(tone, shape, word, rank) {
  return { tone, shape, word, rank };
}
