/** State transfers that are under way: how far, how fast, how much longer. */

/** @import {GaleraCluster, GaleraNode} from '../../types.js' */

import { h } from '../../dom.js';
import { to } from '../../format.js';
import { share, transferWords } from '../../galera.js';

/**
 * Every transfer to a node of this cluster.
 *
 * @param {GaleraCluster} cluster
 * @param {?string} [but] the node whose transfer is shown elsewhere
 */
export function transfers(cluster, but = null) {
  const running = cluster.nodes.filter(node => node.agent?.transfer && node.name !== but);
  return running.length === 0 ? null : h('ul', { key: 'transfers', class: 'transfers' }, running.map(node => h('li', { key: node.name, 'data-transfer': node.name },
    h('p', { class: 'transfer-title' }, 'State transfer to ', h('a', { class: 'address', href: to.node(cluster.name, node.name) }, node.name)),
    transfer(node))));
}

/**
 * The bar with its words.
 *
 * @param {GaleraNode} node one with a transfer
 */
export function transfer(node) {
  const percent = share(node.agent.transfer);
  return h('div', { key: 'transfer', class: 'transfer' },
    h('div', { class: 'transfer-line' }, bar(node, false), percent === null ? null : h('strong', null, `${percent} %`)),
    h('p', { class: 'transfer-words' }, transferWords(node.agent.transfer).map(words => h('span', { key: words }, words))));
}

/**
 * @param {GaleraNode} node
 * @param {boolean} slim whether the words stand elsewhere, so that this one need not be heard twice
 */
export function bar(node, slim) {
  const percent = share(node.agent.transfer);
  const words = transferWords(node.agent.transfer).join(', ');
  return h('span', {
    key: 'bar', class: `progress ${slim ? 'slim' : ''} ${percent === null ? 'of-unknown' : ''}`,
    role: slim ? null : 'progressbar', 'aria-hidden': slim ? 'true' : null,
    'aria-label': slim ? null : `State transfer to ${node.name}`, 'aria-valuemin': slim ? null : '0', 'aria-valuemax': slim ? null : '100',
    'aria-valuenow': slim || percent === null ? null : String(percent), 'aria-valuetext': slim ? null : words,
  }, h('span', { class: 'progress-done', style: { width: `${percent ?? 100}%` } }));
}
