/** The members of a cluster as a ring of equals, with the ways between their sites; on a narrow screen as a dense list. */

/** @import {GaleraCluster, GaleraLink, GaleraNode} from '../../types.js' */
/** @import {Member, Place, Ring, Way} from '../../ring.js' */

import { h, patch } from '../../dom.js';
import { compact, number, to } from '../../format.js';
import { ARBITRATOR, isBroken, isSlow, marksOf, signAmong } from '../../galera.js';
import { shape } from '../../icons.js';
import { middle, ringOf } from '../../ring.js';
import { hint } from './hint.js';

/**
 * @param {GaleraCluster} cluster
 * @param {?string} selected name of the node whose details are shown
 */
export function map(cluster, selected) {
  const draw = element => drawInto(element, cluster, selected);
  return h('div', { key: 'map', class: 'ring', opaque: true, created: draw, updated: draw });
}

function drawInto(element, cluster, selected) {
  const ring = ringOf(cluster, element.clientWidth);
  element.className = `ring as-${ring.geometry}`;
  element.style.height = ring.geometry === 'ring' ? `${ring.height}px` : '';
  const said = ring.ways.filter(way => way.words.length > 0);
  patch(element, [
    ring.geometry === 'ring' ? lines(ring) : null,
    h('div', { key: 'places', class: 'ring-places' }, ring.places.map(place => placeOf(place, ring, cluster, selected))),
    said.length === 0 ? null : h('section', { key: 'ways', class: 'ring-ways' },
      h('h3', { class: ring.geometry === 'ring' ? 'heard-only' : null }, 'Between the sites'),
      h('ul', null, said.map(way => wayLabel(way, ring)))),
  ]);
}

/** @param {Ring} ring */
function lines({ ways, height }) {
  return h('svg', { key: 'lines', class: 'ring-lines', width: '100%', height, 'aria-hidden': 'true' }, ways.map(({ key, from, to: end, link, relayed }) => {
    const [a, b] = [middle(from), middle(end)];
    return h('line', {
      key, x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: `way ${isBroken(link) || (link && isSlow(link)) ? 'way-slow' : relayed ? 'way-relayed' : ''}`,
    });
  }));
}

/**
 * @param {Way} way
 * @param {Ring} ring
 */
function wayLabel({ key, from, to: end, link, relayed, words: [says, wrong], label }, { geometry }) {
  return h('li', {
    key, class: `way-label ${wrong && isSlow(link) ? 'is-slow' : ''} ${relayed ? 'is-relayed' : ''}`, 'data-way': key,
    style: geometry === 'ring' ? { left: `${middle(label).x}px`, top: `${middle(label).y}px` } : {},
    title: titleOf(relayed, link),
  },
  h('span', { class: 'way-ends' }, `${from.site} – ${end.site}`),
  h('span', { class: 'way-says' }, says),
  !wrong && link?.tunnels?.over.length > 0 ? h('span', { class: 'way-over' }, `over ${link.tunnels.over.join(', ')}`) : null,
  wrong ? h('span', { class: 'way-wrong' }, shape({ tone: 'warn', shape: 'warn' }), h('span', { class: 'word tone-warn' }, wrong)) : null);
}

function titleOf(relayed, link) {
  const over = link?.tunnels?.over.length > 0 ? `; ${link.tunnels.over.join(', ')} passes it on` : '';
  return relayed ? 'no link of its own: others pass it on'
    : `round trip · rate now of what it is usually${link.measured_at ? `; measured ${link.measured_at} (UTC)` : ''}${over}`;
}

/**
 * @param {Place} place
 * @param {Ring} ring
 */
function placeOf({ key, site, members, x, y, w, h: height }, { geometry }, cluster, selected) {
  return h('section', {
    key, class: site === null ? 'ring-site is-one' : 'ring-site', 'data-site': site,
    style: geometry === 'ring' ? { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${height}px` } : {},
  },
  site === null ? null : h('h3', null, site),
  h('ul', null, members.map(member => h('li', { key: member.key },
    member.node ? nodeCard(member.node, cluster, selected) : arbitratorCard(member)))));
}

/**
 * @param {GaleraNode} node
 * @param {GaleraCluster} cluster
 */
function nodeCard(node, cluster, selected) {
  const sign = signAmong(node, cluster);
  const chosen = node.name === selected;
  return h('a', {
    class: `node-card is-${sign.tone} ${node.answering ? '' : 'is-away'} ${chosen ? 'chosen' : ''}`, href: to.node(cluster.name, node.name),
    'data-node': node.name, 'data-state': sign.word, 'aria-current': chosen ? 'true' : null, title: node.address,
  },
  h('span', { class: 'node-name' }, shape(sign), h('span', { class: 'address' }, node.name),
    marksOf(node, cluster).map(mark => h('span', { key: mark, class: 'chip' }, mark))),
  h('span', { class: 'node-state' }, h('span', { class: `word tone-${sign.tone}` }, sign.word),
    h('span', { class: 'node-weight' }, `weight ${node.weight}`)),
  h('span', { class: 'node-facts', title: 'received queue: what waits to be applied · flow control sent: how often it asked the others to wait' }, node.answering
    ? `queue ${compact(node.receive_queue)} · flow control ${compact(node.flow_control_sent)}` : lastSeen(node)),
  h('span', { class: 'node-hint' }, hint(node)));
}

/** How far its data are, from its host if that tells, else as it was when it was last seen. */
function lastSeen({ agent, last_known: known }) {
  const at = text => number(Number(text.slice(text.lastIndexOf(':') + 1)));
  return agent?.position ? `its data are at ${at(agent.position)}` : known ? `last known at ${at(known)}` : 'position not known';
}

/** @param {Member} member */
function arbitratorCard({ arbitrator }) {
  return h('div', { class: 'node-card is-arbitrator', 'data-node': arbitrator.name },
    h('span', { class: 'node-name' }, shape(ARBITRATOR), h('span', { class: 'address' }, arbitrator.name)),
    h('span', { class: 'node-state' }, h('span', { class: 'word tone-off' }, ARBITRATOR.word),
      h('span', { class: 'node-weight' }, `weight ${arbitrator.weight}`)));
}
