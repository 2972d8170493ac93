/** The first view: is everything as it should be, and if not, what must I do? */

/** @import {Chain, Server} from '../types.js' */

import { h } from '../dom.js';
import { coarse, counted, millis, naturally, since, time, to } from '../format.js';
import { badge, icon, shape } from '../icons.js';
import { known, now, recoveries, showDialog } from '../store.js';
import { chainSign, serverSign, waitsForPerson } from '../words.js';
import { recoveryRow } from './recoveries.js';

const TASKS_SHOWN = 8;
const MARKS_SHOWN = 60;
const RECENT = 5;
const GRAVITY = { alarm: 2, troubled: 1, calm: 0 };

/** @returns {any} */
export function overview() {
  const { chains, servers, known: ready, link } = known();
  if (!ready) {
    return h('p', { class: 'quiet wait' }, link.status === 'lost' ? 'Nothing is known yet.' : 'Asking the control plane…');
  }
  const sorted = [...chains.values()].sort((a, b) => gravity(b) - gravity(a)
    || (gravity(a) > 0 ? Date.parse(b.since) - Date.parse(a.since) : 0) || naturally(a.name, b.name));
  if (sorted.length === 0) {
    return h('div', { class: 'overview', key: 'overview' }, answer('off', 'Nothing is watched yet.',
      h('p', null, 'Name one server of a chain; Tutti finds the others.')), watchButton('primary'));
  }
  const members = new Map(sorted.map(chain => [chain.name, []]));
  for (const server of servers.values()) {
    members.get(server.chain)?.push(server);
  }
  const recent = recoveries().slice(0, RECENT);
  return h('div', { class: 'overview', key: 'overview' },
    theAnswer(sorted, servers.size),
    tasks(sorted, members),
    h('section', { class: 'chains', 'aria-label': 'Chains' }, h('ul', { class: 'chain-list' },
      sorted.map(chain => chainRow(chain, members.get(chain.name))))),
    recent.length === 0 ? null : h('section', { class: 'recent' },
      h('h2', null, 'Latest recoveries'),
      h('ul', { class: 'recovery-list' }, recent.map(recoveryRow))),
    h('p', { class: 'foot quiet' }, `Tutti ${known().version ?? ''} watches ${counted(servers.size, 'server')} in ${counted(sorted.length, 'chain')}. `,
      watchButton('plain')));
}

function gravity(chain) {
  return (GRAVITY[chain.state] ?? 0) * 2 + (chain.recovering ? 1 : 0);
}

function theAnswer(sorted, count) {
  const alarms = sorted.filter(chain => chain.state === 'alarm');
  const troubled = sorted.filter(chain => chain.state === 'troubled');
  const recovering = sorted.filter(chain => chain.recovering);
  const doing = recovering.length > 0 ? h('p', { class: 'doing' }, `Tutti is recovering ${listed(recovering)} now`, progress(), '.') : null;
  if (alarms.length > 0) {
    const names = alarms.length <= 3 ? `Alarm in ${listed(alarms)}` : `Alarm in ${alarms.length} chains`;
    return answer('bad', `${names}.`, [
      alarms.length === 1 ? h('p', { class: 'answer-sentence' }, alarms[0].sentence) : null,
      h('p', null, 'Since ', when(earliest(alarms)), troubled.length > 0 ? `, and ${counted(troubled.length, 'chain')} troubled.` : '.'), doing]);
  }
  if (troubled.length > 0) {
    const names = troubled.length <= 3 ? `${listed(troubled)} ${troubled.length === 1 ? 'is' : 'are'} troubled`
      : `${troubled.length} chains are troubled`;
    return answer('warn', `Writes work, but ${names}.`, [
      troubled.length === 1 ? h('p', { class: 'answer-sentence' }, troubled[0].sentence) : null,
      h('p', null, 'Since ', when(earliest(troubled)), '.'), doing]);
  }
  const latest = sorted.reduce((a, b) => Date.parse(a.since) > Date.parse(b.since) ? a : b).since;
  return answer('ok', 'All is calm.', [h('p', null, `${counted(sorted.length, 'chain')}, ${counted(count, 'server')}, nothing wrong since `,
    when(latest), '.'), doing]);
}

function when(iso) {
  return [time(iso, { now: now() }), ` (${coarse(now() - millis(iso))})`];
}

/** How far the running recoveries are, each with the way to its timeline. */
function progress() {
  return recoveries().filter(recovery => recovery.state === 'running').map(recovery => [': ',
    h('a', { key: recovery.id, href: to.recovery(recovery.id) },
      `${recovery.steps.filter(step => step.state === 'done').length} of ${counted(recovery.steps.length, 'step')} done`)]);
}

function listed(chains) {
  return chains.map(chain => chain.name).join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function earliest(chains) {
  return chains.reduce((a, b) => Date.parse(a.since) < Date.parse(b.since) ? a : b).since;
}

function answer(tone, headline, rest) {
  const shapes = { ok: 'ok', warn: 'warn', bad: 'bad', off: 'unknown' };
  return h('div', { class: `answer tone-${tone}`, key: 'answer' },
    shape({ tone, shape: shapes[tone], word: '', rank: 0 }),
    h('div', null, h('h1', null, headline), rest));
}

/** What waits for a person, the gravest first. */
function tasks(chains, members) {
  const found = [];
  for (const recovery of recoveries().filter(waitsForPerson)) {
    const bad = recovery.state !== 'succeeded';
    found.push({
      key: `recovery ${recovery.id}`, sign: { tone: bad ? 'bad' : 'warn', shape: bad ? 'bad' : 'ok' },
      href: to.recovery(recovery.id), subject: `Recovery ${recovery.id}`,
      text: recovery.outcome ?? recovery.reason ?? `${recovery.kind} of ${recovery.subject} ${recovery.state}`,
      what: 'Read and acknowledge',
    });
  }
  // What Tutti recovers from just now does not wait for a person.
  for (const chain of chains.filter(each => !each.recovering)) {
    for (const server of members.get(chain.name)) {
      found.push(...tasksOf(server));
    }
  }
  if (found.length === 0) {
    return null;
  }
  const more = found.length - TASKS_SHOWN;
  return h('section', { class: 'tasks', key: 'tasks' },
    h('h2', null, 'Needs a person'),
    h('ul', null, found.slice(0, TASKS_SHOWN).map(({ key, sign, href, subject, text, what }) =>
      h('li', { key }, h('a', { href }, shape(sign),
        h('span', { class: 'task-subject address' }, subject),
        h('span', { class: 'task-text' }, text),
        h('span', { class: 'task-what' }, what ?? 'Look', icon('closed')))))),
    more > 0 ? h('p', { class: 'quiet' }, `and ${more} more, in the chains below.`) : null);
}

function tasksOf(server) {
  const errors = server.problems.filter(problem => problem.severity === 'error');
  const texts = errors.map(problem => problem.sentence);
  if (server.lost && !errors.some(problem => problem.kind === 'lost')) {
    texts.unshift(`lost: ${server.lost.reason}`);
  }
  return texts.map((text, index) => ({
    key: `${server.address} ${index}`, sign: server.lost ? { tone: 'bad', shape: 'lost' } : serverSign(server),
    href: to.server(server.address), subject: server.address, text,
  }));
}

/**
 * @param {Chain} chain
 * @param {Server[]} servers
 */
function chainRow(chain, servers) {
  const sign = chainSign(chain);
  return h('li', { key: chain.name, class: `chain-row tone-${sign.tone}`, 'data-chain': chain.name, 'data-state': chain.state },
    h('a', { href: to.chain(chain.name) },
      h('span', { class: 'chain-state' }, badge(sign)),
      h('span', { class: 'chain-name' }, chain.name),
      h('span', { class: 'chain-sentence' }, chain.sentence),
      h('span', { class: 'chain-facts' },
        marks(servers),
        h('span', { class: 'chain-count' }, counted(chain.servers, 'server')),
        chain.primary ? h('span', { class: 'chain-primary address' }, icon('pen', 'primary'), chain.primary)
          : h('span', { class: 'chain-primary' }, 'primary unknown')),
      h('span', { class: 'chain-since' }, since(chain.since, now()))));
}

/** A mark for each server, the troubled ones first; for many servers the troubled ones and a number. */
function marks(servers) {
  const signs = servers.map(serverSign).sort((a, b) => b.rank - a.rank);
  const fine = signs.filter(sign => sign.rank === 0).length;
  const shown = signs.length <= MARKS_SHOWN / 2 ? signs : signs.filter(sign => sign.rank > 0).slice(0, MARKS_SHOWN / 3);
  return h('span', { class: 'marks', role: 'img', 'aria-label': `${fine} of ${signs.length} fine` },
    shown.map(shape), shown.length < signs.length ? h('span', { class: 'marks-rest' }, `${shown.length > 0 ? '+ ' : ''}${fine} fine`) : null);
}

function watchButton(look) {
  return h('button', { class: look, type: 'button', 'data-action': 'discover', onClick: () => showDialog({ kind: 'discover' }) },
    'Watch another server…');
}
