/** Recoveries as a list: all of them, or the latest. */

import { h } from '../dom.js';
import { clock, coarse, counted, duration, millis, time, to } from '../format.js';
import { badge } from '../icons.js';
import { known, now, recoveries } from '../store.js';
import { recoverySign, recoveryTitle, waitsForPerson } from '../words.js';

/** @returns {any} */
export function recoveryList() {
  const all = recoveries();
  return h('div', { class: 'recoveries', key: 'recoveries' },
    h('h1', null, 'Recoveries'),
    all.length === 0
      ? h('p', { class: 'quiet' }, known().known ? 'None yet. When something breaks, or somebody changes something, it is told here.'
        : 'Asking the control plane…')
      : h('ul', { class: 'recovery-list' }, all.map(recoveryRow)));
}

/** @param {import('../types.js').Recovery} recovery */
export function recoveryRow(recovery) {
  const open = waitsForPerson(recovery);
  return h('li', { key: `recovery ${recovery.id}`, 'data-recovery': recovery.id, 'data-state': recovery.state },
    h('a', { href: to.recovery(recovery.id), class: open ? 'open' : null },
      h('span', { class: 'recovery-state' }, badge(recoverySign(recovery))),
      h('span', { class: 'recovery-title' }, recoveryTitle(recovery),
        recovery.subject === recovery.chain ? null : h('span', { class: 'quiet' }, ` in ${recovery.chain}`)),
      h('span', { class: 'recovery-outcome' }, summary(recovery)),
      h('span', { class: 'recovery-when' }, time(recovery.began, { now: now() }),
        h('span', { class: 'quiet' }, recovery.by === 'tutti' ? ' by Tutti' : ` by ${recovery.by}`),
        open ? h('span', { class: 'chip' }, 'not acknowledged') : null)));
}

/** @param {import('../types.js').Recovery} recovery */
export function summary(recovery) {
  if (recovery.state === 'running') {
    const step = recovery.steps.find(each => each.state === 'running');
    const done = recovery.steps.filter(each => each.state === 'done').length;
    return `${done} of ${counted(recovery.steps.length, 'step')} done after ${coarse(now() - millis(recovery.began))}`
      + (step ? `; now: ${step.sentence}` : '');
  }
  return recovery.outcome ?? recovery.reason ?? '';
}

/**
 * How long writes were impossible, as far as is known.
 *
 * @param {import('../types.js').Recovery} recovery
 * @returns {?string}
 */
export function unwritable(recovery) {
  const ms = millis(recovery.writable_at) - millis(recovery.suspected_at);
  return Number.isNaN(ms) ? null : duration(ms);
}

/** @param {?string} iso */
export function fine(iso) {
  return clock(iso, { now: now(), fine: true });
}
