/** What can be asked of a cluster or a node. Each button opens the plan; nothing is done before it was seen. */

/** @import {GaleraCluster, GaleraNode} from '../../types.js' */

import { h } from '../../dom.js';
import { isDesynced, isSplit } from '../../galera.js';
import { showDialog } from '../../store.js';

/** @param {GaleraCluster} cluster */
export function clusterButtons(cluster) {
  const { name, nodes, state, recovering } = cluster;
  const split = isSplit(cluster);
  // What Tutti does already need not be asked for.
  const nobody = (recovering === null || recovering === undefined) && !nodes.some(node => node.component === 'primary');
  const withoutQuorum = nodes.some(node => node.component === 'non_primary');
  const neverSeen = nodes.length > 0 && nodes.every(node => !node.answering && !node.last_known);
  const missing = state !== 'calm' || nodes.some(node => !node.answering);
  return h('div', { class: 'buttons', key: 'buttons', role: 'group', 'aria-label': `Actions for ${name}` },
    split ? button('fence', 'Fence a side…', { kind: 'galera_fence', cluster: name }, true) : null,
    withoutQuorum ? button('heal', 'Heal…', { kind: 'galera_heal', cluster: name }, nobody) : null,
    neverSeen ? button('bootstrap', 'Begin a new cluster…', { kind: 'galera_bootstrap', cluster: name, first: null }) : null,
    missing && !split ? button('recover', 'Recover…', { kind: 'galera_recover', cluster: name }, nobody && !withoutQuorum) : null,
    button('weights', 'Weights…', { kind: 'galera_weights', cluster: name, weights: {} }),
    button('rolling', 'Rolling restart…', { kind: 'galera_rolling', cluster: name, command: 'restart' }));
}

/**
 * @param {GaleraCluster} cluster
 * @param {GaleraNode} node
 */
export function nodeButtons(cluster, node) {
  const of = { cluster: cluster.name, node: node.name };
  const synced = node.answering && node.component === 'primary' && node.state === 'synced';
  return h('div', { class: 'buttons', key: 'buttons', role: 'group', 'aria-label': `Actions for ${node.name}` },
    button('resync', 'Resync…', { kind: 'galera_resync', ...of, donors: [] }, !synced && !node.quarantined && !node.agent?.transfer),
    node.quarantined ? button('release', 'Release…', { kind: 'galera_release', ...of }, true)
      : button('quarantine', 'Quarantine…', { kind: 'galera_quarantine', ...of }),
    isDesynced(node) ? button('desync', 'End desync…', { kind: 'galera_desync', ...of, on: false })
      : button('desync', 'Desync…', { kind: 'galera_desync', ...of, on: true }),
    button('donors', 'Preferred donors…', { kind: 'galera_donors', ...of, donors: node.donors ?? [] }));
}

function button(action, label, dialog, first = false) {
  return h('button', { key: action, class: first ? 'primary' : 'secondary', type: 'button', 'data-action': action, onClick: () => showDialog(dialog) }, label);
}
