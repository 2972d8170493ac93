/** The first view: is everything as it should be, and if not, what must I do? */

/** @import {Watched} from '../watched.js' */

import { h } from '../dom.js';
import { coarse, counted, millis, sentence, time, to } from '../format.js';
import { shape } from '../icons.js';
import { known, now, recoveries, showDialog } from '../store.js';
import { watched } from '../watched.js';
import { byGravity, line } from './lines.js';
import { recoveryRow } from './recoveries.js';
import { tasks } from './tasks.js';

const RECENT = 5;

/** @returns {any} */
export function overview() {
  const { servers, known: ready, clustersKnown, link } = known();
  // Calm is said only when nothing more can come that is not.
  if (!ready || (!clustersKnown && link.status !== 'lost')) {
    return h('p', { class: 'quiet wait' }, link.status === 'lost' ? 'Nothing is known yet.' : 'Asking the control plane…');
  }
  const lines = watched().sort(byGravity);
  if (lines.length === 0) {
    return h('div', { class: 'overview', key: 'overview' }, answer('off', 'Nothing is watched yet.',
      h('p', null, 'Name one server of a chain; Tutti finds the others.')), watchButton('primary'));
  }
  const recent = recoveries().slice(0, RECENT);
  return h('div', { class: 'overview', key: 'overview' },
    theAnswer(lines),
    tasks(lines),
    h('section', { class: 'chains', 'aria-label': 'Chains and clusters' }, h('ul', { class: 'chain-list' }, lines.map(line))),
    recent.length === 0 ? null : h('section', { class: 'recent' },
      h('h2', null, 'Latest recoveries'),
      h('ul', { class: 'recovery-list' }, recent.map(recoveryRow))),
    h('p', { class: 'foot quiet' }, `Tutti ${known().version ?? ''} watches ${[counted(servers.size, 'server'), ...wholes(lines)].join(', ')}. `,
      watchButton('plain')));
}

/** "3 chains", "1 cluster" */
function wholes(lines) {
  return [['chain', 'chain'], ['cluster', 'cluster']].map(([is, word]) => [lines.filter(one => one.is === is).length, word])
    .filter(([count]) => count > 0).map(([count, word]) => counted(count, word));
}

/** @param {Watched[]} lines */
function theAnswer(lines) {
  const alarms = lines.filter(one => one.state === 'alarm');
  const troubled = lines.filter(one => one.state === 'troubled');
  const recovering = lines.filter(one => one.recovering);
  const doing = recovering.length > 0 ? h('p', { class: 'doing' }, `Tutti is recovering ${listed(recovering)} now`, progress(), '.') : null;
  if (alarms.length > 0) {
    const names = alarms.length <= 3 ? `Alarm in ${listed(alarms)}` : `Alarm in ${wholes(alarms).join(' and ')}`;
    return answer('bad', `${names}.`, [
      alarms.length === 1 ? h('p', { class: 'answer-sentence' }, sentence(alarms[0].sentence)) : null,
      h('p', null, sinceWhen('Since ', alarms), troubled.length > 0 ? `${wholes(troubled).join(' and ')} troubled.` : null), doing]);
  }
  if (troubled.length > 0) {
    const names = troubled.length <= 3 ? `${listed(troubled)} ${troubled.length === 1 ? 'is' : 'are'} troubled`
      : `${wholes(troubled).join(' and ')} are troubled`;
    return answer('warn', `Writes work, but ${names}.`, [
      troubled.length === 1 ? h('p', { class: 'answer-sentence' }, sentence(troubled[0].sentence)) : null,
      h('p', null, sinceWhen('Since ', troubled)), doing]);
  }
  const changes = lines.map(one => one.since).filter(Boolean);
  const latest = changes.length === 0 ? null : changes.reduce((a, b) => Date.parse(a) > Date.parse(b) ? a : b);
  return answer('ok', 'All is calm.', [h('p', null, [...wholes(lines), counted(known().servers.size, 'server')].join(', '), ', nothing wrong',
    latest ? [' since ', when(latest)] : '.'), doing]);
}

function when(iso) {
  return [time(iso, { now: now() }), ` (${coarse(now() - millis(iso))})`];
}

/** The earliest time, if any of them tells it. */
function sinceWhen(word, lines) {
  const times = lines.map(one => one.since).filter(Boolean);
  return times.length === 0 ? null : [word, when(times.reduce((a, b) => Date.parse(a) < Date.parse(b) ? a : b)), '. '];
}

/** How far the running recoveries are, each with the way to its timeline. */
function progress() {
  return recoveries().filter(recovery => recovery.state === 'running').map(recovery => [': ',
    h('a', { key: recovery.id, href: to.recovery(recovery.id) },
      `${recovery.steps.filter(step => step.state === 'done').length} of ${counted(recovery.steps.length, 'step')} done`)]);
}

function listed(lines) {
  return lines.map(one => one.name).join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function answer(tone, headline, rest) {
  const shapes = { ok: 'ok', warn: 'warn', bad: 'bad', off: 'unknown' };
  return h('div', { class: `answer tone-${tone}`, key: 'answer' },
    shape({ tone, shape: shapes[tone], word: '', rank: 0 }),
    h('div', null, h('h1', null, headline), rest));
}

function watchButton(look) {
  return h('button', { class: look, type: 'button', 'data-action': 'discover', onClick: () => showDialog({ kind: 'discover' }) },
    'Watch another server…');
}
