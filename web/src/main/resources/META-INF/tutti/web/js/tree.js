/**
 * The live tree of one chain. Only what is in sight has elements; a server that gets another place moves there. Keyboard:
 * arrows as in any tree, Enter opens the server, M asks where to move it.
 */

/** @import {Item, Layout} from './layout.js' */

import { card, row, ROW_CELLS, ROW_HEAD } from './card.js';
import { draggable } from './drag.js';
import { h, patch } from './dom.js';
import { forest, layOut } from './layout.js';
import { counted } from './format.js';
import { known, treeChanged } from './store.js';
import { serverSign, spokenServer } from './words.js';

const OUT_OF_SIGHT = 400;
const MOVE_MS = 420;
const calmly = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Makes the tree inside an element. The caller draws it again whenever something changed.
 *
 * @param {HTMLElement} root
 * @param {{open: (address: string) => void, move: (address: string, below: ?string) => void}} actions
 */
export function treeIn(root, actions) {
  /** @type {Map<string, {x: number, y: number, fromX: number, fromY: number}>} where each server stands now */
  const places = new Map();
  let shownChain = null;
  /** @type {?Layout} */
  let layout = null;
  let chosen = null;
  let moveBegan = 0;
  let frame = 0;
  let first = -1;
  let last = -1;
  const head = root.appendChild(document.createElement('div'));
  const plane = root.appendChild(document.createElement('div'));
  const note = root.appendChild(document.createElement('p'));
  head.className = 'row row-head';
  head.setAttribute('aria-hidden', 'true');
  patch(head, ROW_HEAD.map((name, i) => h('div', { class: `cell cell-${ROW_CELLS[i]}` }, name)));
  note.className = 'quiet';
  plane.className = 'plane';
  plane.setAttribute('role', 'tree');

  /** @param {{chain: string, servers: import('./types.js').Server[], selected: ?string}} what */
  function draw({ chain, servers, selected }) {
    if (chain !== shownChain) {
      places.clear();
      shownChain = chain;
      layout = null;
    }
    const { folded, filter, density, active } = known().tree;
    const before = layout;
    layout = layOut(forest(servers), { width: root.clientWidth, density, folded, filter });
    chosen = selected;
    if (!layout.items.some(item => item.key === active)) {
      known().tree.active = layout.items.some(item => item.key === selected) ? selected : layout.items[0]?.key ?? null;
    }
    settle(before !== null && before.geometry === layout.geometry && before.width > 0);
    root.className = `tree ${layout.geometry}`;
    plane.setAttribute('aria-label', `Servers of ${chain}`);
    plane.style.height = `${layout.height}px`;
    note.textContent = layout.items.length > 0 ? '' : filter ? `No server matches “${filter}”.` : 'No server yet.';
    first = -1;
    render();
  }

  /** Notes where everything goes; what had another place before sets off from there. */
  function settle(moving) {
    const t = progress();
    const wasAt = new Map(places);
    const elsewhere = layout.items.some(({ key, x, y }) => wasAt.has(key) && (wasAt.get(key).x !== x || wasAt.get(key).y !== y));
    if (!elsewhere && moving) {
      for (const { key, x, y } of layout.items) {
        places.set(key, wasAt.get(key) ?? { x, y, fromX: x, fromY: y });
      }
      return;
    }
    places.clear();
    for (const { key, x, y } of layout.items) {
      const was = moving && !calmly.matches ? wasAt.get(key) : null;
      places.set(key, was ? { x, y, fromX: between(was.fromX, was.x, t), fromY: between(was.fromY, was.y, t) }
        : { x, y, fromX: x, fromY: y });
    }
    moveBegan = performance.now();
    frame ||= requestAnimationFrame(step);
  }

  function step() {
    frame = 0;
    render();
    if (progress() < 1) {
      frame = requestAnimationFrame(step);
    }
  }

  function progress() {
    const t = Math.min(1, (performance.now() - moveBegan) / MOVE_MS);
    return 1 - (1 - t) ** 3;
  }

  function at(item) {
    const place = places.get(item.key);
    const t = progress();
    return { x: between(place.fromX, place.x, t), y: between(place.fromY, place.y, t) };
  }

  /** Draws what is in sight. */
  function render(always = true) {
    if (!layout) {
      return;
    }
    const top = -plane.getBoundingClientRect().top - OUT_OF_SIGHT;
    const bottom = top + innerHeight + 2 * OUT_OF_SIGHT;
    const visible = layout.items.filter(item =>
      (item.y + item.h > top && item.y < bottom) || item.key === known().tree.active);
    const [nowFirst, nowLast] = [visible[0]?.y ?? 0, visible.at(-1)?.y ?? 0];
    if (!always && nowFirst === first && nowLast === last) {
      return;
    }
    [first, last] = [nowFirst, nowLast];
    patch(plane, [layout.bands.map(band), layout.geometry === 'rows' ? null : edges(top, bottom), visible.map(element)]);
  }

  function band({ key, site, x, y, w, h: height }) {
    return h('div', {
      key: `band ${key}`, class: 'band', 'aria-hidden': 'true',
      style: { transform: `translate(${x}px, ${y}px)`, width: `${w}px`, height: `${height}px` },
    }, site);
  }

  function edges(top, bottom) {
    return h('svg', { key: ' edges', class: 'edges', width: layout.width, height: layout.height, 'aria-hidden': 'true' },
      layout.edges.filter(({ from, to }) => to.y + to.h > top && from.y < bottom).map(({ from, to }) => {
        const [a, b] = [at(from), at(to)];
        const { server } = to.tree;
        const style = server.receiver === 'connected' ? 'flowing' : server.receiver === 'connecting' ? 'trying' : 'cut';
        return h('path', {
          key: to.key,
          class: `edge ${style} tone-${serverSign(server).tone}`,
          d: layout.geometry === 'columns'
            ? elbow(a.x + from.w, a.y + from.h / 2, b.x, b.y + to.h / 2)
            : `M${a.x + 9} ${a.y + from.h}V${b.y + to.h / 2 - 6}q0 6 6 6H${b.x}`,
        });
      }));
  }

  function element(item) {
    const { server, children } = item.tree;
    const { x, y } = at(item);
    const sign = serverSign(server);
    return h('div', {
      key: item.key,
      class: [layout.geometry === 'rows' ? 'row' : 'card', `is-${sign.tone}`, `role-${server.role}`,
        server.kind === 'binlog-server' ? 'stores' : '', item.key === chosen ? 'chosen' : '', server.lost ? 'is-lost' : '', server.downtime ? 'in-downtime' : ''].join(' '),
      style: { transform: `translate(${x}px, ${y}px)`, width: `${item.w}px`, height: `${item.h}px` },
      role: 'treeitem',
      tabindex: item.key === known().tree.active ? '0' : '-1',
      'data-server': item.key,
      'data-state': sign.word,
      'data-kind': server.kind ?? 'server',
      'aria-label': spokenServer(server) + (item.folded ? `, ${counted(item.tree.below, 'server')} folded` : ''),
      'aria-level': item.level + 1,
      'aria-posinset': item.place,
      'aria-setsize': item.brothers,
      'aria-selected': item.key === chosen ? 'true' : 'false',
      'aria-expanded': children.length === 0 ? null : item.folded ? 'false' : 'true',
    }, layout.geometry === 'rows' ? row(item) : card(item));
  }

  function toggle(key) {
    const folded = new Set(known().tree.folded);
    if (!folded.delete(key)) {
      folded.add(key);
    }
    treeChanged({ folded });
  }

  function activate(item) {
    if (!item) {
      return;
    }
    known().tree.active = item.key;
    render();
    const target = plane.querySelector(`[data-server="${CSS.escape(item.key)}"]`);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'nearest' });
  }

  plane.addEventListener('click', event => {
    const fold = event.target.closest('[data-fold]');
    const item = event.target.closest('[data-server]');
    if (fold) {
      toggle(fold.dataset.fold);
    } else if (item) {
      known().tree.active = item.dataset.server;
      actions.open(item.dataset.server);
    }
  });

  plane.addEventListener('focusin', event => {
    const key = event.target.closest('[data-server]')?.dataset.server;
    if (key && key !== known().tree.active) {
      known().tree.active = key;
      render();
    }
  });

  plane.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { items } = layout;
    const index = items.findIndex(item => item.key === known().tree.active);
    const item = items[index];
    const keys = {
      ArrowDown: () => activate(items[index + 1]),
      ArrowUp: () => activate(items[index - 1]),
      Home: () => activate(items[0]),
      End: () => activate(items.at(-1)),
      ArrowRight: () => item.folded ? toggle(item.key)
        : activate(items[index + 1]?.level > item.level ? items[index + 1] : null),
      ArrowLeft: () => item.tree.children.length > 0 && !item.folded && known().tree.filter === '' ? toggle(item.key)
        : activate(items.find(other => other.tree === item.tree.parent)),
      Enter: () => actions.open(item.key),
      ' ': () => actions.open(item.key),
      m: () => actions.move(item.key, null),
    };
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (item && action) {
      event.preventDefault();
      action();
    }
  });

  let scrolling = 0;
  const scrolled = () => {
    scrolling ||= requestAnimationFrame(() => {
      scrolling = 0;
      render(false);
    });
  };
  addEventListener('scroll', scrolled, { passive: true });
  draggable(plane, actions.move);

  return {
    draw,
    /** The tree is gone from the page. */
    end() {
      removeEventListener('scroll', scrolled);
      cancelAnimationFrame(frame);
    },
  };
}

function between(a, b, t) {
  return t >= 1 ? b : a + (b - a) * t;
}

function elbow(x1, y1, x2, y2) {
  const middle = (x1 + x2) / 2;
  const bend = Math.min(8, Math.abs(y2 - y1) / 2);
  if (bend < 0.5) {
    return `M${x1} ${y1}H${x2}`;
  }
  const down = Math.sign(y2 - y1);
  return `M${x1} ${y1}H${middle - bend}q${bend} 0 ${bend} ${bend * down}V${y2 - bend * down}`
    + `q0 ${bend * down} ${bend} ${bend * down}H${x2}`;
}
