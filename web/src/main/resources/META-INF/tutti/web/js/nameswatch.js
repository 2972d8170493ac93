/** Asks what names answer: often while they are in sight, and now and then to know whether there are any. */

import { read } from './api.js';
import { known, namesArrived } from './store.js';

const IN_SIGHT_MS = 1_000;
/** Many names are a lot to fetch and to read. */
const MANY = 200;
const MANY_IN_SIGHT_MS = 5_000;
const OTHERWISE_MS = 60_000;
const CHANGES = 100;

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
      timer = setTimeout(round, inSight() ? often() : OTHERWISE_MS);
    }
  };
  timer = setTimeout(round);
}

function often() {
  return (known().names?.names.length ?? 0) > MANY ? MANY_IN_SIGHT_MS : IN_SIGHT_MS;
}

/** Asks once, now. */
export async function askNames() {
  const [names, overrides, routers, changes] = await Promise.all(
    ['names', 'overrides', 'routers', `history?limit=${CHANGES}&name=${encodeURIComponent(known().naming.filter)}`].map(what => read(`/dns/${what}`)));
  if (names.ok && overrides.ok && routers.ok && changes.ok) {
    namesArrived(names.body.length === 0 && routers.body.length === 0 ? null
      : { names: names.body, overrides: overrides.body, routers: routers.body, changes: changes.body });
  }
}
