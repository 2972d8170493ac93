/** What is watched as a whole, chains and clusters alike, and where each server has its place on this page. */

/** @import {GaleraCluster, GaleraNode} from './types.js' */

import { to } from './format.js';
import { known } from './store.js';

/**
 * @typedef {object} Watched a chain or a cluster as one line
 * @property {string} key
 * @property {'chain'|'cluster'} is
 * @property {string} name
 * @property {string} state
 * @property {string} sentence
 * @property {?string} since
 * @property {boolean} recovering
 * @property {string} href
 */

/** @returns {Watched[]} */
export function watched() {
  const { chains, clusters } = known();
  const line = (is, href) => ({ name, state, sentence, since, recovering }) => ({
    key: `${is} ${name}`, is, name, state, sentence, since: since ?? null,
    recovering: recovering !== null && recovering !== undefined && recovering !== false, href: href(name),
  });
  return [...[...chains.values()].map(line('chain', to.chain)), ...[...clusters.values()].map(line('cluster', to.cluster))];
}

/**
 * The cluster that a server is a node of.
 *
 * @param {string} server its address, or the node's name with `within`
 * @param {string} [within] only in this cluster
 * @returns {?{cluster: GaleraCluster, node: GaleraNode}}
 */
export function nodeOf(server, within) {
  for (const cluster of known().clusters.values()) {
    const node = within && within !== cluster.name ? null
      : cluster.nodes.find(one => one.address === server || (within && one.name === server));
    if (node) {
      return { cluster, node };
    }
  }
  return null;
}

/**
 * Where a server is shown: a node with its cluster, everything else in its chain.
 *
 * @param {string} address
 * @returns {string}
 */
export function placeOf(address) {
  const found = nodeOf(address);
  return found && !known().servers.has(address) ? to.node(found.cluster.name, found.node.name) : to.server(address);
}
