/** Asks about the network between the sites: now and then, more often while it is in sight; its description seldom changes. */

import { read } from './api.js';
import { meshArrived } from './store.js';

const IN_SIGHT_MS = 10_000;
const OTHERWISE_MS = 60_000;

let timer = 0;
/** Which watch is meant: a round of an earlier one starts no further round. */
let watch = 0;

/** @param {() => boolean} inSight */
export function watchMesh(inSight) {
  clearTimeout(timer);
  const mine = ++watch;
  const round = async () => {
    const answer = await read('/mesh');
    if (answer.ok || answer.status === 404) {
      meshArrived(answer.ok ? answer.body : null);
    }
    if (mine === watch) {
      timer = setTimeout(round, inSight() ? IN_SIGHT_MS : OTHERWISE_MS);
    }
  };
  timer = setTimeout(round);
}
