/** One server in the tree: as a card when there are few, as a row when there are many. */

/** @import {Item} from './layout.js' */

import { h } from './dom.js';
import { bytes, counted, lag } from './format.js';
import { icon, shape } from './icons.js';
import { serverSign } from './words.js';

/**
 * @param {Item} item
 * @returns {any} the inside of the card
 */
export function card(item) {
  const { server } = item.tree;
  const sign = serverSign(server);
  return [
    h('div', { class: 'card-name' },
      shape(sign),
      h('span', { class: 'address', title: server.address }, server.address),
      fold(item)),
    h('div', { class: 'card-state' },
      h('span', { class: `word tone-${sign.tone}` }, sign.word),
      role(server),
      server.downtime ? h('span', { class: 'chip' }, 'downtime') : null,
      server.source ? h('span', { class: 'behind' }, behind(server)) : null),
    server.binlog_server ? h('div', { class: 'card-facts' },
      h('span', { class: 'version', title: stored(server.binlog_server) }, holds(server.binlog_server)),
      server.site ? h('span', { class: 'signs' }, h('span', { class: 'site' }, server.site)) : null)
    : h('div', { class: 'card-facts' },
      h('span', { class: 'version' }, product(server)),
      server.log_format ? h('span', null, server.log_format) : null,
      h('span', { class: 'signs' }, signs(server),
        server.site ? h('span', { class: 'site' }, server.site) : null)),
  ];
}

/**
 * @param {Item} item
 * @returns {any} the inside of the row
 */
export function row(item) {
  const { server } = item.tree;
  const sign = serverSign(server);
  return [
    h('div', { class: 'cell cell-server' },
      h('span', { class: 'guides', style: { '--level': item.level } }),
      fold(item),
      shape(sign),
      h('span', { class: 'address', title: server.address }, server.address),
      role(server)),
    h('div', { class: 'cell cell-state' }, h('span', { class: `word tone-${sign.tone}` }, sign.word),
      server.downtime ? h('span', { class: 'chip' }, 'downtime') : null),
    h('div', { class: 'cell cell-behind' }, server.source ? lag(server.lag_seconds) : ''),
    h('div', { class: 'cell cell-version' }, product(server)),
    h('div', { class: 'cell cell-writes' }, writes(server)),
    h('div', { class: 'cell cell-log' }, logs(server)),
    h('div', { class: 'cell cell-site' }, server.site),
  ];
}

/** The names of a row's cells. */
export const ROW_HEAD = ['Server', 'State', 'Behind', 'Version', 'Writes', 'Binary log', 'Site'];
export const ROW_CELLS = ['server', 'state', 'behind', 'version', 'writes', 'log', 'site'];

/**
 * @param {import('./types.js').Server} server
 * @returns {string} "MySQL 8.0.36"
 */
export function product(server) {
  return server.version ? `${server.flavour ?? ''} ${server.version}`.trim() : 'version unknown';
}

/**
 * @param {import('./types.js').Server} server
 * @returns {string}
 */
export function writes(server) {
  return server.read_only === null ? 'unknown' : server.read_only ? 'read only' : 'writable';
}

/**
 * @param {import('./types.js').Server} server
 * @returns {string}
 */
export function logs(server) {
  if (server.binlog_server) {
    return stored(server.binlog_server);
  }
  if (!server.logs_binary) {
    return server.logs_binary === false ? 'none' : 'unknown';
  }
  return [server.log_format, server.logs_replica_updates ? '+ updates' : null].filter(Boolean).join(' ');
}

/** The newest file, and what the disk still takes. */
function stored(it) {
  return [it.last_file, it.free_bytes === null ? null : `${bytes(it.free_bytes)} free`].filter(Boolean).join(', ');
}

/** How many files, for how many replicas, and what the disk still takes. */
function holds(it) {
  const number = file => Number(/\.(\d+)$/.exec(file ?? '')?.[1] ?? Number.NaN);
  const files = number(it.last_file) - number(it.first_file) + 1;
  return [
    Number.isFinite(files) ? counted(files, 'file') : it.last_file,
    it.replicas === null ? null : counted(it.replicas, 'replica'),
    it.free_bytes === null ? null : `${bytes(it.free_bytes)} free`,
  ].filter(Boolean).join(', ');
}

function role(server) {
  if (server.kind === 'binlog-server') {
    return h('span', { class: 'role role-stores' }, icon('store'), 'Binlog Server');
  }
  const word = server.role === 'primary' ? 'primary' : null;
  return word ? h('span', { class: 'role' }, word) : null;
}

function behind(server) {
  return server.lag_seconds === null ? 'lag unknown' : `${lag(server.lag_seconds)} behind`;
}

function signs(server) {
  return [
    server.read_only === false ? icon('pen', 'writable') : server.read_only ? icon('lock', 'read only') : null,
    server.logs_replica_updates ? icon('log', 'logs replica updates') : null,
  ];
}

function fold(item) {
  const { children, below, troubled } = item.tree;
  if (children.length === 0) {
    return h('span', { class: 'fold fold-none' });
  }
  return h('span', { class: 'fold', 'data-fold': item.key, title: item.folded ? 'Unfold' : 'Fold', 'aria-hidden': 'true' },
    icon(item.folded ? 'closed' : 'open'),
    item.folded ? h('span', { class: 'fold-count' }, String(below)) : null,
    item.folded && troubled.length > 0 ? h('span', { class: 'fold-trouble' }, `${troubled.length} not fine`) : null);
}
