/** What is wrong with a cluster or one of its nodes, what to do about it, and what would show that it is not so. */

/** @import {GaleraProblem} from '../../types.js' */

import { h } from '../../dom.js';
import { counted, sentence } from '../../format.js';
import { SEVERITIES } from '../../galera.js';
import { shape } from '../../icons.js';
import { spoken } from '../../words.js';

const SHOWN = 4;

/**
 * @param {GaleraProblem[]} found in the order in which they matter
 * @param {string} said what the head of the page says already
 */
export function problems(found, said) {
  const problem = one => problemOf(one, said);
  const grave = found.filter(one => one.severity !== 'notice');
  const shown = grave.slice(0, SHOWN);
  const rest = found.filter(one => !shown.includes(one));
  return found.length === 0 ? null : h('div', { key: 'problems', class: 'galera-problems' },
    shown.length > 0 ? h('ul', { class: 'notices' }, shown.map(problem)) : null,
    rest.length > 0 ? h('details', { key: 'rest' }, h('summary', null, shown.length > 0 ? `and ${counted(rest.length, 'more', 'more')}`
      : counted(rest.length, 'notice')), h('ul', { class: 'notices' }, rest.map(problem))) : null);
}

/** @param {GaleraProblem} one */
function problemOf(one, said) {
  const sign = SEVERITIES[one.severity] ?? SEVERITIES.notice;
  return h('li', { key: `${one.kind} ${one.nodes.length > 0 ? one.nodes.join(' ') : one.sentence}`, class: `tone-${sign.tone}`, 'data-problem': one.kind },
    shape(sign),
    h('div', null,
      h('p', null, h('span', { class: 'heard-only' }, `${sign.word}: `), one.sentence === said ? h('strong', null, sentence(spoken(one.kind))) : sentence(one.sentence)),
      h('p', { class: 'to-do' }, h('strong', null, 'To do: '), sentence(one.what_to_do)),
      h('details', null, h('summary', null, 'What would refute it'), h('p', null, sentence(one.what_would_refute)))));
}
