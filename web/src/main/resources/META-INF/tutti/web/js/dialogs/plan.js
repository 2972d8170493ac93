/** Shows what a move or a recovery would do, or why it is refused; its button does exactly that. */

/** @import {Plan, Stage} from '../types.js' */

import { change } from '../api.js';
import { h } from '../dom.js';
import { counted, segment, to } from '../format.js';
import { icon } from '../icons.js';
import { recoveriesArrived } from '../store.js';
import { closeDialog, update } from './dialog.js';
import { accepted } from './tokenform.js';

const ACTS = {
  move: {
    title: open => ['Move ', address(open.address), ' below ', address(open.below)],
    path: open => `/servers/${segment(open.address)}/relocate`,
    body: open => ({ below: open.below }),
    button: 'Move it',
  },
  recover: {
    title: open => ['Recover from the death of ', address(open.address)],
    path: open => `/servers/${segment(open.address)}/recover`,
    body: open => ({ accept_loss: open.acceptLoss }),
    button: 'Recover now',
  },
};

/** @param {any} open */
export function planOf(open) {
  const act = ACTS[open.kind];
  const { answer, busy } = open;
  return {
    title: act.title(open),
    body: h('div', { key: `plan ${open.acceptLoss}`, class: 'plan', 'data-plan': !answer ? 'asking' : answer.ok ? 'ready' : 'refused', created: () => ask(open, act) },
      !answer ? h('p', { class: 'quiet', role: 'status' }, 'Asking for the plan…')
        : answer.ok ? plan(answer.body) : refusal(answer),
      open.kind === 'recover' ? h('label', { class: 'check' },
        h('input', { type: 'checkbox', checked: open.acceptLoss, disabled: Boolean(busy), onChange: event => update(open, { acceptLoss: event.target.checked, answer: undefined }) }),
        'Accept that transactions may be lost which only the dead server has') : null,
      open.failure ? h('p', { class: 'refusal', role: 'alert' }, open.failure) : null,
      h('div', { class: 'dialog-buttons' },
        h('button', { class: 'secondary', type: 'button', autofocus: true, onClick: closeDialog }, answer && !answer.ok ? 'Close' : 'Cancel'),
        answer?.ok ? h('button', { class: 'primary', type: 'button', 'data-action': 'execute', disabled: Boolean(busy), onClick: () => execute(open, act) },
          busy ? 'Asking…' : act.button) : null)),
  };
}

async function ask(open, act) {
  const answer = await change('POST', act.path(open), { ...act.body(open), dry_run: true });
  if (accepted(open, answer)) {
    update(open, { answer });
  }
}

async function execute(open, act) {
  update(open, { busy: true, failure: null });
  const answer = await change('POST', act.path(open), { ...act.body(open), dry_run: false });
  if (!accepted(open, answer)) {
    return;
  }
  if (!answer.ok) {
    update(open, { busy: false, failure: answer.message });
    return;
  }
  closeDialog();
  if (answer.body?.id !== undefined) {
    recoveriesArrived([answer.body]);
    if (open.kind === 'recover') {
      location.hash = to.recovery(answer.body.id);
    }
  }
}

/** @param {Plan} value */
function plan(value) {
  const steps = value.stages.reduce((sum, stage) => sum + stage.steps.length, 0);
  return [
    h('p', { class: 'plan-sentence' }, value.sentence || value.goal),
    h('p', { class: 'quiet' }, `${counted(steps, 'step')}. Each checks its precondition again, and the first surprise stops the rest.`),
    h('ol', { class: 'plan-stages', 'aria-label': 'Steps' }, value.stages.map((stage, index) => stageOf(stage, index, 'now'))),
    value.forecast.length > 0 ? h('details', { class: 'forecast', open: true }, h('summary', null, 'Then, as far as is known now'),
      h('ol', { class: 'plan-stages' }, value.forecast.map((stage, index) => stageOf(stage, index, 'then')))) : null,
    (value.lost ?? []).map((lost) => h('p', { key: lost.server, class: 'plan-lost' }, `Cannot be kept: ${lost.server}, ${lost.reason}`)),
  ];
}

/** @param {Stage} stage */
function stageOf(stage, index, when) {
  return h('li', { key: `${when} ${index}`, class: 'plan-stage' },
    h('h3', null, stage.title, stage.parallel && stage.steps.length > 1 ? h('span', { class: 'chip' }, 'at the same time') : null),
    h('ol', { class: 'plan-steps' }, stage.steps.map((step, place) => h('li', { key: place, 'data-plan-step': `${index}.${place}` },
      h('p', null, step.sentence),
      step.precondition || step.verification || step.undo ? h('details', null, h('summary', null, 'Checks and way back'), h('dl', { class: 'facts' },
        [['Only if', step.precondition], ['Verified by', step.verification], ['Undone by', step.undo]].filter(([, text]) => text)
          .map(([name, text]) => [h('dt', { key: name }, name), h('dd', { key: `${name} value` }, text)]))) : null))));
}

function refusal(answer) {
  return h('div', { class: 'refusal', role: 'alert' },
    h('p', { class: 'refusal-head' }, icon('close'), answer.status === 409 ? 'Refused' : answer.status === 0 ? 'No answer' : 'Not possible'),
    h('p', null, answer.message));
}

function address(text) {
  return h('span', { class: 'address' }, text);
}
