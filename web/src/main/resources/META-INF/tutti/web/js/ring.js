/**
 * Where the members of a cluster stand: sites around, evenly, in the order of their names, since no geography is known.
 * A function of what is described and of the space there is, never of a state, so that sites keep their place.
 */

/** @import {GaleraCluster, GaleraLink, GaleraNode} from './types.js' */

import { naturally } from './format.js';
import { isMeasured, linkWords } from './galera.js';

/**
 * @typedef {{key: string, node: ?GaleraNode, arbitrator: ?{name: string, site: string, weight: number}}} Member
 * @typedef {object} Place a site with its members; in a cluster of one site each member has a place of its own
 * @property {string} key
 * @property {?string} site null where the place is one member's
 * @property {Member[]} members
 * @property {number} x left edge
 * @property {number} y
 * @property {number} w
 * @property {number} h
 *
 * @typedef {object} Way between two places
 * @property {string} key
 * @property {Place} from
 * @property {Place} to
 * @property {?GaleraLink} link null where nothing is told about the way
 * @property {boolean} relayed whether others pass on what they say to each other, as they have no link of their own
 * @property {string[]} words what is known of it, by line; empty: nothing to say
 * @property {?{x: number, y: number, w: number, h: number}} label the room for the words in a ring
 *
 * @typedef {{geometry: 'ring'|'list', places: Place[], ways: Way[], height: number}} Ring
 */

const PLACE = { width: 248, head: 30, padding: 9, gap: 8 };
const MEMBER = { node: 104, arbitrator: 60 };
/** What a label may need at most: the ring does not move because a link is measured or slow. */
const LABEL = { link: { w: 190, h: 39 }, relayed: { w: 66, h: 22 } };
/** What is free between two places at least. */
const FREE = { beside: 48, below: 64 };
/** What would need a higher ring than this, for its sites or for what is said between them, stands as a list. */
const HIGHEST = 1_000;
const FIRST_ANGLE = { 2: 180, 4: -135 };
const GROW = 8;
/** Where on a way a label may stand; the middle before the ends. */
const SPOTS = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74];

/**
 * @param {GaleraCluster} cluster
 * @param {number} width
 * @returns {Ring}
 */
export function ringOf(cluster, width) {
  const places = placesOf(cluster);
  const ways = waysOf(places, cluster.links);
  const height = around(places, ways, width);
  return { geometry: height === null ? 'list' : 'ring', places, ways, height: height ?? 0 };
}

function placesOf({ nodes, arbitrators }) {
  const members = [
    ...nodes.map(node => ({ key: node.name, site: node.site, node, arbitrator: null })),
    ...arbitrators.map(arbitrator => ({ key: `arbitrator ${arbitrator.name}`, site: arbitrator.site, node: null, arbitrator })),
  ].sort((a, b) => naturally(a.key, b.key));
  const sites = [...new Set(members.map(member => member.site))].sort(naturally);
  const place = (key, site, inside) => ({ key, site, members: inside, x: 0, y: 0, w: PLACE.width, h: heightOf(site, inside) });
  return sites.length > 1 ? sites.map(site => place(site, site, members.filter(member => member.site === site)))
    : members.map(member => place(member.key, null, [member]));
}

function heightOf(site, members) {
  const inside = members.reduce((sum, { node }) => sum + (node ? MEMBER.node : MEMBER.arbitrator), 0) + (members.length - 1) * PLACE.gap;
  return inside + (site === null ? 0 : PLACE.head + PLACE.padding);
}

/**
 * Puts the places on an ellipse as wide as there is room and as high as they and the labels between them need.
 *
 * @returns {?number} how high the whole is; null when there is no room
 */
function around(places, ways, width) {
  const step = 360 / places.length;
  const first = FIRST_ANGLE[places.length] ?? -90;
  const spots = places.map((_, index) => (((first + index * step) * Math.PI) / 180)).map(angle => ({ x: Math.cos(angle), y: Math.sin(angle) }));
  const widest = Math.max(...spots.map(spot => Math.abs(spot.x)), 0.001);
  const radius = (width - PLACE.width) / 2;
  const put = high => places.forEach((place, index) => {
    const spread = places.length === 1 ? 0 : (spots[index].x / widest) * radius;
    place.x = Math.round(width / 2 + spread - place.w / 2);
    place.y = Math.round(spots[index].y * high - place.h / 2);
  });
  // Three in one row would be no ring: the way of the outer ones would pass behind the one between.
  for (let high = places.length > 2 ? 130 : 0; width >= PLACE.width && high < HIGHEST; high += GROW) {
    put(high);
    if (!crowded(places) && labelled(ways, places)) {
      const top = Math.min(...places.map(place => place.y));
      const height = Math.max(...places.map(place => place.y + place.h)) - top;
      for (const box of [...places, ...ways.map(way => way.label).filter(Boolean)]) {
        box.y -= top;
      }
      return height > HIGHEST ? null : height;
    }
  }
  return null;
}

function crowded(places) {
  return places.some((a, index) => places.slice(index + 1).some(b =>
    overlap({ ...a, w: a.w + FREE.beside, h: a.h + FREE.below }, { ...b, w: b.w + FREE.beside, h: b.h + FREE.below })));
}

function overlap(a, b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Without any link named, each site reaches each other, and nothing is to be said about it. */
function waysOf(places, links) {
  return pairs(places).map(([from, to]) => {
    const link = links.find(({ one, other }) => (one === from.site && other === to.site) || (one === to.site && other === from.site)) ?? null;
    const relayed = link === null && links.length > 0 && from.site !== null;
    const words = relayed ? ['relayed'] : isMeasured(link) ? linkWords(link) : [];
    return { key: `${from.key} ${to.key}`, from, to, link, relayed, words, label: null };
  });
}

/** Neighbours on the ring first, so that their labels get the middle of the way. */
function pairs(places) {
  const count = places.length;
  const found = places.flatMap((from, index) => places.slice(index + 1).map((to, further) => [from, to, further + 1]));
  const apart = ([, , steps]) => Math.min(steps, count - steps);
  return found.sort((a, b) => apart(a) - apart(b));
}

/** Gives each way that has something to say a place for it; false when one finds none that nothing else needs. */
function labelled(ways, places) {
  const taken = [...places];
  for (const way of ways.filter(one => one.link || one.relayed)) {
    const { w, h } = way.relayed ? LABEL.relayed : LABEL.link;
    const [a, b] = [middle(way.from), middle(way.to)];
    const spots = SPOTS.map(t => ({ x: a.x + (b.x - a.x) * t - w / 2, y: a.y + (b.y - a.y) * t - h / 2, w, h }));
    const spot = spots.find(one => !taken.some(other => overlap(one, other)));
    if (!spot) {
      return false;
    }
    way.label = spot;
    taken.push(spot);
  }
  return true;
}

/** @param {Place} place */
export function middle({ x, y, w, h }) {
  return { x: x + w / 2, y: y + h / 2 };
}
