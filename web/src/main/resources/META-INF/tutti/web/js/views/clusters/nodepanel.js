/** Everything that is known of one node, from itself and from the agent on its host, and what can be done with it. */

/** @import {GaleraCluster, GaleraNode} from '../../types.js' */

import { h } from '../../dom.js';
import { bytes, clock, coarse, millis, number, sentence, to } from '../../format.js';
import { position, signAmong } from '../../galera.js';
import { badge, icon } from '../../icons.js';
import { known, now } from '../../store.js';
import { spoken } from '../../words.js';
import { facts } from '../facts.js';
import { why } from '../why.js';
import { nodeButtons } from './actions.js';
import { problems } from './problems.js';
import { transfer } from './transfer.js';

/**
 * @param {GaleraCluster} cluster
 * @param {string} name of the node
 */
export function nodePanel(cluster, name) {
  const back = to.cluster(cluster.name);
  const node = cluster.nodes.find(one => one.name === name || one.address === name);
  const close = () => {
    location.hash = back;
    document.querySelector(`.ring [data-node="${CSS.escape(name)}"]`)?.focus();
  };
  return h('div', {
    class: 'panel', key: `panel ${name}`, 'data-panel': name,
    created: element => document.querySelector('.ring')?.offsetParent ? null : element.querySelector('h2').focus(),
    onKeydown: event => event.key === 'Escape' && close(),
  },
  h('div', { class: 'panel-head' },
    h('a', { class: 'panel-close', href: back, 'aria-label': 'Close, back to the cluster' }, icon('close')),
    h('h2', { class: 'address', tabindex: '-1' }, node?.name ?? name),
    node ? h('p', null, badge(signAmong(node, cluster)), h('span', { class: 'quiet' }, `${node.address}, ${node.site}`)) : null),
  node ? inside(cluster, node) : h('p', { class: 'quiet' }, 'No such node is in this cluster.'));
}

/**
 * @param {GaleraCluster} cluster
 * @param {GaleraNode} node
 */
function inside(cluster, node) {
  return [
    node.agent?.transfer ? transfer(node) : null,
    problems(cluster.problems.filter(problem => problem.nodes.includes(node.address)), cluster.sentence),
    node.detail && !cluster.problems.some(problem => problem.nodes.includes(node.address)) ? h('p', { key: 'detail', class: 'quiet explained' }, sentence(node.detail)) : null,
    nodeButtons(cluster, node),
    facts('In the cluster', membership(cluster, node)),
    facts('Agent', node.agent ? onTheHost(node.agent) : [['Agent', 'none is known on its host']]),
    why(node.address, { said: true }),
  ];
}

/**
 * @param {GaleraCluster} cluster
 * @param {GaleraNode} node
 */
function membership(cluster, node) {
  const recorded = position(node.last_known);
  return [
    ['State', node.answering ? `${spoken(node.state)}, ${spoken(node.component)} component` : 'it does not answer'],
    ['Weight', `${node.weight} of ${cluster.votes} votes`],
    ['In rotation', said(node.in_rotation, 'yes', 'no: clients are not sent there')],
    ['Quarantined', said(node.quarantined, 'yes: it joins only when a person releases it', 'no')],
    node.answering ? ['Sees', `${number(node.sees)} of ${cluster.members} members`] : null,
    node.answering ? ['Received queue', number(node.receive_queue)] : null,
    node.answering ? ['Send queue', number(node.send_queue)] : null,
    node.answering ? ['Flow control sent', number(node.flow_control_sent)] : null,
    node.answering ? ['Last committed', number(node.last_committed)] : null,
    node.answering ? ['IST window', `${number(node.ist_window)}, from ${number(node.cached_from)}`] : null,
    node.answering ? ['Commits', `${number(node.commits_per_second)} a second, ${number(node.conflicts_per_second)} lost to conflicts`] : null,
    node.answering ? ['Commit waits', number(node.latency_ms, 'ms')] : null,
    recorded ? ['Last known', [h('code', null, `${recorded.history}:${recorded.seqno}`),
      node.last_known_at ? h('span', { class: 'quiet' }, ` ${coarse(now() - millis(node.last_known_at))} ago`) : null]] : null,
    ['Preferred donors', node.donors?.length ? node.donors.join(', ') : 'none: Tutti chooses'],
    known().servers.has(node.address) ? ['As a server', h('a', { class: 'address', href: to.server(node.address) }, node.address)] : null,
  ];
}

function said(value, yes, no) {
  return value === null || value === undefined ? 'unknown' : value ? yes : no;
}

/** @param {import('../../types.js').GaleraAgent} agent */
function onTheHost(agent) {
  return [
    ['State', [agent.state, agent.why ? `: ${agent.why}` : null]],
    ['Address', h('span', { class: 'address' }, agent.address)],
    ['Process', [spoken(agent.process), agent.fenced ? ', kept stopped (fenced)' : null]],
    agent.doing ? ['Doing', agent.doing] : null,
    agent.position ? ['Position of its data', h('code', null, agent.position)] : null,
    agent.grastate ? ['grastate.dat', agent.grastate] : null,
    ['Data', `${bytes(agent.data_bytes)}; ${bytes(agent.free_bytes)} free`],
    typeof agent.clock_off_ms === 'number' && Math.abs(agent.clock_off_ms) >= 1_000
      ? ['Its clock', `${coarse(Math.abs(agent.clock_off_ms))} ${agent.clock_off_ms > 0 ? 'ahead' : 'behind'}, now ${clock(new Date(now() + agent.clock_off_ms).toISOString(), { now: now() })}`] : null,
    agent.causes?.length ? ['Its log says', agent.causes.map((cause, index) => h('div', { key: index, class: 'log-line' }, spoken(cause.kind), h('code', null, cause.line)))] : null,
  ];
}
