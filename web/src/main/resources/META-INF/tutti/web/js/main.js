/** Where the page is put together: the address decides the view, the store what it shows. */

import { fetchExplanation, fetchRecoveries, fetchRecovery } from './api.js';
import { announceChanges } from './announce.js';
import { patch } from './dom.js';
import { watchClusters } from './clusterwatch.js';
import { dialog } from './dialogs/dialog.js';
import { watchMesh } from './meshwatch.js';
import { watchNames } from './nameswatch.js';
import { route } from './router.js';
import { banner, title, top } from './shell.js';
import { known, showDialog, subscribe, tell, treeChanged } from './store.js';
import { follow } from './stream.js';
import { takeTokenFromAddress } from './token.js';
import { chainView } from './views/chain.js';
import { clustersView, shownCluster } from './views/clusters/index.js';
import { meshView } from './views/mesh/index.js';
import { namesView } from './views/names.js';
import { overview } from './views/overview.js';
import { recoveryList } from './views/recoveries.js';
import { recoveryView } from './views/recovery.js';

const element = id => document.getElementById(id);
const SECOND = 1_000;
const WHILE_RUNNING = 100;
const FIRST_FLEET = 'tutti: first fleet';

takeTokenFromAddress();
let here = route(location.hash);

function draw() {
  try {
    drawAll();
  } finally {
    const running = [...known().recoveries.values()].some(recovery => recovery.state === 'running');
    schedule(running && here.view === 'recovery' ? WHILE_RUNNING : SECOND);
  }
}

function drawAll() {
  patch(element('top'), top(here));
  patch(element('banner'), banner());
  patch(element('main'), content());
  patch(element('dialogs'), dialog());
  title(element('favicon'));
  announceChanges(element('alarms'), element('news'));
  markFirstFleet();
}

function content() {
  switch (here.view) {
    case 'clusters':
    case 'cluster': return clustersView(here);
    case 'names': return namesView();
    case 'mesh': return meshView();
    case 'recoveries': return recoveryList();
    case 'recovery': return recoveryView(here.id);
    case 'chain': return chainView(here.name, null);
    case 'server': return chainView(known().servers.get(here.address)?.chain ?? null, here.address);
    default: return overview();
  }
}

let clock = 0;

/** Time passes in "since" and in running bars even when nothing else happens. */
function schedule(wait) {
  clearTimeout(clock);
  clock = setTimeout(() => document.hidden ? schedule(SECOND) : draw(), wait);
}

/** Asks for what the stream does not bring by itself. */
function fetchFor(place) {
  watchClusters(() => ({ name: shownCluster(here), node: here.node ?? null }));
  watchNames(() => here.view === 'names');
  watchMesh(() => here.view === 'mesh');
  if (place.view === 'chain') {
    fetchExplanation(place.name);
  } else if (place.view === 'server') {
    fetchExplanation(place.address);
  } else if (place.view === 'recovery' && !known().recoveries.has(place.id)) {
    fetchRecovery(place.id);
  }
}

addEventListener('hashchange', () => {
  const before = here;
  takeTokenFromAddress();
  here = route(location.hash);
  if (known().dialog) {
    showDialog(null);
  }
  const same = subjectOf(before) !== null && subjectOf(before) === subjectOf(here);
  if (!same) {
    treeChanged({ filter: '', active: null });
  }
  fetchFor(here);
  tell();
  if (!same) {
    scrollTo(0, 0);
    element('main').focus({ preventScroll: true });
  }
});

/** The chain or cluster that an address shows as a whole or in part: within it nothing scrolls away. */
function subjectOf(place) {
  const cluster = shownCluster(place);
  const chain = place.view === 'server' ? known().servers.get(place.address)?.chain : place.view === 'chain' ? place.name : undefined;
  return cluster !== null ? `cluster ${cluster}` : chain !== undefined ? `chain ${chain}` : null;
}

document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  element('main').focus();
});

let resized = 0;
addEventListener('resize', () => {
  cancelAnimationFrame(resized);
  resized = requestAnimationFrame(draw);
});
addEventListener('visibilitychange', () => document.hidden || draw());

/** Leaves a mark for measurements when the first fleet has been painted. */
function markFirstFleet() {
  if (known().known && performance.getEntriesByName(FIRST_FLEET).length === 0) {
    performance.mark(FIRST_FLEET);
    requestAnimationFrame(() => setTimeout(() => performance.mark(`${FIRST_FLEET} painted`)));
  }
}

subscribe(draw);
draw();
follow(() => {
  fetchRecoveries();
  fetchFor(here);
});
