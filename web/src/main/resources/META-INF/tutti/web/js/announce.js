/** Tells those who listen what changed: alarms at once, the rest when there is time. */

import { known } from './store.js';
import { watched } from './watched.js';
import { recoveryTitle } from './words.js';

/** @type {?Map<string, string>} state by chain or cluster, as last told */
let statesTold = null;
/** @type {?Map<string, string>} state by recovery, as last told */
let recoveriesTold = null;

/**
 * @param {HTMLElement} alarms an assertive live region
 * @param {HTMLElement} news a polite one
 */
export function announceChanges(alarms, news) {
  const { recoveries, known: ready } = known();
  if (!ready) {
    return;
  }
  const lines = watched();
  const recoveriesNow = new Map([...recoveries.values()].map(recovery => [String(recovery.id), recovery.state]));
  for (const { key, name, state, sentence } of lines) {
    const before = statesTold?.get(key);
    if (state === 'alarm' && before !== 'alarm') {
      alarms.textContent = `Alarm in ${name}: ${sentence}`;
    } else if (before !== undefined && before !== state) {
      news.textContent = `${name} is ${state}: ${sentence}`;
    }
  }
  for (const recovery of recoveriesTold ? recoveries.values() : []) {
    if (recoveriesTold.get(String(recovery.id)) !== recovery.state) {
      news.textContent = `${recoveryTitle(recovery)} ${recovery.state}. ${recovery.outcome ?? recovery.reason ?? ''}`;
    }
  }
  statesTold = new Map(lines.map(({ key, state }) => [key, state]));
  // The list of old recoveries arrives once after the fleet and is no news.
  recoveriesTold = recoveriesNow.size > 0 || recoveriesTold ? recoveriesNow : null;
}
