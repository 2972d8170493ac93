/** What would become of a cluster if one or two of its elements failed, and which small change would help. */

/** @import {WhatIf, WhatIfCase} from '../../types.js' */

import { h } from '../../dom.js';
import { counted, sentence } from '../../format.js';
import { badge, shape } from '../../icons.js';
import { casesChanged, known } from '../../store.js';

const SHOWN = 40;
const SURVIVES = { tone: 'ok', shape: 'ok', word: 'go on', rank: 0 };
const STOPS = { tone: 'bad', shape: 'bad', word: 'stop', rank: 1 };

/** @param {WhatIf|undefined} found undefined while nothing came */
export function whatIf(found) {
  if (!found) {
    return null;
  }
  const { cases, outages, failures, advice } = found;
  return h('section', { key: 'whatif', class: 'whatif', 'data-outages': outages },
    h('h2', null, 'If something fails'),
    h('p', { class: 'whatif-answer' }, shape(outages > 0 ? { tone: 'warn', shape: 'warn' } : { tone: 'ok', shape: 'ok' }), h('span', null,
      outages === 0 ? `None of ${counted(cases, 'case')} stops the whole cluster.` : `${outages} of ${counted(cases, 'case')} stop the whole cluster.`)),
    advice.length === 0 ? null : h('ol', { class: 'whatif-advice', 'aria-label': 'What would help' }, advice.map(one => h('li', { key: one.change }, sentence(one.sentence)))),
    filters(failures),
    table(failures));
}

/** @param {WhatIfCase[]} failures */
function filters(failures) {
  const { outages, elements } = known().cases;
  const fitting = of => failures.filter(one => (of.outages ? !one.survives : true) && (of.elements === 0 || one.elements === of.elements)).length;
  const choice = (label, options) => h('div', { class: 'choice', role: 'group', 'aria-label': label }, options.map(([text, change]) => h('button', {
    key: text, type: 'button', 'data-cases': text.toLowerCase(),
    'aria-pressed': Object.entries(change).every(([name, value]) => known().cases[name] === value) ? 'true' : 'false',
    onClick: () => casesChanged({ ...change, more: false }),
  }, text, h('span', { class: 'quiet' }, ` ${fitting({ outages, elements, ...change })}`))));
  return h('div', { class: 'toolbar' },
    choice('Which cases', [['Only outages', { outages: true }], ['All', { outages: false }]]),
    choice('How many fail', [['One or two', { elements: 0 }], ['One', { elements: 1 }], ['Two', { elements: 2 }]]));
}

/** @param {WhatIfCase[]} failures */
function table(failures) {
  const { outages, elements, more } = known().cases;
  const fitting = failures.filter(one => (outages ? !one.survives : true) && (elements === 0 || one.elements === elements));
  if (fitting.length === 0) {
    return h('p', { class: 'quiet' }, elements === 0 ? 'No such case.' : `No ${outages ? 'outage' : 'case'} with ${counted(elements, 'element')}.`);
  }
  const shown = more ? fitting : fitting.slice(0, SHOWN);
  return [
    h('table', { key: 'table', class: 'cases' },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Fails'), h('th', { scope: 'col' }, 'Writes'),
        h('th', { scope: 'col' }, 'Who goes on, who stops'))),
      h('tbody', null, shown.map(one => h('tr', { key: one.failure, 'data-survives': String(one.survives) },
        h('th', { scope: 'row' }, one.failure),
        h('td', null, badge(one.survives ? SURVIVES : STOPS)),
        h('td', null, sentence(one.sentence)))))),
    shown.length < fitting.length ? h('button', { key: 'more', class: 'secondary', type: 'button', 'data-action': 'more-cases', onClick: () => casesChanged({ more: true }) },
      `Show all ${fitting.length}`) : null,
  ];
}
