/** What stands around every view: the header, the banner about the connection, the title of the window. */

import { h } from './dom.js';
import { clock, coarse, counted, to } from './format.js';
import { icon } from './icons.js';
import { known, recoveries, showDialog } from './store.js';
import { token } from './token.js';
import { watched } from './watched.js';
import { waitsForPerson } from './words.js';

/** @param {import('./router.js').Route} here */
export function top(here) {
  const open = recoveries().filter(waitsForPerson).length;
  const fleet = ['overview', 'chain', 'server'].includes(here.view);
  return h('div', { class: 'top-inner' },
    h('a', { class: 'mark', href: to.overview(), 'aria-label': 'Tutti, overview' }, mark(), 'Tutti'),
    h('nav', { 'aria-label': 'Main' },
      h('a', { href: to.overview(), 'aria-current': fleet ? 'page' : null }, 'Fleet'),
      h('a', { href: to.clusters(), 'aria-current': here.view.startsWith('cluster') ? 'page' : null }, 'Clusters'),
      known().names === null ? null
        : h('a', { href: to.names(), 'aria-current': here.view === 'names' ? 'page' : null }, 'Names'),
      known().mesh === null ? null
        : h('a', { href: to.mesh(), 'aria-current': here.view === 'mesh' ? 'page' : null }, 'Mesh'),
      h('a', { href: to.recoveries(), 'aria-current': here.view.startsWith('recover') ? 'page' : null }, 'Recoveries',
        open > 0 ? h('span', { class: 'count', 'aria-label': `${open} not acknowledged` }, String(open)) : null)),
    h('div', { class: 'top-right' },
      link(),
      h('button', {
        class: 'plain key', type: 'button', 'data-action': 'token',
        title: token() ? 'This tab has a token: it may change things' : 'Without a token this tab can only look',
        onClick: () => showDialog({ kind: 'token' }),
      }, icon(token() ? 'pen' : 'lock'), h('span', null, token() ? 'May change' : 'Looking only'))));
}

function mark() {
  // One above four: a source and its replicas.
  return h('svg', { class: 'mark-sign', viewBox: '0 0 20 20', 'aria-hidden': 'true' },
    h('path', { d: 'M3 5h14M10 5v11M5.500 5v7M14.500 5v7' }));
}

function link() {
  const { status } = known().link;
  const words = { live: 'Live', lost: 'Connection lost', connecting: 'Connecting' };
  return h('span', { class: `live live-${status}`, 'data-link': status },
    h('span', { class: 'live-dot', 'aria-hidden': 'true' }), h('span', { class: 'live-word' }, words[status]));
}

/** Says that what is in sight is old. */
export function banner() {
  const { status, heardAt, lostAt } = known().link;
  if (status !== 'lost') {
    return null;
  }
  const now = Date.now();
  return h('div', { class: 'banner', 'data-banner': 'lost' }, h('div', { class: 'banner-inner' },
    h('strong', null, 'Connection lost. '),
    heardAt === null ? 'The control plane does not answer; trying again.'
      : ['This is the last known state of ', clock(new Date(heardAt).toISOString(), { now }),
        ', ', h('span', { 'aria-hidden': 'true' }, coarse(now - (heardAt ?? lostAt)), ' ago; '), 'trying again.']));
}

/**
 * The title and the sign of the window tell the state, since the page often stands behind others.
 *
 * @param {HTMLLinkElement} favicon
 */
export function title(favicon) {
  const lines = watched();
  const alarms = lines.filter(one => one.state === 'alarm').length;
  const troubled = lines.filter(one => one.state === 'troubled').length;
  const state = alarms > 0 ? 'alarm' : troubled > 0 ? 'troubled' : 'calm';
  const text = alarms > 0 ? `▲ ${counted(alarms, 'alarm')} · Tutti` : troubled > 0 ? `${troubled} troubled · Tutti` : 'Tutti';
  if (document.title !== text) {
    document.title = text;
  }
  const sign = `/img/${state}.svg`;
  if (favicon.getAttribute('href') !== sign) {
    favicon.setAttribute('href', sign);
  }
}
