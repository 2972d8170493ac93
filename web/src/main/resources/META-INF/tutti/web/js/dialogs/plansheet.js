/** A plan as it is read: what it does, what speaks against it, its steps, what it leaves. For chains and clusters alike. */

/** @import {Concern, GaleraPlan, Plan, Stage} from '../types.js' */

import { h } from '../dom.js';
import { counted, sentence } from '../format.js';

/**
 * @param {Plan|GaleraPlan} value
 * @param {any} question what has to be agreed to; it stands before the steps
 */
export function plan(value, question) {
  const steps = value.stages.reduce((sum, stage) => sum + stage.steps.length, 0);
  const forecast = value.forecast ?? [];
  return [
    h('p', { key: 'sentence', class: 'plan-sentence' }, ended(value.sentence || value.goal)),
    value.bootstrap ? h('p', { key: 'bootstrap', class: 'plan-bootstrap' }, 'Bootstraps once, from ', h('code', null, value.bootstrap), '.') : null,
    question,
    h('p', { key: 'count', class: 'quiet' }, `${counted(steps, 'step')}. Each checks its precondition again, and the first surprise stops the rest`,
      value.stages.some(stage => stage.vital === false) ? ', but where one node’s failure is its own.' : '.'),
    h('ol', { key: 'stages', class: 'plan-stages', 'aria-label': 'Steps' }, value.stages.map((stage, index) => stageOf(stage, index, 'now'))),
    value.again ? h('p', { key: 'again', class: 'plan-again' }, 'This only begins it. What follows is planned on what is seen then.') : null,
    forecast.length > 0 ? h('details', { key: 'forecast', class: 'forecast', open: true }, h('summary', null, 'Then, as far as is known now'),
      h('ol', { class: 'plan-stages' }, forecast.map((stage, index) => stageOf(stage, index, 'then')))) : null,
    (value.lost ?? []).map(lost => h('p', { key: lost.server, class: 'plan-lost' }, `Cannot be kept: ${lost.server}, ${lost.reason}`)),
    listed('Left as it is', (value.left ?? []).map(({ node, sentence: text }) => text.includes(node) ? sentence(text) : `${node}: ${sentence(text)}`)),
    listed('To know', (value.notes ?? []).map(sentence)),
  ];
}

/** It may begin with a name, which stays as it is written. */
function ended(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function listed(title, sentences) {
  return sentences.length === 0 ? null : h('section', { key: title, class: 'plan-list' }, h('h3', null, title),
    h('ul', { class: 'sentences' }, sentences.map(text => h('li', { key: text }, text))));
}

/**
 * What a person must agree to, each by a tick of its own.
 *
 * @param {Concern[]} asked
 * @param {{ticked: Set<string>, tick: (id: string, on: boolean) => void, before: ?Set<string>, busy: any}} how `before` are
 *     those that were agreed to when another question was answered
 */
export function concerns(asked, { ticked, tick, before, busy }) {
  return asked.length === 0 ? null : h('fieldset', { key: 'concerns', class: 'concerns' },
    h('legend', null, asked.length === 1 ? 'Agree to this first' : `Agree to each of these ${asked.length} first`),
    asked.map(({ id, sentence: text }) => h('label', { key: id, class: 'check' },
      h('input', { type: 'checkbox', 'data-concern': id, checked: ticked.has(id), disabled: Boolean(busy), onChange: event => tick(id, event.target.checked) }),
      h('span', null, before && !before.has(id) ? h('span', { class: 'chip' }, 'new') : null, sentence(text)))));
}

/** @param {Stage} stage */
function stageOf(stage, index, when) {
  return h('li', { key: `${when} ${index}`, class: 'plan-stage' },
    h('h3', null, stage.title, stage.parallel && stage.steps.length > 1 ? h('span', { class: 'chip' }, 'at the same time') : null,
      stage.vital === false ? h('span', { class: 'chip' }, 'goes on if one fails') : null),
    h('ol', { class: 'plan-steps' }, stage.steps.map((step, place) => h('li', { key: place, 'data-plan-step': `${index}.${place}` },
      h('p', null, step.sentence),
      step.precondition || step.verification || step.undo ? h('details', null, h('summary', null, 'Checks and way back'), h('dl', { class: 'facts' },
        [['Only if', step.precondition], ['Verified by', step.verification], ['Undone by', step.undo]].filter(([, text]) => text)
          .map(([name, text]) => [h('dt', { key: name }, name), h('dd', { key: `${name} value` }, text)]))) : null))));
}
