/** The few drawn signs. Each state has its own outline, so that it is known without colour. */

import { h } from './dom.js';

const SHAPES = {
  ok: () => h('circle', { cx: 8, cy: 8, r: 5 }),
  warn: () => h('path', { d: 'M8 1.6 15.2 14.4H.8Z' }),
  bad: () => h('path', {
    'fill-rule': 'evenodd',
    d: 'M3 1h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2ZM7 3.6v5.8h2V3.6ZM7 10.8v1.9h2v-1.9Z',
  }),
  lost: () => h('path', { class: 'stroked', d: 'M3 3 13 13M13 3 3 13' }),
  unknown: () => h('circle', { class: 'stroked dashed', cx: 8, cy: 8, r: 5 }),
  stopped: () => h('path', { d: 'M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z' }),
  run: () => h('path', { class: 'stroked', d: 'M8 2.2a5.8 5.8 0 1 1-5.5 4' }),
};

const ICONS = {
  pen: 'M10.8 2.3 13.7 5.2 5.6 13.3 2.2 13.8 2.7 10.4Z',
  lock: 'M4.2 7.2h7.6v6.3H4.2ZM5.8 7V5a2.2 2.2 0 0 1 4.4 0v2',
  log: 'M3 3.5h10M3 8h10M3 12.5h6',
  store: 'M3 4c0-1.200 2.200-2 5-2s5 .8 5 2v8c0 1.200-2.200 2-5 2s-5-.8-5-2ZM3 4c0 1.200 2.200 2 5 2s5-.8 5-2M3 8c0 1.200 2.200 2 5 2s5-.8 5-2',
  open: 'M4 6l4 4 4-4',
  closed: 'M6 4l4 4-4 4',
  back: 'M10 3 5 8l5 5',
  close: 'M4 4l8 8M12 4l-8 8',
  pause: 'M8 3.2v5l3 1.8M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8Z',
  star: 'M8 2.2 9.8 6l4.2.5-3.1 2.9.8 4.1L8 11.5l-3.7 2 .8-4.1L2 6.5 6.2 6Z',
  both: 'M2.5 5.5h10M10 3l2.5 2.5L10 8M13.500 10.500h-10M6 8 3.500 10.500 6 13',
};

/**
 * The shape of a state. It is always accompanied by the word.
 *
 * @param {import('./words.js').Sign} sign
 */
export function shape(sign) {
  return h('svg', { class: `shape tone-${sign.tone} shape-${sign.shape}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    SHAPES[sign.shape]());
}

/**
 * Shape and word.
 *
 * @param {import('./words.js').Sign} sign
 */
export function badge(sign) {
  return h('span', { class: `badge tone-${sign.tone}` }, shape(sign), h('span', null, sign.word));
}

/**
 * @param {keyof typeof ICONS} name
 * @param {string} [meaning] said and shown on request; without it the icon is mere decoration
 */
export function icon(name, meaning) {
  const drawing = h('svg', { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    h('path', { d: ICONS[name] }));
  return meaning ? h('span', { class: 'meaning', title: meaning, role: 'img', 'aria-label': meaning }, drawing) : drawing;
}
