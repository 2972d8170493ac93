/** What can be planned for clusters and their nodes, and what a person chooses for it. */

/** @import {GaleraCluster} from '../types.js' */
/** @import {Act} from './acts.js' */

import { h } from '../dom.js';
import { address, counted, number, segment } from '../format.js';
import { nodeSign, position, sideName, splitSides } from '../galera.js';
import { shape } from '../icons.js';
import { known } from '../store.js';

const HIGHEST_WEIGHT = 255;

/** @type {Record<string, Act>} */
export const CLUSTER_ACTS = {
  galera_recover: {
    title: open => `Recover ${open.cluster}`,
    path: open => `/galera/${segment(open.cluster)}/recover`,
    body: ({ history, base }) => ({ ...(history ? { history } : {}), ...(base ? { base } : {}) }),
    choices: base,
    button: 'Recover now',
    follows: true,
  },
  galera_bootstrap: {
    title: open => `Begin ${open.cluster} as a new cluster`,
    path: open => `/galera/${segment(open.cluster)}/bootstrap`,
    body: ({ first }) => first ? { first } : {},
    choices: first,
    button: 'Begin it',
    follows: true,
  },
  galera_heal: {
    title: open => `Heal ${open.cluster}`,
    path: open => `/galera/${segment(open.cluster)}/heal`,
    body: () => ({}),
    button: 'Heal now',
    follows: true,
  },
  galera_fence: {
    title: open => `Fence a side of ${open.cluster}`,
    path: open => `/galera/${segment(open.cluster)}/fence`,
    body: ({ keep }) => ({ keep }),
    choices: sides,
    missing: ({ keep }) => keep ? null : 'Choose which side is kept. Nothing is planned before.',
    button: open => `Keep the side of ${open.keep}`,
    follows: true,
  },
  galera_weights: {
    title: open => `Weights of ${open.cluster}`,
    path: open => `/galera/${segment(open.cluster)}/weights`,
    body: open => ({ weights: differing(open) }),
    choices: weights,
    missing: open => Object.keys(differing(open)).length === 0 ? 'Change a weight to see what follows.'
      : Object.values(differing(open)).some(weight => !Number.isInteger(weight) || weight < 0 || weight > HIGHEST_WEIGHT) ? `A weight is a whole number from 0 to ${HIGHEST_WEIGHT}.` : null,
    button: 'Set them',
  },
  galera_rolling: {
    title: open => `Node by node through ${open.cluster}`,
    path: open => `/galera/${segment(open.cluster)}/rolling`,
    body: ({ command }) => ({ command }),
    choices: command,
    missing: open => open.command ? null : 'Name a command.',
    button: 'Begin',
    follows: true,
  },
  galera_resync: {
    ...ofNode('Resync', 'resync'),
    body: ({ donors }) => donors.length > 0 ? { donors } : {},
    choices: (open, choose) => donors(open, choose, 'Nobody is named: Tutti chooses the donor.'),
    button: 'Resync it',
    follows: true,
  },
  galera_quarantine: { ...ofNode('Quarantine', 'quarantine'), body: () => ({}), button: 'Quarantine it' },
  galera_release: { ...ofNode('Release', 'release'), body: () => ({}), button: 'Release it' },
  galera_desync: {
    ...ofNode('Desync of', 'desync'),
    title: open => [open.on ? 'Desync ' : 'End the desync of ', address(open.node)],
    body: ({ on }) => ({ on }),
    button: open => open.on ? 'Desync it' : 'End it',
  },
};

function ofNode(verb, path) {
  return {
    title: open => [`${verb} `, address(open.node)],
    path: open => `/galera/${segment(open.cluster)}/nodes/${segment(open.node)}/${path}`,
  };
}

/**
 * @param {{cluster: string}} open
 * @returns {GaleraCluster|{nodes: [], arbitrators: [], problems: []}}
 */
function clusterOf(open) {
  return known().clusters.get(open.cluster) ?? { nodes: [], arbitrators: [], problems: [] };
}

/** The node that a new cluster begins with; the others get their data from it. */
function first(open, choose) {
  const option = (name, words) => h('label', { key: name ?? '', class: 'check' },
    h('input', {
      type: 'radio', name: 'first', 'data-first': name ?? '', checked: (open.first ?? null) === name, disabled: Boolean(open.busy),
      onChange: () => choose({ first: name }),
    }), words);
  return h('fieldset', { class: 'choices' },
    h('legend', null, 'Which node begins?'),
    option(null, h('span', null, 'Tutti chooses')),
    clusterOf(open).nodes.map(node => option(node.name, nodeWords(node, node.site))));
}

/** Whom a donor list names, in the order in which they were ticked; used by a form as well. */
export function donors(open, choose, nobody) {
  const others = clusterOf(open).nodes.filter(node => node.name !== open.node);
  const toggle = name => choose({ donors: open.donors.includes(name) ? open.donors.filter(one => one !== name) : [...open.donors, name] });
  return h('fieldset', { class: 'choices' },
    h('legend', null, 'Donors'),
    others.map(node => h('label', { key: node.name, class: 'check' },
      h('input', { type: 'checkbox', 'data-donor': node.name, checked: open.donors.includes(node.name), disabled: Boolean(open.busy), onChange: () => toggle(node.name) }),
      nodeWords(node, node.site))),
    h('p', { class: 'quiet' }, open.donors.length === 0 ? nobody : `Asked in this order: ${open.donors.join(', ')}, then anybody else.`));
}

function nodeWords(node, text) {
  return h('span', { class: 'choice-words' }, shape(nodeSign(node)), address(node.name), h('span', { class: 'quiet' }, `${nodeSign(node).word}, ${text}`));
}

/** The sides of a split brain; what is equal in number is not equal in content, so that the last number decides nothing. */
function sides(open, choose) {
  const cluster = clusterOf(open);
  return h('fieldset', { class: 'choices' },
    h('legend', null, 'Which side is kept?'),
    splitSides(cluster).map((members, index) => h('label', { key: members[0].name, class: 'check' },
      h('input', {
        type: 'radio', name: 'keep', 'data-keep': members[0].name, checked: members.some(node => node.name === open.keep), disabled: Boolean(open.busy),
        onChange: () => choose({ keep: members[0].name }),
      }),
      h('span', null, h('strong', null, `Side ${sideName(index)}: ${members.map(node => node.name).join(', ')}`),
        h('span', { class: 'quiet' }, ` ${[...new Set(members.map(node => node.site))].join(', ')}; sees ${counted(members[0].sees ?? members.length, 'member')}, `
          + `up to ${number(members[0].last_committed)}`)))),
    h('p', { class: 'quiet' }, 'The other side is stopped. What it committed since the split is kept on its disks, and is not in the cluster.'));
}

function weights(open, choose) {
  const { nodes, arbitrators } = clusterOf(open);
  const now = node => open.weights[node.name] ?? node.weight;
  const sum = [...nodes.map(now), ...arbitrators.map(one => one.weight)].reduce((a, b) => a + b, 0);
  return h('fieldset', { class: 'choices' },
    h('legend', null, 'What each node counts in a vote'),
    h('div', { class: 'weights' }, nodes.map(node => h('label', { key: node.name },
      h('span', null, address(node.name), h('span', { class: 'quiet' }, ` ${node.site}`)),
      h('input', {
        type: 'number', min: '0', max: String(HIGHEST_WEIGHT), step: '1', 'data-weight': node.name, disabled: Boolean(open.busy),
        // Set once: what is being typed stays while the page is drawn again.
        created: element => {
          element.value = String(now(node));
        },
        onChange: event => choose({ weights: { ...open.weights, [node.name]: event.target.value === '' ? NaN : Number(event.target.value) } }),
      })))),
    h('p', { class: 'quiet' }, `${Number.isNaN(sum) ? '–' : sum} votes`, arbitrators.length > 0 ? `, with ${counted(arbitrators.length, 'arbitrator')}` : null));
}

/** Only what changes is asked for. */
function differing(open) {
  const nodes = new Map(clusterOf(open).nodes.map(node => [node.name, node.weight]));
  return Object.fromEntries(Object.entries(open.weights).filter(([name, weight]) => nodes.get(name) !== weight));
}

function command(open, choose) {
  const restart = open.command === 'restart';
  return h('fieldset', { class: 'choices' },
    h('legend', null, 'What is done at each node, while its server is stopped'),
    h('label', { class: 'check' }, h('input', { type: 'radio', name: 'what', checked: restart, disabled: Boolean(open.busy), onChange: () => choose({ command: 'restart' }) }),
      'Nothing more: it is restarted'),
    h('label', { class: 'check' }, h('input', { type: 'radio', name: 'what', 'data-what': 'command', checked: !restart, disabled: Boolean(open.busy), onChange: () => choose({ command: '' }) }),
      'A command of the agents’ own configuration'),
    restart ? null : h('label', { class: 'field' }, 'Its name there', h('input', {
      key: 'command', 'data-command': 'name', autocomplete: 'off', placeholder: 'upgrade', disabled: Boolean(open.busy),
      onChange: event => choose({ command: event.target.value.trim() }),
    })));
}

/** After a total outage a person may know better where to begin; everybody else leaves it to what the nodes tell. */
function base(open, choose) {
  const { nodes } = clusterOf(open);
  if (nodes.some(node => node.component === 'primary')) {
    return null;
  }
  const histories = [...new Set(nodes.flatMap(node => [node.agent?.position, node.last_known]).map(text => position(text)?.history).filter(Boolean))].sort();
  const select = (label, name, options) => h('label', { key: name, class: 'field' }, label, h('select', {
    'data-choice': name, disabled: Boolean(open.busy), onChange: event => choose({ [name]: event.target.value }),
  }, h('option', { value: '', selected: !open[name] }, 'As Tutti finds'), options.map(([value, text]) => h('option', { key: value, value, selected: open[name] === value }, text))));
  return h('details', { class: 'choices', open: Boolean(open.base || open.history) }, h('summary', null, 'Choose by hand where it begins'),
    select('Node that the cluster begins at', 'base', nodes.map(node => [node.name, [node.name, node.agent?.position ?? node.last_known].filter(Boolean).join(', at ')])),
    histories.length > 1 ? select('History', 'history', histories.map(history => [history, history])) : null);
}
