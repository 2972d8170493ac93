/** What failures of one or of two parts would do, the worst first; those that do no harm are folded away. */

/** @import {MeshFailure, MeshPlan} from '../../types.js' */

import { h } from '../../dom.js';
import { counted, naturally } from '../../format.js';
import { badge } from '../../icons.js';
import { failuresToggled, known } from '../../store.js';

const SHOWN = 20;
const FINE = { tone: 'ok', shape: 'ok', word: 'no harm', rank: 0 };
const APART = { tone: 'warn', shape: 'warn', word: 'cut off', rank: 1 };
const STOPS = { tone: 'bad', shape: 'bad', word: 'writes stop', rank: 2 };

/**
 * @param {MeshPlan} plan
 * @param {number} parts how many fail
 * @param {string} title
 */
export function failures(plan, parts, title) {
  const all = plan.failures.filter(one => one.failed.length === parts);
  const bad = all.filter(one => !one.harmless).sort((a, b) => gravity(b) - gravity(a) || naturally(a.what, b.what));
  const fine = all.filter(one => one.harmless);
  const { harmless, all: whole } = known().failures;
  const shown = [...whole.has(parts) ? bad : bad.slice(0, SHOWN), ...harmless.has(parts) ? fine : []];
  const button = (which, words) => h('button', {
    key: which, class: 'secondary', type: 'button', 'data-action': `${which}-${parts}`, onClick: () => failuresToggled(which, parts),
  }, words);
  return h('section', { key: parts, 'data-parts': parts },
    h('h2', null, title, h('span', { class: 'quiet' }, ` · ${bad.length} of ${all.length} do harm`)),
    shown.length === 0 ? null : table(shown),
    h('div', { class: 'toolbar' },
      bad.length <= SHOWN ? null : button('all', whole.has(parts) ? 'Show the worst only' : `Show all ${bad.length} that do harm`),
      fine.length === 0 ? null : button('harmless', `${harmless.has(parts) ? 'Hide' : 'Show'} ${counted(fine.length, 'failure')} without harm`)));
}

/** A cluster that stops outweighs any number of sites that do not reach each other. */
function gravity({ clusters, apart }) {
  return clusters.filter(one => !one.writes).length * 1e6 + clusters.filter(one => !one.writes_in_turn).length * 1e3 + apart.length;
}

/** @param {MeshFailure[]} shown */
function table(shown) {
  const withClusters = shown.some(one => one.clusters.length > 0);
  return h('table', { class: 'cases mesh-cases' },
    h('thead', null, h('tr', null, ['Fails', 'Harm', withClusters ? 'The sites, and the clusters on them' : 'The sites'].map(title => h('th', { scope: 'col' }, title)))),
    h('tbody', null, shown.map(one => h('tr', { key: one.what, 'data-failure': one.what, 'data-harmless': String(one.harmless) },
      h('th', { scope: 'row' }, one.what),
      h('td', null, badge(one.harmless ? FINE : one.clusters.every(cluster => cluster.writes && cluster.writes_in_turn) ? APART : STOPS)),
      h('td', null, h('div', null, one.ways), one.clusters.map(cluster => h('div', { key: cluster.name }, cluster.sentence)))))));
}
