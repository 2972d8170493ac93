/** Write/write clusters: their sites with nodes, what is wrong, and what would become of them. */

import { h } from '../dom.js';
import { counted } from '../format.js';
import { badge } from '../icons.js';

const SIGNS = {
  calm: { tone: 'ok', shape: 'ok', word: 'calm' },
  troubled: { tone: 'warn', shape: 'warn', word: 'troubled' },
  alarm: { tone: 'bad', shape: 'bad', word: 'alarm' },
  not_yet: { tone: 'off', shape: 'unknown', word: 'not looked at yet' },
  error: { tone: 'bad', shape: 'bad', word: 'error' },
  warning: { tone: 'warn', shape: 'warn', word: 'warning' },
  notice: { tone: 'off', shape: 'ok', word: 'notice' },
};

/**
 * @param {?{clusters: any[], whatIf: Map<string, any>}} seen null while nothing came
 * @returns {any}
 */
export function clusters(seen) {
  if (seen === null) {
    return h('p', { class: 'quiet', key: 'clusters' }, 'Asking the control plane…');
  }
  return h('div', { class: 'galera', key: 'clusters' },
    h('h1', null, 'Clusters'),
    seen.clusters.length === 0
      ? h('p', { class: 'quiet' }, 'No cluster is described. The section “galera” of the configuration names one with its nodes.')
      : seen.clusters.map(one => cluster(one, seen.whatIf.get(one.name))));
}

function cluster(one, whatIf) {
  const sites = [...new Set([...one.nodes, ...one.arbitrators].map(member => member.site))].sort();
  return h('section', { class: 'galera-cluster', key: one.name, 'data-cluster': one.name, 'data-state': one.state },
    h('h2', null, one.name, ' ', badge(SIGNS[one.state] ?? SIGNS.not_yet)),
    h('p', null, one.sentence),
    h('div', { class: 'galera-sites' }, sites.map(site => h('div', { class: 'galera-site', key: site, 'data-site': site },
      h('h3', null, site),
      h('ul', null,
        one.nodes.filter(node => node.site === site).map(nodeCard),
        one.arbitrators.filter(arbitrator => arbitrator.site === site).map(arbitratorCard))))),
    one.links.length === 0 ? null : h('p', { class: 'quiet' }, 'Links: ',
      one.links.map(link => `${link.one} – ${link.other}`).join(', ')),
    one.problems.length === 0 ? null : h('ul', { class: 'galera-problems' }, one.problems.map(problem)),
    whatIf ? ifFails(whatIf) : null);
}

function nodeSign(node) {
  if (!node.answering) {
    return { tone: 'bad', shape: 'lost', word: 'no answer' };
  }
  if (node.component !== 'primary') {
    return { tone: 'bad', shape: 'bad', word: `${spoken(node.component)}, ${spoken(node.state)}` };
  }
  return node.state === 'synced' ? { tone: 'ok', shape: 'ok', word: 'synced' }
    : { tone: 'warn', shape: 'warn', word: spoken(node.state) };
}

function spoken(word) {
  return word.replaceAll('_', ' ');
}

function nodeCard(node) {
  return h('li', { class: 'galera-node', key: node.name, 'data-node': node.name },
    h('p', null, h('strong', null, node.name), ' ', badge(nodeSign(node))),
    h('p', { class: 'quiet address' }, node.address),
    node.answering
      ? h('p', { class: 'quiet' }, `weight ${node.weight} · receive queue ${node.receive_queue} · flow control sent `
          + `${node.flow_control_sent} · committed ${node.last_committed ?? '–'} · IST window ${node.ist_window}`)
      : h('p', { class: 'quiet' }, node.detail));
}

function arbitratorCard(arbitrator) {
  return h('li', { class: 'galera-node', key: `arbitrator ${arbitrator.name}`, 'data-node': arbitrator.name },
    h('p', null, h('strong', null, arbitrator.name), ' ', badge({ tone: 'off', shape: 'unknown', word: 'arbitrator' })),
    h('p', { class: 'quiet' }, `weight ${arbitrator.weight}`));
}

function problem(one) {
  return h('li', { key: `${one.kind} ${one.nodes.join(' ')}`, 'data-problem': one.kind },
    h('p', null, badge(SIGNS[one.severity] ?? SIGNS.notice), ' ', one.sentence),
    h('p', { class: 'quiet' }, `What to do: ${one.what_to_do}.`),
    h('p', { class: 'quiet' }, `Refuted by: ${one.what_would_refute}.`));
}

/** Cases that everybody survives need no row: what stops somebody is what there is to know. */
function ifFails(whatIf) {
  const told = whatIf.failures.filter(one => !one.survives || one.elements === 1);
  return h('details', { class: 'galera-whatif' },
    h('summary', null, `If something fails: ${whatIf.outages} of ${counted(whatIf.cases, 'case')} stop the whole cluster`),
    whatIf.advice.length === 0 ? null : h('ul', null,
      whatIf.advice.map(one => h('li', { key: one.change }, `Advice: ${one.sentence}.`))),
    h('table', null,
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Fails'), h('th', { scope: 'col' }, 'Writes'),
        h('th', { scope: 'col' }, 'Who goes on, who stops'))),
      h('tbody', null, told.map(one => h('tr', { key: one.failure },
        h('td', null, one.failure),
        h('td', null, badge(one.survives ? { ...SIGNS.calm, word: 'go on' } : { ...SIGNS.alarm, word: 'stop' })),
        h('td', null, one.sentence))))));
}
