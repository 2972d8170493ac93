/** The small dialogs, for what needs no plan: downtime, forget, watch another server, acknowledge, preferred donors. */

import { change } from '../api.js';
import { h } from '../dom.js';
import { address, segment, to } from '../format.js';
import { known, recoveriesArrived } from '../store.js';
import { donors } from './clusteracts.js';
import { closeDialog, update } from './dialog.js';
import { accepted } from './tokenform.js';

const MINUTES = [[15, '15 minutes'], [60, '1 hour'], [240, '4 hours'], [1_440, '1 day'], [10_080, '1 week']];

/** @param {any} open */
export function downtimeForm(open) {
  return form(open, {
    title: ['Downtime of ', address(open.address)],
    text: 'Meanwhile Tutti does not recover from its failure. Watching goes on.',
    fields: [
      h('label', { class: 'field' }, 'For', h('select', { name: 'minutes', autofocus: true },
        MINUTES.map(([minutes, name]) => h('option', { value: String(minutes), selected: minutes === 60 }, name)))),
      h('label', { class: 'field' }, 'Reason', h('input', { name: 'reason', required: true, maxlength: 200, autocomplete: 'off' })),
    ],
    button: 'Begin downtime',
    request: data => ['PUT', `/servers/${segment(open.address)}/downtime`, { minutes: Number(data.get('minutes')), reason: data.get('reason') }],
  });
}

/** @param {any} open */
export function endDowntimeForm(open) {
  return form(open, {
    title: ['End the downtime of ', address(open.address)],
    text: 'From then on Tutti recovers from its failure again.',
    button: 'End downtime',
    request: () => ['DELETE', `/servers/${segment(open.address)}/downtime`],
  });
}

/** @param {any} open */
export function forgetForm(open) {
  const chain = known().servers.get(open.address)?.chain;
  return form(open, {
    title: ['Forget ', address(open.address)],
    text: 'Tutti stops watching it. Nothing on the server itself changes. When it still replicates in a watched chain, it is found again.',
    button: 'Forget it',
    request: () => ['DELETE', `/servers/${segment(open.address)}`],
    done: () => {
      location.hash = chain ? to.chain(chain) : to.overview();
    },
  });
}

/** @param {any} open */
export function discoverForm(open) {
  return form(open, {
    title: 'Watch another server',
    text: 'Tutti watches it and finds everything in its chain.',
    fields: h('label', { class: 'field' }, 'Address', h('input', { name: 'address', required: true, autofocus: true, placeholder: 'db1.example:3306', autocomplete: 'off' })),
    button: 'Watch it',
    request: data => ['POST', '/discover', { address: data.get('address').trim() }],
  });
}

/** @param {any} open */
export function acknowledgeForm(open) {
  return form(open, {
    title: `Acknowledge: ${open.title}`,
    text: open.ofCluster ? 'You have taken note of it.' : 'You have taken note of it. Further recoveries of the chain need not wait.',
    fields: [
      h('label', { class: 'field' }, 'Your name', h('input', { name: 'by', required: true, autofocus: true, autocomplete: 'name' })),
      h('label', { class: 'field' }, 'Comment', h('input', { name: 'comment', maxlength: 500, autocomplete: 'off' })),
    ],
    button: 'Acknowledge',
    request: data => ['POST', `/recoveries/${segment(open.id)}/acknowledge`, { by: data.get('by'), comment: data.get('comment') }],
    done: body => body?.id !== undefined && recoveriesArrived([body]),
  });
}

/** @param {any} open */
export function donorsForm(open) {
  return form(open, {
    title: ['Preferred donors of ', address(open.node)],
    text: 'Whenever it needs a state transfer, they are asked first. Tutti keeps this; the node’s own configuration stays as it is.',
    fields: donors(open, chosen => update(open, chosen), 'Nobody is preferred: Tutti chooses.'),
    button: 'Keep it',
    request: () => ['POST', `/galera/${segment(open.cluster)}/nodes/${segment(open.node)}/donors`, { donors: open.donors }],
  });
}

function form(open, { title, text, fields, button, request, done }) {
  const submit = async event => {
    event.preventDefault();
    const [method, path, body] = request(new FormData(event.target));
    update(open, { busy: true, failure: null });
    const answer = await change(method, path, body);
    if (!accepted(open, answer)) {
      return;
    }
    if (answer.ok) {
      closeDialog();
      done?.(answer.body);
    } else {
      update(open, { busy: false, failure: answer.message });
    }
  };
  return {
    title,
    body: h('form', { key: open.kind, onSubmit: submit },
      h('p', null, text),
      fields,
      open.failure ? h('p', { class: 'refusal', role: 'alert' }, open.failure) : null,
      h('div', { class: 'dialog-buttons' },
        h('button', { class: 'secondary', type: 'button', autofocus: !fields, onClick: closeDialog }, 'Cancel'),
        h('button', { class: 'primary', type: 'submit', disabled: Boolean(open.busy) }, button))),
  };
}
