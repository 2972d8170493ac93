/** What the control plane knows of write/write clusters, asked for while somebody looks at it. */

import { read } from './api.js';
import { segment } from './format.js';

const EVERY = 1_000;

/** @type {?{clusters: any[], whatIf: Map<string, any>}} */
let seen = null;
let timer = 0;
/** Which watch is meant: an answer to an earlier one starts no further round. */
let watch = 0;

/** What came last; null while nothing did. */
export function seenClusters() {
  return seen;
}

/**
 * Asks now and from then on, until told to stop.
 *
 * @param {() => void} changed called when something came
 */
export function watchClusters(changed) {
  stopWatchingClusters();
  const mine = watch;
  const round = async () => {
    const answer = await read('/galera');
    if (answer.ok) {
      const whatIf = new Map(seen?.whatIf ?? []);
      for (const { name } of answer.body.filter(one => !whatIf.has(one.name))) {
        const played = await read(`/galera/${segment(name)}/whatif`);
        if (played.ok) {
          whatIf.set(name, played.body);
        }
      }
      seen = { clusters: answer.body, whatIf };
      changed();
    }
    if (mine === watch) {
      timer = setTimeout(round, EVERY);
    }
  };
  timer = setTimeout(round);
}

export function stopWatchingClusters() {
  clearTimeout(timer);
  watch++;
}
