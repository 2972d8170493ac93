/** One line for each chain or cluster: its state, the sentence, its servers as marks, since when. */

/** @import {GaleraCluster, Server} from '../types.js' */
/** @import {Watched} from '../watched.js' */

import { h } from '../dom.js';
import { counted, millis, naturally, sentence, since } from '../format.js';
import { signAmong } from '../galera.js';
import { badge, icon, shape } from '../icons.js';
import { known, membersOf, now } from '../store.js';
import { serverSign, stateSign } from '../words.js';

const MARKS_SHOWN = 60;
const GRAVITY = { alarm: 2, troubled: 1 };

function gravity(one) {
  return (GRAVITY[one.state] ?? 0) * 2 + (one.recovering ? 1 : 0);
}

/**
 * The troubled ones first, of those the latest; then by name.
 *
 * @param {Watched} a
 * @param {Watched} b
 */
export function byGravity(a, b) {
  return gravity(b) - gravity(a) || (gravity(a) > 0 ? (millis(b.since) || 0) - (millis(a.since) || 0) : 0) || naturally(a.name, b.name);
}

/** @param {Watched} one */
export function line(one) {
  const sign = stateSign(one);
  return h('li', { key: one.key, class: `chain-row tone-${sign.tone}`, [`data-${one.is}`]: one.name, 'data-state': one.state },
    h('a', { href: one.href },
      h('span', { class: 'chain-state' }, badge(sign)),
      h('span', { class: 'chain-name' }, one.name, one.is === 'cluster' ? [' ', h('span', { key: 'is', class: 'chip' }, 'cluster')] : null),
      h('span', { class: 'chain-sentence' }, sentence(one.sentence)),
      h('span', { class: 'chain-facts' }, one.is === 'cluster' ? ofCluster(known().clusters.get(one.name)) : ofChain(known().chains.get(one.name))),
      h('span', { class: 'chain-since' }, one.since ? since(one.since, now()) : null)));
}

/** @param {import('../types.js').Chain} chain */
function ofChain(chain) {
  return [
    marks(membersOf(chain.name).map(serverSign)),
    h('span', { class: 'chain-count' }, counted(chain.servers, 'server')),
    chain.primary ? h('span', { class: 'chain-primary address' }, icon('pen', 'primary'), chain.primary)
      : h('span', { class: 'chain-primary' }, 'primary unknown'),
  ];
}

/** @param {GaleraCluster} cluster */
function ofCluster(cluster) {
  const { nodes, arbitrators } = cluster;
  const sites = new Set([...nodes, ...arbitrators].map(member => member.site));
  const moving = nodes.filter(node => node.agent?.transfer).map(node => node.name);
  return [
    marks(nodes.map(node => signAmong(node, cluster))),
    h('span', { class: 'chain-count' }, counted(nodes.length, 'node'), arbitrators.length > 0 ? `, ${counted(arbitrators.length, 'arbitrator')}` : null,
      sites.size > 1 ? `, ${counted(sites.size, 'site')}` : null),
    moving.length > 0 ? h('span', { class: 'chain-moving' }, `state transfer to ${moving.join(', ')}`) : null,
  ];
}

/** A mark for each server, the troubled ones first; for many servers the troubled ones and a number. */
function marks(found) {
  const signs = found.sort((a, b) => b.rank - a.rank);
  const fine = signs.filter(sign => sign.rank === 0).length;
  const shown = signs.length <= MARKS_SHOWN / 2 ? signs : signs.filter(sign => sign.rank > 0).slice(0, MARKS_SHOWN / 3);
  return h('span', { class: 'marks', role: 'img', 'aria-label': `${fine} of ${signs.length} fine` },
    shown.map(shape), shown.length < signs.length ? h('span', { class: 'marks-rest' }, `${shown.length > 0 ? '+ ' : ''}${fine} fine`) : null);
}
