/**
 * What the control plane knows of clusters. The stream tells of each change; a slow look beside it brings what there was
 * before, and goes on when no event comes.
 */

import { fetchExplanation, read } from './api.js';
import { segment } from './format.js';
import { askedOfCluster, clustersArrived, known } from './store.js';
import { nodeOf } from './watched.js';

const LOOK_MS = 5_000;
/** With events there is little to look for: clusters that are no longer described. */
const LOOK_WITH_EVENTS_MS = 60_000;
const ASK_MS = 30_000;

let timer = 0;
/** Which watch is meant: a round of an earlier one starts no further round. */
let watch = 0;
let lookedAt = -Infinity;
/** What was asked last of what is in sight, and when. */
let asked = { subject: null, at: -Infinity };

/**
 * Looks now and from then on.
 *
 * @param {() => {name: ?string, node: ?string}} shown the cluster in sight, of which more is asked, and the chosen node
 */
export function watchClusters(shown) {
  clearTimeout(timer);
  const mine = ++watch;
  lookedAt = -Infinity;
  const round = async () => {
    await look();
    await ask(shown());
    if (mine === watch) {
      timer = setTimeout(round, LOOK_MS);
    }
  };
  timer = setTimeout(round);
}

async function look() {
  const now = Date.now();
  const told = now - (known().clustersHeardAt ?? -Infinity) < LOOK_MS;
  if (now - lookedAt < (told ? LOOK_WITH_EVENTS_MS : 0)) {
    return;
  }
  lookedAt = now;
  const answer = await read('/galera');
  if (answer.ok) {
    clustersArrived(answer.body);
  } else if (!known().clustersKnown && answer.status !== 0) {
    clustersArrived([]);
  }
}

async function ask({ name, node }) {
  const subject = name === null ? null : (node && nodeOf(node, name)?.node.address) || name;
  if (subject === null || (asked.subject === subject && Date.now() - asked.at < ASK_MS)) {
    return;
  }
  asked = { subject, at: Date.now() };
  await Promise.all([fetchExplanation(subject), ...[['whatIf', 'whatif'], ['advice', 'advice']].map(async ([what, path]) => {
    const answer = await read(`/galera/${segment(name)}/${path}`);
    if (answer.ok) {
      askedOfCluster(what, name, answer.body);
    }
  })]);
}
