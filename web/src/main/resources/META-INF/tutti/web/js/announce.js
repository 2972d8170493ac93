/** Tells those who listen what changed: alarms at once, the rest when there is time. */

import { known } from './store.js';
import { recoveryTitle } from './words.js';

/** @type {?Map<string, string>} state by chain, as last told */
let chainsTold = null;
/** @type {?Map<string, string>} state by recovery, as last told */
let recoveriesTold = null;

/**
 * @param {HTMLElement} alarms an assertive live region
 * @param {HTMLElement} news a polite one
 */
export function announceChanges(alarms, news) {
  const { chains, recoveries, known: ready } = known();
  if (!ready) {
    return;
  }
  const chainsNow = new Map([...chains.values()].map(chain => [chain.name, chain.state]));
  const recoveriesNow = new Map([...recoveries.values()].map(recovery => [String(recovery.id), recovery.state]));
  for (const chain of chains.values()) {
    const before = chainsTold?.get(chain.name);
    if (chain.state === 'alarm' && before !== 'alarm') {
      alarms.textContent = `Alarm in ${chain.name}: ${chain.sentence}`;
    } else if (before !== undefined && before !== chain.state) {
      news.textContent = `${chain.name} is ${chain.state}: ${chain.sentence}`;
    }
  }
  for (const recovery of recoveriesTold ? recoveries.values() : []) {
    if (recoveriesTold.get(String(recovery.id)) !== recovery.state) {
      news.textContent = `${recoveryTitle(recovery)} ${recovery.state}. ${recovery.outcome ?? recovery.reason ?? ''}`;
    }
  }
  chainsTold = chainsNow;
  // The list of old recoveries arrives once after the fleet and is no news.
  recoveriesTold = recoveriesNow.size > 0 || recoveriesTold ? recoveriesNow : null;
}
