/** Where clients should write, from what was measured. */

/** @import {WriteAdvice} from '../../types.js' */

import { h } from '../../dom.js';
import { number, sentence } from '../../format.js';
import { shape } from '../../icons.js';

const SAYS = {
  any_node: [{ tone: 'ok', shape: 'ok' }, 'Write at any node'],
  by_site: [{ tone: 'warn', shape: 'warn' }, 'Route writes by site'],
  one_writer: [{ tone: 'warn', shape: 'warn' }, 'Send all writes to one node'],
  unknown: [{ tone: 'off', shape: 'unknown' }, 'Not known yet'],
};

/** @param {WriteAdvice|undefined} found undefined while nothing came */
export function advice(found) {
  if (!found) {
    return null;
  }
  const [sign, headline] = SAYS[found.recommendation] ?? SAYS.unknown;
  return h('section', { key: 'advice', class: 'write-advice', 'data-recommendation': found.recommendation },
    h('h2', null, 'Where to write'),
    h('p', { class: 'whatif-answer' }, shape(sign), h('strong', null, headline)),
    h('p', null, sentence(found.sentence)),
    list('reasons', found.reasons),
    found.writers.length === 0 ? null : h('table', { class: 'cases writers' },
      h('thead', null, h('tr', null, ['Writer', 'Commits', 'Lost to conflicts', 'Share', 'Commit waits'].map(name => h('th', { key: name, scope: 'col' }, name)))),
      h('tbody', null, found.writers.map(one => h('tr', { key: one.node },
        h('th', { scope: 'row' }, one.node, h('span', { class: 'quiet' }, ` ${one.site}`)),
        cell('Commits', number(one.commits_per_second, 'a second')), cell('Lost to conflicts', number(one.conflicts_per_second, 'a second')),
        cell('Share', typeof one.conflict_share === 'number' ? `${number(one.conflict_share * 100)} %` : '–'), cell('Commit waits', number(one.latency_ms, 'ms')))))),
    found.tables.length === 0 ? null : [h('h3', { key: 'tables' }, 'Tables with conflicts'), h('ul', { key: 'table list', class: 'conflict-tables' },
      found.tables.map(one => h('li', { key: one.table }, h('code', null, one.table), h('span', null, number(one.conflicts)))))],
    found.auto_increment.length === 0 ? null : [h('h3', { key: 'numbers' }, 'Auto-increment'), list('auto', found.auto_increment)]);
}

/** A cell that tells its column where the table has no head, on a narrow screen. */
function cell(name, value) {
  return h('td', { key: name, 'data-name': name }, value);
}

function list(key, sentences) {
  return sentences.length === 0 ? null : h('ul', { key, class: 'sentences' }, sentences.map(text => h('li', { key: text }, sentence(text))));
}
