/** Times, durations and addresses as people read them. */

import { h } from './dom.js';

const DAY = 86_400_000;
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/**
 * @param {?string} iso
 * @returns {number} milliseconds, NaN when unknown
 */
export function millis(iso) {
  return iso ? Date.parse(iso) : NaN;
}

/**
 * A duration in the two largest units that matter.
 *
 * @param {number} ms
 * @returns {string}
 */
export function duration(ms) {
  if (Number.isNaN(ms)) {
    return '–';
  }
  const value = Math.max(0, ms);
  if (value < 1_000) {
    return `${Math.round(value)} ms`;
  }
  if (value < 10_000) {
    return `${(value / 1_000).toFixed(2)} s`;
  }
  return coarse(value);
}

/**
 * How long something has lasted; never shows less than a second, so that it does not flicker.
 *
 * @param {number} ms
 * @returns {string}
 */
export function coarse(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return minutes < 10 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/**
 * The time of day in the reader's zone, with the day unless it is today.
 *
 * @param {?string} iso
 * @param {{now: number, fine?: boolean}} options `fine` adds milliseconds
 * @returns {string}
 */
export function clock(iso, { now, fine = false }) {
  const at = millis(iso);
  if (Number.isNaN(at)) {
    return 'unknown';
  }
  const date = new Date(at);
  const time = clockFormat.format(date) + (fine ? `.${String(date.getMilliseconds()).padStart(3, '0')}` : '');
  if (new Date(now).toDateString() === date.toDateString()) {
    return time;
  }
  return `${dayFormat.format(date)}, ${fine ? time : minuteFormat.format(date)}`;
}

/**
 * A `time` element: the reader's zone in sight, UTC on request.
 *
 * @param {?string} iso
 * @param {{now: number, fine?: boolean}} options
 */
export function time(iso, options) {
  return h('time', { datetime: iso, title: iso ? `${iso} (UTC)` : null }, clock(iso, options));
}

/** @param {string} text a server's address or name */
export function address(text) {
  return h('span', { class: 'address' }, text);
}

/**
 * "since 12:03:11 · 42 s".
 *
 * @param {?string} iso
 * @param {number} now
 */
export function since(iso, now) {
  return h('span', { class: 'since' }, 'since ', time(iso, { now }),
    h('span', { class: 'since-length' }, ` · ${coarse(now - millis(iso))}`));
}

/**
 * @param {?number} seconds
 * @returns {string} how far a replica is behind
 */
export function lag(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  if (seconds < 10) {
    return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`;
  }
  return coarse(seconds * 1_000);
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string} "1 server", "3 servers"
 */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/**
 * A name or address as one segment of a path or of the page's own address; the colon of an address stays readable.
 *
 * @param {string|number} name
 * @returns {string}
 */
export function segment(name) {
  return encodeURIComponent(name).replaceAll('%3A', ':');
}

/** How addresses and names are ordered: db2 before db10. */
export const naturally = new Intl.Collator('en', { numeric: true }).compare;

/** Where each thing has its address on this page. */
export const to = {
  overview: () => '#/',
  chain: name => `#/chains/${segment(name)}`,
  server: address => `#/servers/${segment(address)}`,
  recovery: id => `#/recoveries/${segment(id)}`,
  recoveries: () => '#/recoveries',
  names: () => '#/names',
  mesh: () => '#/mesh',
  clusters: () => '#/clusters',
  cluster: name => `#/clusters/${segment(name)}`,
  node: (cluster, name) => `#/clusters/${segment(cluster)}/nodes/${segment(name)}`,
};

/**
 * A number of bytes in the largest unit that leaves a whole part.
 *
 * @param {?number} count
 * @returns {string}
 */
export function bytes(count) {
  if (count === null || count === undefined) {
    return 'unknown';
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  const value = count / 1_000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

/**
 * @param {?number} bytesPerSecond
 * @returns {string} "11.8 MB/s"
 */
export function rate(bytesPerSecond) {
  return bytesPerSecond === null || bytesPerSecond === undefined ? 'rate unknown' : `${bytes(Math.round(bytesPerSecond))}/s`;
}

/**
 * @param {?number} value
 * @param {string} [unit]
 * @returns {string} "4,711", "0.4 ms", or a dash for what is not known
 */
export function number(value, unit = '') {
  if (value === null || value === undefined) {
    return '–';
  }
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 1;
  const text = value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit ? `${text} ${unit}` : text;
}

const compactFormat = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/**
 * @param {?number} value
 * @returns {string} "1.8M", where there is no room for every digit
 */
export function compact(value) {
  return value === null || value === undefined ? '–' : compactFormat.format(value);
}

/**
 * What the API says as a sentence of its own: a capital, unless it begins with an address, and a full stop.
 *
 * @param {?string} text
 * @returns {string}
 */
export function sentence(text) {
  const said = (text ?? '').trim();
  if (said === '') {
    return '';
  }
  const begun = /^[a-z]+(:?\s|[,;]|$)/.test(said) ? said[0].toUpperCase() + said.slice(1) : said;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
