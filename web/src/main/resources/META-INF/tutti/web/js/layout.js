/**
 * Where each server of a chain stands: a function of the servers, what is folded and the space there is. Brothers are
 * ordered by site and address, never by state, so that nothing changes its place only because it changed its state.
 */

/** @import {Server} from './types.js' */

import { naturally } from './format.js';
import { serverSign } from './words.js';

/**
 * @typedef {object} Tree one server with everything below it
 * @property {Server} server
 * @property {?Tree} parent
 * @property {Tree[]} children
 * @property {number} below how many servers are below it
 * @property {Server[]} troubled those below it whose state is not fine
 *
 * @typedef {{key: string, tree: Tree, x: number, y: number, w: number, h: number, level: number, place: number,
 *     brothers: number, folded: boolean}} Item
 * @typedef {{from: Item, to: Item}} Edge
 * @typedef {{key: string, site: string, x: number, y: number, w: number, h: number}} Band servers of another site than
 *     their source's, with everything below them
 * @typedef {{items: Item[], edges: Edge[], bands: Band[], width: number, height: number, geometry: Geometry}} Layout
 * @typedef {'columns'|'indented'|'rows'} Geometry
 */

const CARD = { min: 218, max: 288, height: 86, gapX: 44, gapY: 12, indent: 18 };
const ROW_HEIGHT = 34;
const DETACHED_GAP = 26;
const BAND = { above: 24, below: 10, beside: 10 };
const CARDS_UP_TO = 40;

/**
 * The servers of one chain as trees: the primary's first, then those that stand apart.
 *
 * @param {Server[]} servers
 * @returns {Tree[]}
 */
export function forest(servers) {
  const trees = new Map(servers.map(server =>
    [server.address, { server, parent: null, children: [], below: 0, troubled: [] }]));
  const ordered = [...trees.values()].sort(byPlace);
  const roots = ordered.filter(tree => !trees.has(tree.server.source) || tree.server.source === tree.server.address);
  for (const tree of ordered) {
    if (!roots.includes(tree)) {
      trees.get(tree.server.source).children.push(tree);
    }
  }
  const seen = new Set();
  roots.forEach(root => adopt(root, null, seen));
  // Co-primaries replicate from each other: the one that is called primary, or the first, stands as the root.
  const circling = ordered.filter(tree => !seen.has(tree));
  for (const tree of [...circling.filter(t => t.server.role === 'primary'), ...circling]) {
    if (!seen.has(tree)) {
      adopt(tree, null, seen);
      roots.push(tree);
    }
  }
  return roots.sort((a, b) => rootRank(a) - rootRank(b) || byPlace(a, b));
}

function adopt(tree, parent, seen) {
  seen.add(tree);
  tree.parent = parent;
  tree.children = tree.children.filter(child => !seen.has(child));
  for (const child of tree.children) {
    adopt(child, tree, seen);
    tree.below += 1 + child.below;
    if (serverSign(child.server).rank > 1) {
      tree.troubled.push(child.server);
    }
    for (const server of child.troubled) {
      tree.troubled.push(server);
    }
  }
}

function rootRank({ server, children }) {
  return server.lost ? 3 : server.role === 'primary' ? 0 : children.length > 0 ? 1 : 2;
}

function byPlace(a, b) {
  return naturally(a.server.site ?? '', b.server.site ?? '') || naturally(a.server.address, b.server.address);
}

/**
 * @param {Tree[]} roots
 * @param {{width: number, density: 'auto'|'cards'|'rows', folded: Set<string>, filter: string}} options
 * @returns {Layout}
 */
export function layOut(roots, { width, density, folded, filter }) {
  const shown = filter ? matching(roots, filter.toLowerCase()) : null;
  const deepest = roots.reduce((most, root) => Math.max(most, depth(root, folded, shown)), 0);
  const count = roots.reduce((sum, root) => sum + 1 + root.below, 0);
  const rows = density === 'rows' || (density === 'auto' && count > CARDS_UP_TO);
  const room = (width - deepest * CARD.gapX) / (deepest + 1);
  const geometry = rows ? 'rows' : room >= CARD.min ? 'columns' : 'indented';
  const grid = {
    columns: { h: CARD.height, gap: CARD.gapY, cardWidth: Math.min(CARD.max, Math.floor(room)) },
    indented: { h: CARD.height, gap: CARD.gapY, cardWidth: 0 },
    rows: { h: ROW_HEIGHT, gap: 0, cardWidth: 0 },
  }[geometry];
  const items = [];
  const edges = [];
  const bands = [];
  let y = 0;

  const visit = (tree, parent, level, place, brothers) => {
    const isFolded = tree.children.length > 0 && !shown && folded.has(tree.server.address);
    const box = boxOf(geometry, level, width, grid.cardWidth);
    const item = {
      key: tree.server.address, tree, ...box, y, h: grid.h, level, place, brothers, folded: isFolded,
    };
    items.push(item);
    if (parent) {
      edges.push({ from: parent, to: item });
    }
    const children = isFolded ? [] : tree.children.filter(child => !shown || shown.has(child));
    if (geometry !== 'columns' || children.length === 0) {
      y += grid.h + grid.gap;
    }
    children.forEach((child, index) => {
      const { site } = child.server;
      const banded = geometry === 'columns' && site && site !== tree.server.site;
      const opens = banded && children[index - 1]?.server.site !== site;
      if (opens) {
        y += BAND.above;
        bands.push({ key: `${site} ${child.server.address}`, site, first: items.length });
      }
      const band = banded ? bands.findLast(each => each.site === site && each.h === undefined) : null;
      visit(child, item, level + 1, index + 1, children.length);
      if (banded && children[index + 1]?.server.site !== site) {
        Object.assign(band, around(items.slice(band.first)));
        y += BAND.below;
      }
    });
  };
  const visible = roots.filter(root => !shown || shown.has(root));
  visible.forEach((root, index) => {
    if (index > 0 && geometry !== 'rows') {
      y += DETACHED_GAP;
    }
    visit(root, null, 0, index + 1, visible.length);
  });
  const used = items.reduce((most, item) => Math.max(most, item.x + item.w), 0);
  return { items, edges, bands, width: used, height: Math.max(0, y - grid.gap), geometry };
}

function around(items) {
  const edge = (most, of) => most(...items.map(of));
  const x = edge(Math.min, item => item.x) - BAND.beside;
  const y = edge(Math.min, item => item.y) - BAND.above;
  return {
    x, y, w: edge(Math.max, item => item.x + item.w) + BAND.beside - x, h: edge(Math.max, item => item.y + item.h) + BAND.beside - y,
  };
}

function boxOf(geometry, level, width, cardWidth) {
  if (geometry === 'columns') {
    return { x: level * (cardWidth + CARD.gapX), w: cardWidth };
  }
  if (geometry === 'indented') {
    const x = Math.min(level, 6) * CARD.indent;
    return { x, w: width - x };
  }
  return { x: 0, w: width };
}

function depth(tree, folded, shown) {
  if (!shown && folded.has(tree.server.address)) {
    return 0;
  }
  return tree.children.reduce((most, child) => shown && !shown.has(child) ? most
    : Math.max(most, 1 + depth(child, folded, shown)), 0);
}

function matching(roots, text) {
  const shown = new Set();
  const visit = tree => {
    const inside = tree.children.map(visit).includes(true);
    const matches = inside || describes(tree.server, text);
    if (matches) {
      shown.add(tree);
    }
    return matches;
  };
  roots.forEach(visit);
  return shown;
}

function describes(server, text) {
  return [server.address, server.role, server.version, server.flavour, server.site, serverSign(server).word]
    .some(value => value && value.toLowerCase().includes(text));
}
