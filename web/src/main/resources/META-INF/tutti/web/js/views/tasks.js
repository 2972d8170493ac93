/** What waits for a person, the gravest first, each with the way to where it can be looked at or done. */

/** @import {GaleraCluster, Recovery, Server} from '../types.js' */

import { h } from '../dom.js';
import { sentence, to } from '../format.js';
import { SEVERITIES } from '../galera.js';
import { icon, shape } from '../icons.js';
import { known, recoveries } from '../store.js';
import { recoveryTitle, serverSign, waitsForPerson } from '../words.js';
import { nodeOf } from '../watched.js';

const SHOWN = 8;

/**
 * @typedef {{key: string, sign: {tone: string, shape: string}, href: string, subject: string, text: string, what?: string}} Task
 */

/** @param {import('../watched.js').Watched[]} lines in the order in which they matter */
export function tasks(lines) {
  const found = recoveries().filter(waitsForPerson).map(ofRecovery);
  const servers = Map.groupBy(known().servers.values(), server => server.chain);
  // What Tutti recovers from just now does not wait for a person.
  for (const { is, name } of lines.filter(each => !each.recovering)) {
    found.push(...is === 'chain' ? (servers.get(name) ?? []).flatMap(ofServer) : ofCluster(known().clusters.get(name)));
  }
  if (found.length === 0) {
    return null;
  }
  const more = found.length - SHOWN;
  return h('section', { class: 'tasks', key: 'tasks' },
    h('h2', null, 'Needs a person'),
    h('ul', null, found.slice(0, SHOWN).map(({ key, sign, href, subject, text, what }) =>
      h('li', { key }, h('a', { href }, shape(sign),
        h('span', { class: 'task-subject address' }, subject),
        h('span', { class: 'task-text' }, text),
        h('span', { class: 'task-what' }, what ?? 'Look', icon('closed')))))),
    more > 0 ? h('p', { class: 'quiet' }, `and ${more} more, in what stands below.`) : null);
}

/**
 * @param {Recovery} recovery
 * @returns {Task}
 */
function ofRecovery(recovery) {
  const bad = recovery.state !== 'succeeded';
  return {
    key: `recovery ${recovery.id}`, sign: { tone: bad ? 'bad' : 'warn', shape: bad ? 'bad' : 'ok' },
    href: to.recovery(recovery.id), subject: `Recovery ${recovery.id}`,
    text: recovery.outcome ?? recovery.reason ?? `${recoveryTitle(recovery)} ${recovery.state}`,
    what: 'Read and acknowledge',
  };
}

/**
 * @param {Server} server
 * @returns {Task[]}
 */
function ofServer(server) {
  const errors = server.problems.filter(problem => problem.severity === 'error');
  const texts = errors.map(problem => problem.sentence);
  if (server.lost && !errors.some(problem => problem.kind === 'lost')) {
    texts.unshift(`lost: ${server.lost.reason}`);
  }
  return texts.map((text, index) => ({
    key: `${server.address} ${index}`, sign: server.lost ? { tone: 'bad', shape: 'lost' } : serverSign(server),
    href: to.server(server.address), subject: server.address, text,
  }));
}

/**
 * What it waits for stands first: nobody else will answer.
 *
 * @param {GaleraCluster} cluster
 * @returns {Task[]}
 */
function ofCluster(cluster) {
  const { name, problems, care } = cluster;
  const waits = cluster.waits_for_person && care ? [{
    key: `cluster ${name} waits`, sign: SEVERITIES.error, href: to.cluster(name), subject: name, text: sentence(care),
  }] : [];
  // What the headline says need not be said again below it.
  const errors = problems.filter(problem => problem.severity === 'error' && (waits.length === 0 || problem.sentence !== cluster.sentence));
  return [...waits, ...errors.map(problem => {
    const only = problem.nodes.length === 1 ? nodeOf(problem.nodes[0], name) : null;
    return {
      key: `cluster ${name} ${problem.kind} ${problem.nodes.join(' ')}`, sign: SEVERITIES.error,
      href: only ? to.node(name, only.node.name) : to.cluster(name), subject: only ? only.node.name : name, text: sentence(problem.sentence),
    };
  })];
}
