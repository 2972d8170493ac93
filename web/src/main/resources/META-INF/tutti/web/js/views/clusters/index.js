/** Write/write clusters: all of them, or one. */

import { h } from '../../dom.js';
import { to } from '../../format.js';
import { known } from '../../store.js';
import { watched } from '../../watched.js';
import { byGravity, line } from '../lines.js';
import { clusterView } from './cluster.js';

/**
 * The cluster that an address shows. A cluster that has no brothers is shown where the list would be.
 *
 * @param {import('../../router.js').Route} here
 * @returns {?string}
 */
export function shownCluster(here) {
  const { clusters } = known();
  return here.view === 'cluster' ? here.name : here.view === 'clusters' && clusters.size === 1 ? [...clusters.keys()][0] : null;
}

/** @param {import('../../router.js').Route} here */
export function clustersView(here) {
  const name = shownCluster(here);
  const { clusters, clustersKnown: ready } = known();
  if (!ready && clusters.size === 0) {
    return h('p', { class: 'quiet wait' }, 'Asking the control plane…');
  }
  if (name === null) {
    return list();
  }
  const cluster = clusters.get(name);
  return cluster ? clusterView(cluster, here.node ?? null) : h('div', { key: 'nothing' }, h('h1', null, name),
    h('p', { class: 'quiet' }, 'No cluster of this name is described.'), h('p', null, h('a', { href: to.clusters() }, 'To the clusters')));
}

function list() {
  const lines = watched().filter(one => one.is === 'cluster').sort(byGravity);
  return h('div', { key: 'clusters', class: 'clusters' },
    h('h1', null, 'Clusters'),
    lines.length === 0
      ? h('p', { class: 'quiet' }, 'No cluster is described. The section “galera” of the configuration names one with its nodes.')
      : h('ul', { class: 'chain-list' }, lines.map(line)));
}
