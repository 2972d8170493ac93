/**
 * What the page knows: the only shared state. Changes are gathered for a moment, then every subscriber is told once.
 * A timer gathers them, not an animation frame, so that the title of a page in the background tells the alarm as well.
 */

/** @import {Chain, Decision, GaleraCluster, Recovery, Server, WhatIf, WriteAdvice} from './types.js' */

const GATHER_MS = 30;
const DECISIONS_KEPT = 500;
/** Of a thousand names this many are drawn at first, and with each further request. */
export const NAMES_AT_ONCE = 50;

const state = {
  /** @type {{status: 'connecting'|'live'|'lost', heardAt: ?number, lostAt: ?number}} */
  link: { status: 'connecting', heardAt: null, lostAt: null },
  /** @type {?string} */
  version: null,
  /** @type {?string} */
  started: null,
  /** How far the control plane's clock is ahead of this browser's, in milliseconds. */
  ahead: 0,
  known: false,
  /** @type {Map<string, Chain>} */
  chains: new Map(),
  /** @type {Map<string, Server>} */
  servers: new Map(),
  /** @type {Map<string, GaleraCluster>} */
  clusters: new Map(),
  /** Whether an answer about clusters came, be it that there are none. */
  clustersKnown: false,
  /** When an event told of a cluster. @type {?number} */
  clustersHeardAt: null,
  /** @type {Map<string, WhatIf>} by cluster */
  whatIf: new Map(),
  /** @type {Map<string, WriteAdvice>} by cluster */
  advice: new Map(),
  /** What names answer; null where none are served, or before that is known. @type {?import('./types.js').Names} */
  names: null,
  /** Whether an answer about names came, be it that there are none. */
  namesKnown: false,
  /** Which names are in sight: what they are looked for by, how many at most, and whether all that is told of their past. */
  naming: { filter: '', most: NAMES_AT_ONCE, allChanges: false },
  /** What is being written of targets, and what came of it. */
  override: { pattern: '', message: '' },
  /** The network between the sites; null where none is described, or before that is known. @type {?import('./types.js').Mesh} */
  mesh: null,
  meshKnown: false,
  /** Which failures are shown that do no harm, by how many parts fail, and whether all of those that do. */
  failures: { harmless: new Set(), all: new Set() },
  /** @type {Map<string, Recovery>} by id as text */
  recoveries: new Map(),
  /** @type {Decision[]} newest first */
  decisions: [],
  /** @type {Map<string, import('./types.js').Decision[] | string>} what `explain` said, by subject */
  explained: new Map(),
  /** @type {?{kind: string}} the dialog that is open */
  dialog: null,
  tree: { folded: new Set(), filter: '', density: 'auto', active: null },
  /** Which cases of a what-if table are shown; `elements` 0 means one and two. */
  cases: { outages: true, elements: 0, more: false },
};

const subscribers = new Set();
let timer = 0;

/** @returns {typeof state} for reading; it is changed through this module's functions */
export function known() {
  return state;
}

/** The control plane's time, in milliseconds. */
export function now() {
  return Date.now() + state.ahead;
}

/**
 * @param {() => void} listener called after changes
 */
export function subscribe(listener) {
  subscribers.add(listener);
}

/** Tells the subscribers soon. */
export function changed() {
  timer ||= setTimeout(tell, GATHER_MS);
}

/** Tells the subscribers now: for what a person has just done and expects to see. */
export function tell() {
  clearTimeout(timer);
  timer = 0;
  subscribers.forEach(listener => listener());
}

/** @param {{status: 'connecting'|'live'|'lost', heardAt?: number}} link */
export function linkChanged({ status, heardAt }) {
  const before = state.link;
  state.link = {
    status,
    heardAt: heardAt ?? before.heardAt,
    lostAt: status === 'lost' ? before.lostAt ?? Date.now() : null,
  };
  if (status !== before.status) {
    changed();
  }
}

/** Notes that the stream is alive, which alone changes nothing in sight. */
export function heard() {
  state.link.heardAt = Date.now();
}

/** Lists that a shape has, so that one which another version leaves out breaks nothing. */
const LISTS = { server: ['problems'], recovery: ['witnesses', 'steps', 'lost'], decision: ['witnesses'],
  cluster: ['nodes', 'arbitrators', 'links', 'problems'] };

function whole(kind, value) {
  for (const list of LISTS[kind]) {
    value[list] ??= [];
  }
  return value;
}

/** @type {Record<string, (data: any) => void>} what each event of the stream does */
const EVENTS = {
  fleet(fleet) {
    state.ahead = fleet.now ? Date.parse(fleet.now) - Date.now() : 0;
    state.version = fleet.version;
    state.started = fleet.started;
    state.chains = new Map(fleet.chains.map(chain => [chain.name, chain]));
    state.servers = new Map(fleet.servers.map(server => [server.address, whole('server', server)]));
    state.known = true;
  },
  server(server) {
    state.servers.set(server.address, whole('server', server));
  },
  gone({ address }) {
    state.servers.delete(address);
  },
  chain(chain) {
    state.chains.set(chain.name, chain);
  },
  chain_gone({ name }) {
    state.chains.delete(name);
  },
  decision(decision) {
    state.decisions = [whole('decision', decision), ...state.decisions].slice(0, DECISIONS_KEPT);
  },
  recovery(recovery) {
    state.recoveries.set(String(recovery.id), whole('recovery', recovery));
  },
  galera(cluster) {
    state.clusters.set(cluster.name, whole('cluster', cluster));
    state.clustersHeardAt = Date.now();
  },
};

/**
 * Takes one event of the stream. An unknown kind is one of a newer control plane: it is passed over.
 *
 * @param {string} kind
 * @param {any} data
 */
export function happened(kind, data) {
  if (Object.hasOwn(EVENTS, kind)) {
    EVENTS[kind](data);
    changed();
  }
}

/** @param {Recovery[]} recoveries as the API lists them */
export function recoveriesArrived(recoveries) {
  for (const recovery of recoveries) {
    state.recoveries.set(String(recovery.id), whole('recovery', recovery));
  }
  changed();
}

/**
 * @param {GaleraCluster[]} clusters all that there are; one that an event told of meanwhile is kept as it was told
 */
export function clustersArrived(clusters) {
  const before = state.clusters;
  state.clusters = new Map(clusters.map(cluster => {
    const told = before.get(cluster.name);
    return [cluster.name, told && Date.parse(told.at) > Date.parse(cluster.at) ? told : whole('cluster', cluster)];
  }));
  state.clustersKnown = true;
  changed();
}

/** @param {?import('./types.js').Names} names null where none are served */
export function namesArrived(names) {
  state.names = names;
  state.namesKnown = true;
  changed();
}

/** @param {?import('./types.js').Mesh} mesh null where none is described */
export function meshArrived(mesh) {
  state.mesh = mesh;
  state.meshKnown = true;
  changed();
}

/**
 * Shows more failures, or fewer.
 *
 * @param {'harmless'|'all'} which
 * @param {number} parts how many fail
 */
export function failuresToggled(which, parts) {
  const shown = state.failures[which];
  if (!shown.delete(parts)) {
    shown.add(parts);
  }
  tell();
}

/** @param {Partial<typeof state.naming>} change */
export function namingChanged(change) {
  Object.assign(state.naming, change);
  tell();
}

/** @param {Partial<typeof state.override>} change */
export function overrideChanged(change) {
  Object.assign(state.override, change);
  tell();
}

/**
 * @param {'whatIf'|'advice'} what
 * @param {string} cluster
 * @param {any} answer
 */
export function askedOfCluster(what, cluster, answer) {
  state[what].set(cluster, answer);
  changed();
}

/**
 * @param {string} subject
 * @param {any} explanation what `GET /explain` said, or `{error}`
 */
export function explainedArrived(subject, explanation) {
  explanation?.decisions?.forEach(decision => whole('decision', decision));
  state.explained.set(subject, explanation);
  changed();
}

/** @param {?{kind: string}} dialog what to show, or null for none */
export function showDialog(dialog) {
  state.dialog = dialog;
  tell();
}

/** @param {Partial<typeof state.tree>} change */
export function treeChanged(change) {
  Object.assign(state.tree, change);
  tell();
}

/** @param {Partial<typeof state.cases>} change */
export function casesChanged(change) {
  Object.assign(state.cases, change);
  tell();
}

/**
 * Recoveries, newest first.
 *
 * @param {?string} [chain] only those of this chain
 * @returns {Recovery[]}
 */
export function recoveries(chain) {
  return [...state.recoveries.values()]
    .filter(recovery => !chain || recovery.chain === chain)
    .sort((a, b) => Date.parse(b.began) - Date.parse(a.began));
}

/**
 * @param {string} chain
 * @returns {Server[]} in the order in which they became known
 */
export function membersOf(chain) {
  return [...state.servers.values()].filter(server => server.chain === chain);
}
