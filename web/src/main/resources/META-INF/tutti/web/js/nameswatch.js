/** Asks what names answer: often while they are in sight, and now and then to know whether there are any. */

import { read } from './api.js';
import { namesArrived } from './store.js';

const IN_SIGHT_MS = 1_000;
const OTHERWISE_MS = 60_000;

let timer = 0;
/** Which watch is meant: a round of an earlier one starts no further round. */
let watch = 0;

/** @param {() => boolean} inSight */
export function watchNames(inSight) {
  clearTimeout(timer);
  const mine = ++watch;
  const round = async () => {
    await askNames();
    if (mine === watch) {
      timer = setTimeout(round, inSight() ? IN_SIGHT_MS : OTHERWISE_MS);
    }
  };
  timer = setTimeout(round);
}

/** Asks once, now. */
export async function askNames() {
  const [names, overrides, routers] = await Promise.all(['names', 'overrides', 'routers'].map(what => read(`/dns/${what}`)));
  if (names.ok && overrides.ok && routers.ok) {
    namesArrived(names.body.length === 0 && routers.body.length === 0 ? null
      : { names: names.body, overrides: overrides.body, routers: routers.body });
  }
}
