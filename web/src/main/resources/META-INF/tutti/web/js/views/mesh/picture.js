/** Sites and hubs with the tunnels between them; where there is no room, each with its peers in words. */

/** @import {MeshHost, MeshPlan} from '../../types.js' */

import { h, patch } from '../../dom.js';
import { address } from '../../format.js';
import { BOX, placesOf } from '../../meshplaces.js';

/** @param {MeshPlan} plan */
export function picture(plan) {
  const draw = element => drawInto(element, plan);
  return h('div', { key: 'picture', class: 'mesh-picture', opaque: true, created: draw, updated: draw });
}

/**
 * @param {HTMLElement} element
 * @param {MeshPlan} plan
 */
function drawInto(element, plan) {
  const places = placesOf(plan, element.clientWidth);
  element.style.height = places ? `${places.height}px` : '';
  patch(element, places ? [lines(plan, places), h('ul', { key: 'places' }, places.spots.map(spot => box(spot, plan, places.width)))]
    : h('ul', { key: 'list', class: 'mesh-list' }, plan.hosts.map(host => h('li', { key: host.site, 'data-place': host.site },
      address(host.site), h('span', { class: 'quiet' }, ` to ${host.tunnels.map(tunnel => tunnel.peer).join(', ')}`)))));
}

function lines({ links, hubs }, { spots, height }) {
  const at = new Map(spots.map(spot => [spot.name, spot]));
  return h('svg', { key: 'lines', class: 'mesh-lines', width: '100%', height, 'aria-hidden': 'true' }, links.map(([one, other]) => {
    const [a, b] = [at.get(one), at.get(other)];
    return h('line', { key: `${one} ${other}`, class: hubs.includes(one) && hubs.includes(other) ? 'way way-hubs' : 'way', x1: a.x, y1: a.y, x2: b.x, y2: b.y });
  }));
}

/** @param {MeshPlan} plan */
function box({ name, hub, x, y }, { hosts }, width) {
  /** @type {MeshHost} */
  const host = hosts.find(one => one.site === name);
  return h('li', {
    key: name, class: hub ? 'mesh-place is-hub' : 'mesh-place', 'data-place': name, title: `${host.endpoint}; tunnels to ${host.tunnels.map(tunnel => tunnel.peer).join(', ')}`,
    style: { left: `${x - width / 2}px`, top: `${y - BOX.height / 2}px`, width: `${width}px`, height: `${BOX.height}px` },
  },
  h('span', { class: 'address' }, name),
  h('span', { class: 'quiet' }, hub ? 'hub' : host.network ?? host.address));
}
