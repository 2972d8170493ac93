/** One cluster: what is wrong and what can be done, its ring, and what would become of it. Beside it the node that was chosen. */

/** @import {GaleraCluster} from '../../types.js' */

import { h } from '../../dom.js';
import { sentence, since, time, to } from '../../format.js';
import { sideName, splitSides } from '../../galera.js';
import { badge } from '../../icons.js';
import { known, now, recoveries } from '../../store.js';
import { ofCluster, stateSign } from '../../words.js';
import { strips } from '../strips.js';
import { why } from '../why.js';
import { clusterButtons } from './actions.js';
import { advice } from './advice.js';
import { map } from './map.js';
import { nodePanel } from './nodepanel.js';
import { problems } from './problems.js';
import { transfers } from './transfer.js';
import { whatIf } from './whatif.js';

const AFTER_OUTAGE = { automatic: 'Tutti recovers when it is certain, else it asks', by_hand: 'a person decides (by hand)', off: 'recovery is off' };
const AFTER_CRASH = { automatic: 'Tutti starts it again', by_hand: 'a person decides (by hand)', off: 'restarting is off' };

/**
 * @param {GaleraCluster} cluster
 * @param {?string} selected name of the node whose details are shown
 */
export function clusterView(cluster, selected) {
  const { name } = cluster;
  return h('div', {
    class: `cluster ${selected === null ? '' : 'with-node'}`, key: `cluster ${name}`, 'data-cluster': name, 'data-state': cluster.state,
  },
  head(cluster, selected),
  strips(recoveries(name).filter(ofCluster)),
  h('div', { class: 'cluster-body' },
    h('section', { class: 'cluster-map', 'aria-label': 'Members' }, transfers(cluster, selected), map(cluster, selected)),
    h('aside', { class: 'side', 'aria-label': selected === null ? 'Trouble and actions' : 'Node' },
      selected === null ? [about(cluster), why(name, { said: true })] : nodePanel(cluster, selected)),
    h('div', { class: 'cluster-more' }, whatIf(known().whatIf.get(name)), advice(known().advice.get(name)))));
}

/** @param {GaleraCluster} cluster */
function head(cluster, selected) {
  const sign = stateSign(cluster);
  return h('header', { class: `chain-head tone-${sign.tone}` },
    h('p', { class: 'crumbs' }, h('a', { href: to.clusters() }, 'Clusters'), ' / ',
      selected === null ? cluster.name : [h('a', { href: to.cluster(cluster.name) }, cluster.name), ` / ${selected}`]),
    h('div', { class: 'chain-title' }, h('h1', null, cluster.name), badge(sign),
      h('span', { class: 'quiet' }, cluster.since ? since(cluster.since, now()) : cluster.at ? ['seen ', time(cluster.at, { now: now() })] : null)),
    h('p', { class: 'chain-says' }, sentence(cluster.sentence)),
    cluster.care ? h('p', { class: 'care' }, sentence(cluster.care)) : null);
}

/** @param {GaleraCluster} cluster */
function about(cluster) {
  return h('div', { class: 'about', key: 'about' },
    clusterButtons(cluster),
    problems(cluster.problems, cluster.sentence),
    h('dl', { class: 'facts' }, [
      ['Members', `${cluster.members}, ${cluster.votes} votes`],
      ['Take writes', writers(cluster)],
      cluster.recovery_mode ? ['After a total outage', AFTER_OUTAGE[cluster.recovery_mode] ?? cluster.recovery_mode] : null,
      cluster.restart_mode ? ['If a node crashes', AFTER_CRASH[cluster.restart_mode] ?? cluster.restart_mode] : null,
      ...[['Recovery under way', cluster.recovering], ['Last recovery', cluster.last_recovery]].map(([title, id]) => id === null || id === undefined ? null
        : [title, h('a', { href: to.recovery(id), 'data-recovery-link': id }, `Recovery ${id}`)]),
    ].filter(Boolean).map(([title, value]) => [h('dt', { key: title }, title), h('dd', { key: `${title} value` }, value)])));
}

/** @param {GaleraCluster} cluster */
function writers(cluster) {
  const sides = splitSides(cluster);
  return sides.length > 0 ? sides.map((side, index) => h('div', { key: index }, `side ${sideName(index)}: ${side.map(node => node.name).join(', ')}`))
    : `${cluster.nodes.filter(node => node.component === 'primary' && node.ready !== false).length} of ${cluster.nodes.length} nodes`;
}
