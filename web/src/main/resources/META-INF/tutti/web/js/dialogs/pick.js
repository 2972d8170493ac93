/** Chooses the new source of a server with the keyboard or a finger; what dragging does with a mouse. */

import { h } from '../dom.js';
import { naturally } from '../format.js';
import { shape } from '../icons.js';
import { known, membersOf, showDialog } from '../store.js';
import { serverSign } from '../words.js';
import { product } from '../card.js';
import { closeDialog, update } from './dialog.js';

const SHOWN = 60;

/** Those that can hardly be meant stand last, so that Enter alone never chooses a dead server. */
function unlikely(server, moving) {
  return server.lost || server.contact !== 'answering' ? 2 : moving?.source === server.address ? 1 : 0;
}

/** @param {{kind: 'pick', address: string, filter: string, index: number}} open */
export function pick(open) {
  const moving = known().servers.get(open.address);
  const text = open.filter.toLowerCase();
  const matching = membersOf(moving?.chain ?? '')
    .filter(server => server.address !== open.address && (server.address.toLowerCase().includes(text) || server.site?.toLowerCase().includes(text)))
    .sort((a, b) => unlikely(a, moving) - unlikely(b, moving) || a.depth - b.depth || naturally(a.address, b.address));
  const shown = matching.slice(0, SHOWN);
  const index = Math.max(0, Math.min(open.index, shown.length - 1));
  const choose = server => server && showDialog({ kind: 'move', address: open.address, below: server.address });
  const keys = {
    ArrowDown: () => update(open, { index: Math.min(index + 1, shown.length - 1) }),
    ArrowUp: () => update(open, { index: Math.max(index - 1, 0) }),
    Enter: () => choose(shown[index]),
  };
  return {
    title: ['Move ', h('span', { class: 'address' }, open.address), ' below…'],
    body: h('div', { key: 'pick', class: 'pick' },
      h('input', {
        class: 'filter', type: 'text', autofocus: true, autocomplete: 'off', role: 'combobox', 'aria-label': 'Its new source',
        'aria-expanded': 'true', 'aria-controls': 'targets', 'aria-activedescendant': shown.length > 0 ? `target-${index}` : null,
        placeholder: 'Address or site of its new source', value: open.filter,
        onInput: event => update(open, { filter: event.target.value, index: 0 }),
        onKeydown: event => {
          if (keys[event.key]) {
            event.preventDefault();
            keys[event.key]();
          }
        },
      }),
      h('ul', { class: 'targets', id: 'targets', role: 'listbox', 'aria-label': 'Servers of the chain' }, shown.map((server, place) => h('li', {
        key: server.address, id: `target-${place}`, role: 'option', 'aria-selected': place === index ? 'true' : 'false', 'data-target': server.address,
        updated: element => place === index && element.scrollIntoView({ block: 'nearest' }),
        onClick: () => choose(server),
      }, shape(serverSign(server)), h('span', { class: 'address' }, server.address),
      h('span', { class: 'quiet' }, [moving?.source === server.address ? 'its source now' : server.role, product(server), server.site].filter(Boolean).join(' · '))))),
      matching.length > SHOWN ? h('p', { class: 'quiet' }, `and ${matching.length - SHOWN} more; type to narrow.`)
        : matching.length === 0 ? h('p', { class: 'quiet' }, 'No such server in this chain.') : null,
      h('div', { class: 'dialog-buttons' },
        h('button', { class: 'secondary', type: 'button', onClick: closeDialog }, 'Cancel'),
        h('button', { class: 'primary', type: 'button', disabled: shown.length === 0, onClick: () => choose(shown[index]) }, 'Show the plan'))),
  };
}
