/**
 * Where the places of a mesh stand: sites around, evenly, hubs inside them. A function of what is described and of the space there is,
 * never of a state, so that everything keeps its place.
 */

/** @import {MeshPlan} from './types.js' */

/** @typedef {{name: string, hub: boolean, x: number, y: number}} Spot with the middle of its box */

export const BOX = { width: 124, height: 46 };
const NARROW = 100;
const FREE = { beside: 14, below: 26 };
const HIGHEST = 1_000;
const GROW = 8;

/**
 * @param {MeshPlan} plan
 * @param {number} width
 * @returns {?{spots: Spot[], width: number, height: number}} `width` of each box; null when there is no room
 */
export function placesOf({ hosts, hubs }, width) {
  const box = width < 480 ? NARROW : BOX.width;
  const outer = hosts.filter(host => !hubs.includes(host.site));
  for (let high = 40; high < HIGHEST / 2; high += GROW) {
    const sites = around(outer, { across: Math.min((width - box) / 2, 440), high });
    const stack = stacked(hubs, outer.length === 0 ? high : high * 0.5);
    const fitting = (box === NARROW ? [beside(hubs, box), stack] : [stack]).map(middle => [...sites, ...middle])
      .find(spots => !crowded(spots, box) && spots.every(spot => Math.abs(spot.x) <= (width - box) / 2));
    if (fitting) {
      const top = Math.min(...fitting.map(spot => spot.y)) - BOX.height / 2;
      const bottom = Math.max(...fitting.map(spot => spot.y)) + BOX.height / 2;
      return { spots: fitting.map(spot => ({ ...spot, x: Math.round(spot.x + width / 2), y: Math.round(spot.y - top) })), width: box, height: bottom - top };
    }
  }
  return null;
}

/** From the left, so that two and four stand on both sides of the hubs; three have one above them. */
function firstAngle(count) {
  return count === 2 ? 180 : count % 2 === 0 ? 180 + 180 / count : -90;
}

function around(hosts, { across, high }) {
  return hosts.map(({ site }, index) => {
    const angle = ((firstAngle(hosts.length) + index * 360 / hosts.length) * Math.PI) / 180;
    return { name: site, hub: false, x: hosts.length === 1 ? 0 : Math.cos(angle) * across, y: Math.sin(angle) * high };
  });
}

/** Hubs stand below each other in the middle; ways from both sides reach each of them. */
function stacked(hubs, high) {
  return hubs.map((name, index) => ({ name, hub: true, x: 0, y: hubs.length === 1 ? 0 : -high + 2 * high * index / (hubs.length - 1) }));
}

/** Where it is narrow, sites stand above and below, and hubs beside each other between them. */
function beside(hubs, box) {
  return hubs.map((name, index) => ({ name, hub: true, x: (index - (hubs.length - 1) / 2) * (box + FREE.beside), y: 0 }));
}

function crowded(spots, width) {
  return spots.some((a, index) => spots.slice(index + 1).some(b =>
    Math.abs(a.x - b.x) < width + FREE.beside && Math.abs(a.y - b.y) < BOX.height + FREE.below));
}
