/** One recovery as a timeline, to scale; it grows while it happens and keeps its address for ever. */

/** @import {Recovery, RecoveryStep} from '../types.js' */

import { h } from '../dom.js';
import { coarse, counted, duration, lag, millis, time, to } from '../format.js';
import { badge, shape } from '../icons.js';
import { known, now, showDialog } from '../store.js';
import { placeOf } from '../watched.js';
import { ofCluster, recoverySign, recoveryTitle, spoken, stepSign } from '../words.js';
import { transfers } from './clusters/transfer.js';
import { fine, unwritable } from './recoveries.js';

/** What people choose, so that nothing had to settle. */
const CHOSEN = new Set(['relocate', 'galera_weights', 'galera_rolling', 'galera_quarantine', 'galera_release', 'galera_desync', 'galera_resync']);
const OUTAGES = new Set(['galera_recover', 'galera_heal']);
const TICKS = 6;
/** Names of marks closer than this share of the axis stand above each other. */
const CLOSE = 0.3;
const NICE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 108e5, 432e5];

/** @param {string} id */
export function recoveryView(id) {
  const recovery = known().recoveries.get(id);
  if (!recovery) {
    return h('div', { class: 'recovery', key: `recovery ${id}` }, h('h1', null, `Recovery ${id}`),
      h('p', { class: 'quiet' }, known().known ? 'No such recovery is known.' : 'Asking the control plane…'));
  }
  const sign = recoverySign(recovery);
  const span = spanOf(recovery);
  const cluster = ofCluster(recovery) ? known().clusters.get(recovery.chain) : null;
  return h('article', { class: 'recovery', key: `recovery ${id}`, 'data-recovery': id, 'data-state': recovery.state },
    h('p', { class: 'crumbs' }, h('a', { href: to.recoveries() }, 'Recoveries'), ' / ',
      h('a', { href: ofCluster(recovery) ? to.cluster(recovery.chain) : to.chain(recovery.chain) }, recovery.chain), ' / ', `Recovery ${id}`),
    h('header', { class: `recovery-head tone-${sign.tone}` },
      h('div', { class: 'recovery-badge' }, badge(sign)),
      h('h1', null, recoveryTitle(recovery)),
      h('p', { class: 'recovery-sentence' }, recovery.outcome ?? recovery.reason ?? 'Under way.')),
    figures(recovery),
    cluster && recovery.state === 'running' ? transfers(cluster) : null,
    acknowledgement(recovery),
    h('section', null, h('h2', null, recovery.state === 'running' ? 'What is being done' : 'What was done'), timeline(recovery, span)),
    lost(recovery),
    splitOff(recovery),
    h('section', { class: 'why-it' },
      h('h2', null, 'Why'),
      recovery.outcome && recovery.reason ? h('p', { class: 'recovery-reason' }, recovery.reason) : null,
      witnesses(recovery.witnesses)));
}

function figures(recovery) {
  const gap = unwritable(recovery);
  const figure = (name, value, note) => h('div', { class: 'figure' }, h('dt', null, name), h('dd', null, value, note ? h('span', null, note) : null));
  const between = (a, b) => {
    const ms = millis(b) - millis(a);
    return Number.isNaN(ms) ? null : duration(ms);
  };
  const decided = between(recovery.suspected_at, recovery.decided_at);
  const settled = between(recovery.suspected_at ?? recovery.began, recovery.settled_at ?? recovery.ended);
  return h('dl', { class: 'figures' },
    gap ? figure('Writable again after', gap)
      : stopsWrites(recovery) ? figure('No writes for', coarse(now() - millis(recovery.suspected_at))) : null,
    decided ? figure('Decided after', decided) : null,
    settled ? figure(CHOSEN.has(recovery.kind) ? 'Took' : 'All settled after', settled)
      : recovery.state === 'running' ? figure('Running for', coarse(now() - millis(recovery.began))) : null,
    recovery.promoted ? figure('Promoted', h('a', { href: to.server(recovery.promoted), class: 'address' }, recovery.promoted)) : null,
    recovery.lost.length > 0 ? ofCluster(recovery) ? figure('Left out', counted(recovery.lost.length, 'node'))
      : figure('Lost', counted(recovery.lost.length, 'server')) : null,
    figure('Began', time(recovery.began, { now: now() }), recovery.by === 'tutti' ? ' by Tutti' : ` by ${recovery.by}`));
}

/** Whether nobody can write while it runs: what a cluster recovers from may be the absence of one node as well. */
function stopsWrites({ kind, chain, state, suspected_at: suspected, writable_at: writable }) {
  return state === 'running' && suspected && !writable
    && (kind === 'failover' || (OUTAGES.has(kind) && known().clusters.get(chain)?.state === 'alarm'));
}

function acknowledgement(recovery) {
  if (recovery.state === 'running') {
    return null;
  }
  if (recovery.acknowledged) {
    const { by, comment, at } = recovery.acknowledged;
    return h('p', { class: 'acknowledged' }, shape(stepSign({ state: 'done' })), h('span', null, 'Acknowledged by ', h('strong', null, by), ', ', time(at, { now: now() }),
      comment ? [': ', comment] : '.'));
  }
  return h('div', { class: 'acknowledge' },
    h('p', null, recovery.by !== 'tutti' ? 'Not acknowledged.' : ofCluster(recovery) ? 'Nobody has taken note of this yet.'
      : 'Nobody has taken note of this yet. Until somebody does, the next recovery of this chain waits its time.'),
    h('button', {
      class: 'primary', type: 'button', 'data-action': 'acknowledge',
      onClick: () => showDialog({ kind: 'acknowledge', id: recovery.id, title: recoveryTitle(recovery), ofCluster: ofCluster(recovery) }),
    }, 'Acknowledge…'));
}

function lost(recovery) {
  return recovery.lost.length === 0 ? null : h('section', { class: 'lost-list' },
    h('h2', null, ofCluster(recovery) ? 'Left out' : 'Lost'),
    h('p', { class: 'quiet' }, ofCluster(recovery) ? 'Not brought into the cluster. Nothing on them was overwritten.'
      : 'Could not be kept in the chain. They stand apart until a person decides.'),
    h('ul', null, recovery.lost.map(({ server, reason }) => h('li', { key: server },
      shape({ tone: 'bad', shape: 'lost' }), h('a', { class: 'address', href: placeOf(server) }, server), h('span', null, reason)))));
}

/** What a side of a split brain had that was given up; one by one in the API and the command line. */
function splitOff(recovery) {
  return (recovery.split_off ?? []).map((side, index) => h('section', { key: index, class: 'lost-list' },
    h('h2', null, `Only on ${side.nodes.join(', ')}`),
    h('p', null, side.count === null ? 'How many transactions cannot be told.' : `${counted(side.count, 'transaction')} since ${side.since}.`,
      side.count ? ` tutti recoveries ${recovery.id} lists them.` : ''),
    h('ul', null,
      side.tables.map(table => h('li', { key: table.table }, `${table.table}: ${table.inserted} inserted, ${table.updated} updated, ${table.deleted} deleted`)),
      side.kept.map(kept => h('li', { key: kept.node }, `${kept.node}: `, h('code', null, kept.folder ?? 'not saved'), kept.from ? `, from ${kept.from} to ${kept.to}` : '')),
      side.doubts.map(doubt => h('li', { key: doubt }, `Not certain: ${doubt}`)))));
}

/** @param {import('../types.js').Witness[]} list */
export function witnesses(list) {
  return list.length === 0 ? null : h('ul', { class: 'witnesses' }, list.map((witness, index) => h('li', { key: index },
    h('span', { class: 'witness-at' }, fine(witness.at)),
    h('a', { class: 'address', href: placeOf(witness.replica) }, witness.replica),
    h('span', { class: 'witness-says' }, spoken(witness.says)),
    h('span', { class: 'witness-sentence' }, witness.sentence ?? '', witness.error && !witness.sentence?.includes(witness.error)
      ? h('code', null, witness.error) : null))));
}

/** From the first sign of trouble to the last thing that happened, or to now. */
function spanOf(recovery) {
  const times = [recovery.suspected_at, recovery.decided_at, recovery.began, recovery.ended, recovery.writable_at, recovery.settled_at,
    ...recovery.steps.flatMap(step => [step.began, step.ended])].map(millis).filter(at => !Number.isNaN(at));
  // This browser's clock may be behind: what has happened is never after now.
  const from = Math.min(...times);
  const until = Math.max(...times, recovery.state === 'running' ? now() : from);
  return { from, length: Math.max(1, until - from) };
}

function timeline(recovery, span) {
  const share = moment => (moment - span.from) / span.length;
  const at = moment => `${share(moment) * 100}%`;
  const stages = [];
  for (const step of recovery.steps) {
    if (stages.at(-1)?.title !== step.stage) {
      stages.push({ title: step.stage, steps: [] });
    }
    stages.at(-1).steps.push(step);
  }
  return h('div', { class: 'timeline' },
    h('div', { class: 'axis-row' }, h('div', { class: 'axis' }, ticks(span).map(ms =>
      h('span', { key: ms, class: 'tick', style: { left: at(span.from + ms) } }, ms === 0 ? '0' : lagLike(ms))), moments(recovery, share, true))),
    h('div', { class: 'verticals', 'aria-hidden': 'true' }, h('div', null, moments(recovery, share, false))),
    stages.length === 0 ? h('p', { class: 'quiet' }, 'No step yet.') : null,
    h('ol', { class: 'stages' }, stages.map((stage, index) => h('li', { key: `${index} ${stage.title}`, class: 'stage' },
      h('h3', null, stage.title),
      h('ol', { class: 'steps' }, stage.steps.map(step => stepRow(step, at)))))));
}

function ticks({ length }) {
  const step = NICE.find(nice => length / nice <= TICKS) ?? length / TICKS;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

function lagLike(ms) {
  return ms < 1_000 ? `${ms} ms` : lag(ms / 1_000);
}

/** What mattered, as named marks on the axis and as lines through all lanes. */
function moments(recovery, share, named) {
  const marks = [['suspected', recovery.suspected_at], ['decided', recovery.decided_at],
    ['writable', recovery.writable_at], ['settled', recovery.settled_at]];
  let before = -1;
  let high = false;
  return marks.filter(([, iso]) => iso).map(([name, iso]) => {
    const place = share(millis(iso));
    high = place - before < CLOSE && !high;
    before = place;
    const edge = place < 0.06 ? 'at-start' : place > 0.94 ? 'at-end' : '';
    return mark(name, iso, place, `${high ? 'high' : ''} ${edge}`, named);
  });
}

function mark(name, iso, place, position, named) {
  return h('span', {
    key: name, class: `moment moment-${name} ${position}`, style: { left: `${place * 100}%` }, title: `${name} ${fine(iso)}`,
  }, named ? h('span', { class: 'moment-name' }, name) : null);
}

/**
 * @param {RecoveryStep} step
 * @param {(moment: number) => string} at
 */
function stepRow(step, at) {
  const sign = stepSign(step);
  const began = millis(step.began);
  const ended = Number.isNaN(millis(step.ended)) ? now() : millis(step.ended);
  const ran = !Number.isNaN(began);
  return h('li', { key: step.number, class: `step step-${step.state}`, 'data-step': step.number, 'data-state': step.state },
    h('div', { class: 'step-what' },
      shape(sign),
      h('div', null,
        h('p', { class: 'step-sentence' }, step.sentence),
        h('p', { class: 'step-facts' }, h('span', { class: `word tone-${sign.tone}` }, sign.word),
          ran ? [' · ', h('span', { title: fine(step.began) }, duration(ended - began))] : null),
        step.detail ? h('p', { class: 'step-detail' }, step.detail) : null,
        step.warning ? h('p', { class: 'step-detail step-warning' }, step.warning) : null)),
    h('div', { class: 'lane', 'aria-hidden': 'true' },
      ran ? h('span', { class: `bar bar-${step.state}`, style: { left: at(began), width: `calc(${at(ended)} - ${at(began)})` } }) : null));
}
