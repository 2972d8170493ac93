/**
 * Shows what something would do, or why it is refused; its button does exactly that. What a person has to agree to is
 * ticked one by one, and only what was shown is confirmed: when it is another question meanwhile, that one is shown.
 */

import { change } from '../api.js';
import { h } from '../dom.js';
import { to } from '../format.js';
import { icon } from '../icons.js';
import { recoveriesArrived } from '../store.js';
import { ACTS } from './acts.js';
import { closeDialog, update } from './dialog.js';
import { concerns, plan } from './plansheet.js';
import { accepted } from './tokenform.js';

const NOTHING = new Set();

/** @param {any} open */
export function planOf(open) {
  const act = ACTS[open.kind];
  const { answer, busy } = open;
  const missing = act.missing?.(open) ?? null;
  const ticked = open.ticked ?? NOTHING;
  const asked = answer?.ok ? answer.body.concerns ?? [] : [];
  const left = asked.filter(({ id }) => !ticked.has(id)).length;
  const choose = chosen => update(open, { ...chosen, round: (open.round ?? 0) + 1, answer: undefined, failure: null, ticked: NOTHING, before: null });
  const tick = (id, on) => update(open, { ticked: new Set(on ? [...ticked, id] : [...ticked].filter(one => one !== id)) });
  const button = typeof act.button === 'string' ? act.button : act.button(open);
  return {
    title: act.title(open),
    body: h('div', { key: 'plan', class: 'plan', 'data-plan': missing ? 'choosing' : !answer ? 'asking' : answer.ok ? 'ready' : 'refused' },
      act.choices?.(open, choose),
      missing ? h('p', { key: 'missing', class: 'quiet', role: 'status' }, missing)
        : h('div', { key: `plan ${open.round ?? 0}`, class: 'plan-asked', created: () => answer || ask(open, act) },
          open.changed ? h('p', { class: 'refusal', role: 'alert' }, open.changed) : null,
          !answer ? h('p', { class: 'quiet', role: 'status' }, 'Asking for the plan…')
            : answer.ok ? plan(answer.body, concerns(asked, { ticked, tick, before: open.before, busy })) : refusal(answer)),
      open.failure ? h('p', { key: 'failure', class: 'refusal', role: 'alert' }, open.failure) : null,
      h('div', { key: 'buttons', class: 'dialog-buttons' },
        left > 0 ? h('p', { class: 'quiet still-open', role: 'status' }, `${left} of ${asked.length} still to be agreed to`) : null,
        h('button', { class: 'secondary', type: 'button', autofocus: true, onClick: closeDialog }, answer && !answer.ok ? 'Close' : 'Cancel'),
        answer?.ok && !missing ? h('button', {
          class: 'primary', type: 'button', 'data-action': 'execute', disabled: Boolean(busy) || left > 0, onClick: () => execute(open, act, asked),
        }, busy ? 'Asking…' : button) : null)),
  };
}

/** Asks for the plan. What comes after something else was chosen is dropped. */
async function ask(open, act) {
  const { round } = open;
  const answer = await change('POST', act.path(open), { ...act.body(open), dry_run: true });
  if (accepted(open, answer) && open.round === round) {
    update(open, { answer: withQuestion(answer) ?? answer });
  }
}

/** @param {import('../types.js').Concern[]} agreed exactly what was shown and ticked */
async function execute(open, act, agreed) {
  update(open, { busy: true, failure: null, changed: null });
  const answer = await change('POST', act.path(open),
    { ...act.body(open), dry_run: false, ...(agreed.length > 0 ? { confirm: agreed.map(({ id }) => id) } : {}) });
  if (!accepted(open, answer)) {
    return;
  }
  const question = withQuestion(answer);
  if (question) {
    // Who agreed to this very concern before need not do so again: an id stands for its words and figures.
    const before = new Set(agreed.map(({ id }) => id));
    update(open, { busy: false, answer: question, before, changed: 'This is no longer what you agreed to. Read what is asked now.' });
    return;
  }
  if (!answer.ok) {
    update(open, { busy: false, failure: answer.message });
    return;
  }
  closeDialog();
  if (answer.body?.id !== undefined) {
    recoveriesArrived([answer.body]);
    if (act.follows) {
      location.hash = to.recovery(answer.body.id);
    }
  }
}

/** A question is a plan that may be carried out once its concerns are agreed to. */
function withQuestion(answer) {
  return !answer.ok && answer.kind === 'needs_confirmation' && answer.body?.plan ? { ok: true, body: answer.body.plan } : null;
}

function refusal(answer) {
  return h('div', { class: 'refusal', role: 'alert' },
    h('p', { class: 'refusal-head' }, icon('close'), answer.status === 409 ? 'Refused' : answer.status === 0 ? 'No answer' : 'Not possible'),
    h('p', null, answer.message));
}
