/** Why things are as they are: the sentence and the decisions behind it, newest first. */

/** @import {Decision} from '../types.js' */

import { h } from '../dom.js';
import { counted, time } from '../format.js';
import { known, now } from '../store.js';
import { spoken } from '../words.js';
import { witnesses } from './recovery.js';

const SHOWN = 30;

/**
 * @param {string} subject a chain's or cluster's name, or a server's address
 * @param {{said?: boolean}} [options] `said` when the sentence stands elsewhere on the page
 */
export function why(subject, { said = false } = {}) {
  const explanation = known().explained.get(subject);
  const live = known().decisions.filter(decision => decision.chain === subject || decision.subject === subject);
  const told = [...live, ...explanation?.decisions ?? []].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const seen = new Set();
  const decisions = told.filter(decision => {
    const id = `${decision.at} ${decision.subject} ${decision.kind} ${decision.verdict}`;
    return !seen.has(id) && seen.add(id);
  });
  return h('section', { class: 'why', key: `why ${subject}` },
    h('h2', null, 'Decisions'),
    explanation?.sentence && !said ? h('p', { class: 'explained' }, explanation.sentence) : null,
    decisions.length === 0 ? h('p', { class: 'quiet' }, explanation ? 'Nothing had to be decided yet.' : 'Asking…') : null,
    h('ol', { class: 'decisions' }, decisions.slice(0, SHOWN).map(one)));
}

/** @param {Decision} decision */
function one(decision) {
  return h('li', { key: `${decision.at} ${decision.subject} ${decision.kind} ${decision.verdict}`, class: 'decision' },
    h('p', { class: 'decision-head' }, time(decision.at, { now: now(), fine: true }),
      h('span', { class: `verdict verdict-${decision.verdict === 'recovering' ? 'acting' : 'other'}` }, spoken(decision.verdict))),
    h('p', null, decision.sentence),
    decision.witnesses.length > 0 ? h('details', null, h('summary', null, counted(decision.witnesses.length, 'witness', 'witnesses')),
      witnesses(decision.witnesses)) : null);
}
