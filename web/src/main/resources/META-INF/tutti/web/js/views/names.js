/** Names: what each answers now and why, what has changed, what people have said, and how the other routers stand. */

/** @import {Override, Router} from '../types.js' */

import { change } from '../api.js';
import { h } from '../dom.js';
import { clock } from '../format.js';
import { badge } from '../icons.js';
import { askNames } from '../nameswatch.js';
import { known, now, overrideChanged } from '../store.js';
import { token } from '../token.js';
import { whatChanged } from './changes.js';
import { nameTable } from './nametable.js';

const DONE = { tone: 'ok', shape: 'ok', word: 'says the same', rank: 0 };
const OPEN = { tone: 'warn', shape: 'warn', word: 'may say something else', rank: 1 };

/** @returns {any} */
export function namesView() {
  const { names, namesKnown } = known();
  return h('div', { class: 'names', key: 'names' },
    h('h1', null, 'Names'),
    names === null
      ? h('p', { class: 'quiet' }, namesKnown
        ? 'This control plane serves no names. Where clients are sent can be decided here: set traffic.dns in its configuration.'
        : 'Asking the control plane…')
      : [nameTable(names.names), whatChanged(names.changes), byHand(names.overrides), routers(names.routers)]);
}

/** @param {Override[]} overrides */
function byHand(overrides) {
  const { pattern, message } = known().override;
  return h('section', { key: 'by-hand', class: 'names-section', 'aria-labelledby': 'by-hand' },
    h('h2', { id: 'by-hand' }, 'Said by hand'),
    overrides.length === 0 ? h('p', { class: 'quiet' }, 'Nothing: every target is left to what is known of it.')
      : h('ul', { class: 'said' }, overrides.map(one => h('li', { key: one.pattern, 'data-override': one.pattern },
        h('span', null, h('strong', null, one.pattern), one.up ? ' is set up' : ' is set down'),
        token() ? h('button', { class: 'secondary', type: 'button', onClick: () => say(one.pattern, null) }, 'Leave it to what is known') : null))),
    token() ? h('form', { class: 'toolbar', onSubmit: event => event.preventDefault() },
      h('input', {
        type: 'text', 'aria-label': 'Targets', placeholder: 'target, or paris*', value: pattern,
        onInput: event => overrideChanged({ pattern: event.target.value, message: '' }),
      }),
      h('button', { class: 'secondary', type: 'button', 'data-action': 'set-down', disabled: !pattern, onClick: () => say(pattern, false) }, 'Set down'),
      h('button', { class: 'secondary', type: 'button', 'data-action': 'set-up', disabled: !pattern, onClick: () => say(pattern, true) }, 'Set up')) : null,
    message ? h('p', { role: 'status' }, message) : null);
}

async function say(pattern, up) {
  const answer = await change('POST', '/dns/override', up === null ? { pattern } : { pattern, up });
  overrideChanged(answer.ok ? { pattern: '', message: '' } : { message: answer.message });
  await askNames();
}

/** @param {Router[]} all */
function routers(all) {
  return all.length === 0 ? null : h('section', { key: 'routers', class: 'names-section', 'aria-labelledby': 'routers' },
    h('h2', { id: 'routers' }, 'Other routers'),
    h('table', { class: 'cases' },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Router'), h('th', { scope: 'col' }, 'State'), h('th', { scope: 'col' }, 'What was read back there'))),
      h('tbody', null, all.map(one => h('tr', { key: one.provider, 'data-router': one.provider },
        h('th', { scope: 'row' }, one.provider, h('div', { class: 'quiet' }, one.title)),
        h('td', null, badge(one.done ? DONE : OPEN)),
        h('td', null, Object.entries(one.says).map(([name, says]) => h('div', { key: name }, `${name}: ${says}`)),
          one.done ? h('div', { class: 'quiet' }, 'looked at again ', clock(one.next, { now: now() })) : h('div', null, one.sentence)))))));
}
