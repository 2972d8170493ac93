/** What happened to names: what they answered before, which checks went up and down, what people said. Newest first. */

/** @import {NameChange} from '../types.js' */

import { h } from '../dom.js';
import { sentence, time } from '../format.js';
import { shape } from '../icons.js';
import { known, namingChanged, now } from '../store.js';
import { clients, isLookedFor } from './nametable.js';

const SIGNS = { up: { tone: 'ok', shape: 'ok' }, down: { tone: 'bad', shape: 'lost' }, other: { tone: 'off', shape: 'ok' } };
const SHOWN = 10;

/** @param {NameChange[]} changes the newest first */
export function whatChanged(changes) {
  const { filter, allChanges } = known().naming;
  const found = changes.filter(one => isLookedFor([one.subject, ...one.from, ...one.to].join(' '), filter));
  return h('section', { key: 'changed', class: 'names-section', 'aria-labelledby': 'changed' },
    h('h2', { id: 'changed' }, 'What changed'),
    found.length === 0 ? h('p', { class: 'quiet' }, changes.length === 0 ? 'Nothing yet.' : `Nothing that is called like “${filter}”, as far back as is kept.`)
      : h('ol', { class: 'changes' }, (allChanges ? found : found.slice(0, SHOWN)).map((one, index) => change(one, `${one.at} ${one.kind} ${one.subject} ${clients(one.clients)} ${index}`))),
    found.length <= SHOWN ? null : h('button', {
      class: 'secondary', type: 'button', 'data-action': 'all-changes', onClick: () => namingChanged({ allChanges: !allChanges }),
    }, allChanges ? `Show the last ${SHOWN}` : `Show the last ${found.length}`));
}

/** @param {NameChange} one */
function change(one, key) {
  const explained = one.kind === 'name' || one.kind === 'check';
  return h('li', { key, 'data-change': one.subject, 'data-kind': one.kind },
    h('span', { class: 'change-at quiet' }, time(one.at, { now: now() })),
    h('span', { class: 'change-sign' }, shape(signOf(one))),
    h('div', { class: 'change-text' },
      h('strong', null, one.subject), one.clients.all ? null : h('span', { class: 'quiet' }, ` for clients of ${clients(one.clients)}`), one.clients.all ? ' ' : ': ',
      said(one), explained ? h('div', { class: 'quiet' }, one.kind === 'check' ? sentence(one.because) : one.because) : null));
}

/** @param {NameChange} one */
function signOf({ kind, to }) {
  return kind === 'name' ? to.length === 0 ? SIGNS.down : SIGNS.other : SIGNS[to[0]] ?? SIGNS.other;
}

/** @param {NameChange} one */
function said({ kind, from, to }) {
  switch (kind) {
    case 'name': return [h('span', { class: 'change-from' }, from.join(', ') || 'nobody'), ' → ', h('span', { class: 'change-to' }, to.join(', ') || 'nobody')];
    case 'check': return `went ${to[0]}`;
    case 'start': return 'started: what checks find was not known at first, and nothing was held against anybody';
    default: return to.length === 0 ? 'is left to what is known again' : `was set ${to[0]} by hand`;
  }
}
