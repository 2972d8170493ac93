/** Everything that is first planned and then done. */

import { h } from '../dom.js';
import { address, segment } from '../format.js';
import { CLUSTER_ACTS } from './clusteracts.js';

/**
 * Something that is first planned and then done.
 *
 * @typedef {object} Act
 * @property {(open: any) => any} title
 * @property {(open: any) => string} path below `/api/v1`
 * @property {(open: any) => any} body of the request, without `dry_run` and `confirm`
 * @property {string|((open: any) => string)} button
 * @property {(open: any, choose: (change: any) => void) => any} [choices] what a person chooses before there is a plan, or to change it
 * @property {(open: any) => ?string} [missing] what still has to be chosen before a plan can be asked for
 * @property {boolean} [follows] whether the page then shows its timeline
 */

/** @type {Record<string, Act>} */
export const ACTS = {
  move: {
    title: open => ['Move ', address(open.address), ' below ', address(open.below)],
    path: open => `/servers/${segment(open.address)}/relocate`,
    body: open => ({ below: open.below }),
    button: 'Move it',
  },
  switchover: {
    title: open => open.address ? ['Let ', address(open.address), ' take the writes'] : ['Let another server take the writes of ', open.chain],
    path: open => `/chains/${segment(open.chain)}/switchover`,
    body: open => ({ to: open.address }),
    button: 'Switch over now',
    follows: true,
  },
  recover: {
    title: open => ['Recover from the death of ', address(open.address)],
    path: open => `/servers/${segment(open.address)}/recover`,
    body: open => ({ accept_loss: open.acceptLoss }),
    choices: (open, choose) => h('label', { class: 'check' },
      h('input', { type: 'checkbox', checked: open.acceptLoss, disabled: Boolean(open.busy), onChange: event => choose({ acceptLoss: event.target.checked }) }),
      'Accept that transactions may be lost which only the dead server has'),
    button: 'Recover now',
    follows: true,
  },
  ...CLUSTER_ACTS,
};
