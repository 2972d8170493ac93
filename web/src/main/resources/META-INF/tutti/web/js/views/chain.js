/** One chain: its tree, and beside it either why things are as they are or the server that was chosen. */

import { h } from '../dom.js';
import { counted, since, to } from '../format.js';
import { badge, icon } from '../icons.js';
import { known, membersOf, now, recoveries, showDialog, treeChanged } from '../store.js';
import { treeIn } from '../tree.js';
import { ofCluster, serverSign, spoken, stateSign } from '../words.js';
import { panel } from './panel.js';
import { strips } from './strips.js';
import { why } from './why.js';

const DENSITIES = [['auto', 'Auto'], ['cards', 'Cards'], ['rows', 'Rows']];

/** The live trees, by the element that each lives in. @type {WeakMap<HTMLElement, ReturnType<typeof treeIn>>} */
const trees = new WeakMap();

const actions = {
  open: address => {
    location.hash = to.server(address);
  },
  move: (address, below) => showDialog(below ? { kind: 'move', address, below } : { kind: 'pick', address, filter: '', index: 0 }),
};

/**
 * @param {?string} name
 * @param {?string} selected address of the server whose details are shown
 */
export function chainView(name, selected) {
  const chain = known().chains.get(name);
  if (!chain) {
    return h('div', { key: 'nothing' }, known().known
      ? [h('h1', null, selected ?? name), h('p', { class: 'quiet' }, selected
        ? 'No such server is watched.' : 'There is no chain of this name now.'), h('p', null, h('a', { href: to.overview() }, 'To the fleet'))]
      : h('p', { class: 'quiet wait' }, 'Asking the control plane…'));
  }
  const servers = membersOf(name);
  const sign = stateSign(chain);
  const what = { chain: name, servers, selected };
  return h('div', { class: `chain ${selected ? 'with-server' : ''}`, key: 'chain', 'data-chain': name, 'data-state': chain.state },
    h('header', { class: `chain-head tone-${sign.tone}` },
      h('p', { class: 'crumbs' }, h('a', { href: to.overview() }, 'Fleet'), ' / ', selected ? h('a', { href: to.chain(name) }, name) : name),
      h('div', { class: 'chain-title' }, h('h1', null, name), badge(sign),
        h('span', { class: 'quiet' }, since(chain.since, now()))),
      h('p', { class: 'chain-says' }, chain.sentence)),
    strips(recoveries(name).filter(recovery => !ofCluster(recovery))),
    h('div', { class: 'chain-body' },
      h('section', { class: 'tree-part', 'aria-label': 'Servers' },
        toolbar(servers),
        h('div', {
          key: 'tree', class: 'tree', opaque: true,
          created: element => trees.set(element, treeIn(element, actions)) && trees.get(element).draw(what),
          updated: element => trees.get(element).draw(what),
        }),
        h('p', { class: 'hint quiet' }, 'Drag a server onto another, or press ', h('kbd', null, 'M'),
          ' on it, to see what moving it would do. Nothing moves before you have seen the plan.'),
        h('p', { class: 'legend quiet' }, h('span', null, icon('pen'), 'writable'), h('span', null, icon('lock'), 'read only'),
          h('span', null, icon('log'), 'logs replica updates'))),
      h('aside', { class: 'side', 'aria-label': selected ? 'Server' : 'Reasons' },
        selected ? panel(known().servers.get(selected)) : about(chain))));
}

function toolbar(servers) {
  const { density, filter, folded } = known().tree;
  const sources = new Set(servers.map(server => server.source).filter(Boolean));
  const anyFolded = servers.some(server => folded.has(server.address));
  const notFine = servers.filter(server => serverSign(server).rank > 1).length;
  return h('div', { class: 'toolbar', key: 'toolbar' },
    h('input', {
      class: 'filter', type: 'search', placeholder: 'Find a server', 'aria-label': 'Find a server by address, state, version or site',
      value: filter, onInput: event => treeChanged({ filter: event.target.value }),
    }),
    h('span', { class: 'quiet tally' }, counted(servers.length, 'server'), notFine > 0 ? `, ${notFine} not fine` : ''),
    h('span', { class: 'spread' }),
    sources.size > 0 ? h('button', {
      class: 'plain', type: 'button', 'data-action': 'fold',
      onClick: () => treeChanged({ folded: anyFolded ? new Set() : new Set(servers.filter(server => server.depth > 0
        && sources.has(server.address)).map(server => server.address)) }),
    }, anyFolded ? 'Unfold all' : 'Fold all') : null,
    h('div', { class: 'choice', role: 'group', 'aria-label': 'How servers are drawn' }, DENSITIES.map(([value, label]) => h('button', {
      key: value, type: 'button', 'aria-pressed': density === value ? 'true' : 'false', onClick: () => treeChanged({ density: value }),
    }, label))));
}

function about(chain) {
  return h('div', { class: 'about', key: `about ${chain.name}` },
    h('dl', { class: 'facts' },
      h('dt', null, 'Primary'), h('dd', null, chain.primary
        ? h('a', { class: 'address', href: to.server(chain.primary) }, icon('pen'), chain.primary) : 'unknown'),
      h('dt', null, 'If the primary dies'), h('dd', null, modeWords(chain.primary_mode)),
      h('dt', null, 'If an intermediate dies'), h('dd', null, modeWords(chain.intermediate_mode))),
    why(chain.name));
}

function modeWords(mode) {
  return {
    automatic: 'Tutti recovers by itself',
    by_hand: 'a person decides (by hand)',
    off: 'recovery is off',
  }[mode] ?? spoken(mode);
}
