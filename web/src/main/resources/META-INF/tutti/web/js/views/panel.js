/** Everything that is known of one server, and what can be done with it. */

/** @import {Server} from '../types.js' */

import { h } from '../dom.js';
import { bytes, clock, coarse, lag, millis, naturally, since, time, to } from '../format.js';
import { badge, icon, shape } from '../icons.js';
import { known, membersOf, now, showDialog } from '../store.js';
import { serverSign, spoken } from '../words.js';
import { product, writes } from '../card.js';
import { nodeOf } from '../watched.js';
import { facts } from './facts.js';
import { why } from './why.js';

const TONES = { error: { tone: 'bad', shape: 'bad' }, warning: { tone: 'warn', shape: 'warn' }, notice: { tone: 'off', shape: 'unknown' } };
const REPLICAS_SHOWN = 12;

/** @param {Server} server */
export function panel(server) {
  const back = to.chain(server.chain);
  const close = () => {
    location.hash = back;
    document.querySelector(`.plane [data-server="${CSS.escape(server.address)}"]`)?.focus();
  };
  return h('div', {
    class: 'panel', key: `panel ${server.address}`, 'data-panel': server.address,
    created: element => document.querySelector('.plane')?.offsetParent ? null : element.querySelector('h2').focus(),
    onKeydown: event => event.key === 'Escape' && close(),
  },
  h('div', { class: 'panel-head' },
    h('a', { class: 'panel-close', href: back, 'aria-label': 'Close, back to the chain' }, icon('close')),
    h('h2', { class: 'address', tabindex: '-1' }, server.address),
    h('p', null, badge(serverSign(server)), h('span', { class: 'quiet' }, server.role === 'unknown' ? 'role unknown' : server.role,
      server.contact === 'failing' && server.contact_since ? [', ', since(server.contact_since, now())] : null))),
  notices(server),
  buttons(server),
  facts('Replication', replication(server)),
  facts('Server', identity(server)),
  why(server.address));
}

function notices(server) {
  const list = server.problems.map(problem => ({ sign: TONES[problem.severity] ?? TONES.notice, text: problem.sentence }));
  if (server.lost && !server.problems.some(problem => problem.kind === 'lost')) {
    list.unshift({ sign: { tone: 'bad', shape: 'lost' }, text: ['Lost ', since(server.lost.since, now()), ': ', server.lost.reason] });
  }
  for (const [thread, error] of [['Receiver', server.receiver_error], ['Applier', server.applier_error]]) {
    if (error && !server.problems.some(({ sentence }) => sentence.includes(error))) {
      list.push({ sign: TONES.error, text: `${thread}: ${error}` });
    }
  }
  if (server.downtime) {
    list.push({ sign: { tone: 'off', shape: 'stopped' }, text: ['In downtime until ', time(server.downtime.until, { now: now() }), ': ', server.downtime.reason] });
  }
  return list.length === 0 ? null : h('ul', { class: 'notices', key: 'notices' },
    list.map(({ sign, text }, index) => h('li', { key: index, class: `tone-${sign.tone}` }, shape(sign), h('span', null, text))));
}

function buttons(server) {
  const failing = server.contact === 'failing';
  const button = (action, label, dialog, look = 'secondary') => h('button', {
    key: action, class: look, type: 'button', 'data-action': action, onClick: () => showDialog(dialog),
  }, label);
  return h('div', { class: 'buttons', key: 'buttons' },
    failing ? button('recover', 'Recover…', { kind: 'recover', address: server.address, acceptLoss: false }, 'primary') : null,
    !failing && server.role === 'primary' ? button('switchover', 'Switch over…', { kind: 'switchover', chain: server.chain, address: null }) : null,
    !failing && server.source && server.source === known().chains.get(server.chain)?.primary
      ? button('switchover', 'Make primary…', { kind: 'switchover', chain: server.chain, address: server.address }) : null,
    button('move', 'Move below…', { kind: 'pick', address: server.address, filter: '', index: 0 }),
    server.downtime ? button('end-downtime', 'End downtime…', { kind: 'endDowntime', address: server.address })
      : button('downtime', 'Downtime…', { kind: 'downtime', address: server.address }),
    button('forget', 'Forget…', { kind: 'forget', address: server.address }));
}

function replication(server) {
  const replicas = membersOf(server.chain).filter(other => other.source === server.address)
    .map(other => other.address).sort(naturally);
  return [
    server.source ? ['Source', link(server.source)] : ['Source', 'none'],
    server.source ? ['Behind', server.lag_seconds === null ? 'unknown' : lag(server.lag_seconds)] : null,
    server.receiver ? ['Receiver', spoken(server.receiver)] : null,
    server.source ? ['Applier', server.applier_running === null ? 'unknown' : server.applier_running ? 'running' : 'stopped'] : null,
    server.received ? ['Received', h('code', null, server.received)] : null,
    server.applied ? ['Applied', h('code', null, server.applied)] : null,
    server.written ? ['Own log', h('code', null, server.written)] : null,
    replicas.length > 0 ? [`Replicas (${replicas.length})`, [replicas.slice(0, REPLICAS_SHOWN).map(address => h('div', { key: address }, link(address))),
      replicas.length > REPLICAS_SHOWN ? h('div', { class: 'quiet' }, `and ${replicas.length - REPLICAS_SHOWN} more`) : null]] : null,
  ];
}

function identity(server) {
  return [
    ['Contact', [spoken(server.contact), server.contact_detail && server.contact !== 'answering' ? `: ${server.contact_detail}` : null, server.seen_at && server.contact !== 'answering'
      ? h('span', { class: 'quiet' }, `; last seen ${clock(server.seen_at, { now: now() })}, ${coarse(now() - millis(server.seen_at))} ago`) : null]],
    ['Version', product(server)],
    ['Writes', h('span', { class: 'with-icon' }, server.read_only === null ? null : icon(server.read_only ? 'lock' : 'pen'), writes(server))],
    ...stores(server.binlog_server),
    ['Binary log', server.logs_binary === null ? 'unknown' : server.logs_binary ? server.log_format ?? 'yes' : 'none'],
    ['Logs replica updates', server.logs_replica_updates === null ? 'unknown' : server.logs_replica_updates ? 'yes' : 'no'],
    ...memberOf(server),
    server.site ? ['Site', server.site] : null,
    server.server_id !== null ? ['Server id', String(server.server_id)] : null,
    server.uuid ? ['UUID', h('code', null, server.uuid)] : null,
  ];
}

/** What a Binlog Server stores and serves. */
function stores(it) {
  return !it ? [] : [
    ['Binlog Server', `${it.software}, ${spoken(it.state)}`],
    ['Files', [h('code', null, it.first_file ?? 'none'), ' to ', h('code', null, it.last_file ?? 'none')]],
    ['Stored', `${bytes(it.bytes)}; ${bytes(it.free_bytes)} free`],
    it.replicas === null ? null : ['Attached', `${it.replicas} ${it.replicas === 1 ? 'replica' : 'replicas'}`],
    ['Semi-sync', it.semi_sync ? 'acknowledges what is on disk' : 'acknowledges nothing'],
  ];
}

/** The cluster that it is a node of. */
function memberOf(server) {
  const found = nodeOf(server.address);
  return found ? [['Node of', h('a', { href: to.node(found.cluster.name, found.node.name) }, `${found.cluster.name} (${found.node.name})`)]] : [];
}

function link(address) {
  return known().servers.has(address) ? h('a', { class: 'address', href: to.server(address) }, address)
    : h('span', { class: 'address' }, address);
}
