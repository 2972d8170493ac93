/** Asks for the token that changing needs. */

import { h } from '../dom.js';
import { known } from '../store.js';
import { forget, remember, token } from '../token.js';
import { closeDialog, update } from './dialog.js';

/** @param {any} open any dialog: the token is asked before it goes on */
export function tokenForm(open) {
  const refused = open.refused;
  const only = open.kind === 'token';
  const submit = event => {
    event.preventDefault();
    const value = new FormData(event.target).get('token').trim();
    if (value) {
      remember(value);
      only ? closeDialog() : update(open, { refused: null, answer: undefined });
    }
  };
  return {
    title: only && token() ? 'This tab may change things' : 'Changing needs a token',
    body: h('form', { key: 'token', onSubmit: submit },
      refused ? h('p', { class: 'refusal', role: 'alert' }, refused) : null,
      only && token()
        ? h('p', null, 'It has a token, kept until the tab is closed. The control plane checks it with each change.')
        : h('p', null, 'Everybody who reaches this page may look. To move, recover or acknowledge, give the token of the control plane: '
          + 'its configuration names it. It stays in this tab only. The address of this page with ', h('code', null, '#token=…'), ' at its end gives it as well.'),
      only && token() ? null : h('label', { class: 'field' }, 'Token',
        h('input', { name: 'token', type: 'password', autocomplete: 'off', autofocus: true, required: true })),
      h('div', { class: 'dialog-buttons' },
        h('button', { class: 'secondary', type: 'button', onClick: closeDialog }, only && token() ? 'Close' : 'Cancel'),
        only && token() ? h('button', {
          class: 'primary', type: 'button', 'data-action': 'forget-token',
          onClick: () => {
            forget();
            closeDialog();
          },
        }, 'Forget it') : h('button', { class: 'primary', type: 'submit' }, only ? 'Use it' : 'Use it and go on'))),
  };
}

/**
 * After a request: a refused token is asked for again, everything else is shown by the dialog itself.
 *
 * @param {any} open
 * @param {import('../api.js').Answer} answer
 * @returns {boolean} whether the dialog should go on
 */
export function accepted(open, answer) {
  if (!answer.ok && answer.status === 401) {
    update(open, { busy: false, answer: undefined, asked: false, refused: `The token was refused: ${answer.message}` });
    return false;
  }
  return known().dialog === open;
}
