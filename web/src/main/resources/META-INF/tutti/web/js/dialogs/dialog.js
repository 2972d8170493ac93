/** The dialog that is open, if any. Everything that changes something needs a token; without one, that is asked first. */

import { h } from '../dom.js';
import { known, showDialog, tell } from '../store.js';
import { token } from '../token.js';
import { ACTS } from './acts.js';
import { acknowledgeForm, discoverForm, donorsForm, downtimeForm, endDowntimeForm, forgetForm } from './forms.js';
import { pick } from './pick.js';
import { planOf } from './plan.js';
import { tokenForm } from './tokenform.js';

/**
 * What each dialog shows.
 * @type {Record<string, (dialog: any) => {title: any, body: any}>}
 */
const KINDS = {
  token: tokenForm,
  pick,
  ...Object.fromEntries(Object.keys(ACTS).map(kind => [kind, planOf])),
  downtime: downtimeForm,
  endDowntime: endDowntimeForm,
  forget: forgetForm,
  discover: discoverForm,
  acknowledge: acknowledgeForm,
  galera_donors: donorsForm,
};

/** @returns {any} */
export function dialog() {
  const open = known().dialog;
  if (!open) {
    return null;
  }
  const locked = open.kind !== 'token' && open.kind !== 'pick' && !token();
  const { title, body } = (locked ? tokenForm : KINDS[open.kind])(open);
  return h('dialog', {
    key: 'dialog', class: 'dialog', 'aria-labelledby': 'dialog-title', 'data-dialog': locked ? 'token' : open.kind,
    created: element => element.showModal(),
    onClose: () => showDialog(null),
    onClick: event => event.target === event.currentTarget && event.currentTarget.close(),
  }, h('div', {
    class: 'dialog-inner', key: `${locked} ${open.kind}`, created: element => element.querySelector('[autofocus]')?.focus(),
  }, h('h2', { id: 'dialog-title' }, title), body));
}

/** Closes what is open; the focus goes back to where it was. */
export function closeDialog() {
  document.querySelector('#dialogs dialog')?.close();
}

/**
 * Changes the state of a dialog, unless it was closed meanwhile.
 *
 * @param {any} open
 * @param {any} change
 */
export function update(open, change) {
  if (known().dialog === open) {
    Object.assign(open, change);
    tell();
  }
}
