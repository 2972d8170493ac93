/**
 * What the state of a cluster's node and of a link is called, and how a cluster is divided. As in `words`, shape and word
 * carry the state; colour only repeats it.
 */

/** @import {GaleraCluster, GaleraLink, GaleraNode, GaleraTransfer} from './types.js' */
/** @import {Sign} from './words.js' */

import { bytes, coarse, number, rate } from './format.js';
import { spoken } from './words.js';

/** A link that is slower than this share of what it was measured at usually is marked. */
const SLOW = 0.1;

/**
 * @param {GaleraNode} node
 * @returns {Sign}
 */
export function nodeSign(node) {
  if (node.agent?.transfer) {
    return sign('run', 'run', 'receives state', 3);
  }
  if (!node.answering) {
    return silentSign(node);
  }
  if (node.component !== 'primary') {
    return sign('bad', 'bad', node.component === 'non_primary' ? 'without quorum' : spoken(node.component), 6);
  }
  return {
    synced: node.quarantined ? sign('warn', 'stopped', 'synced', 2) : sign('ok', 'ok', 'synced', 0),
    donor_desynced: sign('warn', 'warn', 'donor or desynced', 2),
    joining: sign('run', 'run', 'joining', 3),
    joined: sign('run', 'run', 'catching up', 3),
    inconsistent: sign('bad', 'lost', 'inconsistent', 6),
  }[node.state] ?? sign('warn', 'warn', spoken(node.state), 3);
}

function silentSign({ agent, detail }) {
  if (agent?.fenced) {
    return sign('bad', 'stopped', 'fenced', 5);
  }
  if (agent?.state === 'answering' && agent.process === 'not_running') {
    return sign('bad', 'lost', 'not running', 6);
  }
  if (detail === 'not looked at yet') {
    return sign('off', 'unknown', 'not seen yet', 1);
  }
  return agent?.state === 'answering' && agent.process === 'running' ? sign('bad', 'bad', 'runs, no answer', 5)
    : sign('bad', 'lost', 'no answer', 6);
}

/** @type {Record<string, Sign>} */
export const SEVERITIES = {
  error: sign('bad', 'bad', 'error', 3),
  warning: sign('warn', 'warn', 'warning', 2),
  notice: sign('off', 'unknown', 'notice', 1),
};

export const ARBITRATOR = sign('off', 'unknown', 'arbitrator', 0);

/**
 * The state of a node, seen with the others: being Synced is no comfort while another side takes writes as well.
 *
 * @param {GaleraNode} node
 * @param {GaleraCluster} cluster
 * @returns {Sign}
 */
export function signAmong(node, cluster) {
  return isSplit(cluster) && node.answering && node.component === 'primary' ? sign('bad', 'bad', 'writes apart', 6) : nodeSign(node);
}

/**
 * What sets a node apart from the others, beside its state.
 *
 * @param {GaleraNode} node
 * @param {GaleraCluster} cluster
 * @returns {string[]}
 */
export function marksOf(node, cluster) {
  const side = splitSides(cluster).findIndex(members => members.includes(node));
  return [
    side >= 0 ? `side ${sideName(side)}` : null,
    node.quarantined ? 'quarantined' : null,
    node.answering && node.in_rotation === false ? 'out of rotation' : null,
    node.answering && node.agent?.state === 'silent' ? 'agent silent' : null,
  ].filter(Boolean);
}

/** @param {number} index */
export function sideName(index) {
  return String.fromCharCode(65 + index);
}

/** @param {GaleraCluster} cluster */
export function isSplit(cluster) {
  return cluster.problems.some(problem => problem.kind === 'split_brain');
}

/**
 * The sides of a split brain, by whom each node sees. A node that does not tell is a side of its own: the plan tells who
 * stands with it. None without a split brain.
 *
 * @param {GaleraCluster} cluster
 * @returns {GaleraNode[][]}
 */
export function splitSides(cluster) {
  const sides = [];
  for (const node of isSplit(cluster) ? cluster.nodes.filter(one => one.component === 'primary') : []) {
    const side = sides.find(([first]) => sees(first, node) || sees(node, first));
    if (side) {
      side.push(node);
    } else {
      sides.push([node]);
    }
  }
  return sides;
}

function sees(one, other) {
  return one.view?.some(member => member === other.name || member === other.address) ?? false;
}

/**
 * Whether a node was told to hold up nobody. Giving a state transfer looks the same.
 *
 * @param {GaleraNode} node
 */
export function isDesynced(node) {
  return node.state === 'donor_desynced';
}

/** @param {GaleraLink} link */
export function isSlow({ bytes_per_second: now, baseline_bytes_per_second: usual, tunnels }) {
  return tunnels && typeof now !== 'number' ? isSlow(tunnels) : typeof now === 'number' && typeof usual === 'number' && now < usual * SLOW;
}

/** @param {?GaleraLink} link */
export function isMeasured(link) {
  return typeof link?.latency_ms === 'number' || typeof link?.bytes_per_second === 'number' || Boolean(link?.tunnels);
}

/**
 * Whether a tunnel of either site is down, or nothing comes through at all.
 *
 * @param {?GaleraLink} link
 */
export function isBroken(link) {
  return Boolean(link?.tunnels) && (!link.tunnels.reached || link.tunnels.down.length > 0);
}

/**
 * @param {GaleraLink} link
 * @returns {string[]} round trip with rate and what that is usually, and what is wrong with it
 */
export function linkWords(link) {
  const { tunnels } = link;
  const says = measuredWords(whatIsKnown(link));
  if (tunnels && !tunnels.reached) {
    return ['nothing comes through', 'no tunnel leads there'];
  }
  return tunnels?.down.length > 0 ? [says[0], `down: ${tunnels.down.join(', ')}`] : says;
}

/** What agents measured between themselves; where they did not, what goes through the tunnels. */
function whatIsKnown({ latency_ms: latency, bytes_per_second: now, baseline_bytes_per_second: usual, tunnels }) {
  return typeof now === 'number' || !tunnels ? { latency_ms: latency, bytes_per_second: now, baseline_bytes_per_second: usual } : tunnels;
}

function measuredWords(known) {
  const { latency_ms: latency, bytes_per_second: now, baseline_bytes_per_second: usual } = known;
  if (isSlow(known)) {
    return [`${number(latency, 'ms')} · ${rate(now)}`, `under a tenth of ${rate(usual)}`];
  }
  if (typeof now !== 'number') {
    return [number(latency, 'ms')];
  }
  const [value, unit] = rate(now).split(' ');
  const both = typeof usual !== 'number' ? rate(now) : rate(usual).endsWith(unit) ? `${value} of ${rate(usual)}` : `${rate(now)} of ${rate(usual)}`;
  return [`${number(latency, 'ms')} · ${both}`];
}

/**
 * @param {GaleraTransfer} transfer
 * @returns {?number} whole percent, null while the total is not known
 */
export function share({ done_bytes: done, total_bytes: total }) {
  return total ? Math.min(100, Math.floor((done / total) * 100)) : null;
}

/**
 * @param {GaleraTransfer} transfer
 * @returns {string[]} bytes, rate, what remains and what has passed
 */
export function transferWords(transfer) {
  const { done_bytes: done, total_bytes: total, bytes_per_second: perSecond, remaining_seconds: left, elapsed_seconds: passed } = transfer;
  return [
    total ? `${bytes(done)} of ${bytes(total)}` : `${bytes(done)}, of how much is not known`,
    rate(perSecond),
    remaining(left),
    typeof passed === 'number' ? `running for ${coarse(passed * 1_000)}` : null,
  ].filter(Boolean);
}

/** @param {?number} seconds */
export function remaining(seconds) {
  return typeof seconds === 'number' ? `${coarse(seconds * 1_000)} remaining` : 'remaining time not known';
}

/**
 * @param {?string} text `uuid:seqno`
 * @returns {?{history: string, seqno: string}}
 */
export function position(text) {
  const at = text?.lastIndexOf(':') ?? -1;
  return at < 0 ? null : { history: text.slice(0, at), seqno: text.slice(at + 1) };
}

function sign(tone, shape, word, rank) {
  return { tone, shape, word, rank };
}
