/** Recoveries above what they are about: those under way, those that wait for a person, and what has just ended. */

/** @import {Recovery} from '../types.js' */

import { h } from '../dom.js';
import { coarse, millis, time, to } from '../format.js';
import { badge, icon } from '../icons.js';
import { now } from '../store.js';
import { recoverySign, recoveryTitle, waitsForPerson } from '../words.js';
import { summary } from './recoveries.js';

const SHOWN = 3;
const SHOWN_FOR_MS = 120_000;

/** @param {Recovery[]} of one chain or cluster, newest first */
export function strips(of) {
  const shown = of.filter(recovery => recovery.state === 'running' || waitsForPerson(recovery) || now() - millis(recovery.ended) < SHOWN_FOR_MS);
  return shown.length === 0 ? null : h('div', { class: 'strips', key: 'strips' }, shown.slice(0, SHOWN).map(strip));
}

/** @param {Recovery} recovery */
function strip(recovery) {
  const sign = recoverySign(recovery);
  const done = recovery.steps.filter(step => ['done', 'skipped', 'failed'].includes(step.state)).length;
  return h('a', { key: `strip ${recovery.id}`, class: `strip tone-${sign.tone}`, href: to.recovery(recovery.id), 'data-strip': recovery.id },
    badge(sign),
    h('span', { class: 'strip-text' }, h('strong', null, recoveryTitle(recovery)), ' ', summary(recovery)),
    h('span', { class: 'strip-when' }, recovery.state === 'running' ? null
      : ['ended ', time(recovery.ended ?? recovery.began, { now: now() }), ` · ${coarse(now() - millis(recovery.ended ?? recovery.began))} ago`]),
    h('span', { class: 'strip-more' }, 'Timeline', icon('closed')),
    recovery.state === 'running' && recovery.steps.length > 0
      ? h('span', { class: 'strip-bar', style: { width: `${(done / recovery.steps.length) * 100}%` } }) : null);
}
