/** What names answer: for each one row, or, where sites get different answers, one row for each group of sites that get the same. */

/** @import {Clients, NameGroup, NameTarget, NameView} from '../types.js' */

import { h } from '../dom.js';
import { address, counted, naturally } from '../format.js';
import { badge } from '../icons.js';
import { known, NAMES_AT_ONCE, namingChanged } from '../store.js';

const NOBODY = { tone: 'bad', shape: 'bad', word: 'nobody', rank: 2 };
/** A longer answer is told by its first targets. */
const TARGETS_SHOWN = 3;
/** So many names are found with the eye. */
const FEW = 8;

/** @param {NameView[]} names */
export function nameTable(names) {
  if (names.length === 0) {
    return h('p', { class: 'quiet' }, 'No name is bound to servers or targets yet.');
  }
  const { filter, most } = known().naming;
  const found = names.filter(one => isLookedFor(words(one), filter)).sort((a, b) => nobody(b) - nobody(a) || naturally(a.name, b.name));
  const shown = found.slice(0, most);
  const bySite = names.some(one => one.groups.length > 1);
  return [
    names.length > FEW || filter ? finder(names, found) : null,
    found.length === 0 ? h('p', { key: 'none', class: 'quiet' }, `No name and no target is called like “${filter}”.`)
      : h('table', { key: 'table', class: bySite ? 'cases names-table by-site' : 'cases names-table' },
        h('thead', null, h('tr', null, [['Name'], bySite ? ['Clients of'] : [], ['Answers now', 'Why']].flat()
          .map(title => h('th', { scope: 'col' }, title)))),
        shown.map(one => rows(one, bySite))),
    shown.length < found.length ? h('button', {
      key: 'more', class: 'secondary', type: 'button', 'data-action': 'more-names', onClick: () => namingChanged({ most: most + NAMES_AT_ONCE }),
    }, `Show ${Math.min(NAMES_AT_ONCE, found.length - shown.length)} more of ${found.length.toLocaleString('en-GB')}`) : null,
  ];
}

/**
 * @param {string} text
 * @param {string} filter several words must all be there
 */
export function isLookedFor(text, filter) {
  const low = text.toLowerCase();
  return filter.toLowerCase().split(/\s+/).every(word => low.includes(word));
}

/** @param {NameView} one */
function words({ name, groups }) {
  return [name, ...groups.flatMap(group => group.answers).map(answer => `${answer.target} ${answer.ip}`)].join(' ');
}

/** @param {NameView} one */
function nobody({ groups }) {
  return groups.some(group => group.answers.length === 0) ? 1 : 0;
}

/**
 * @param {NameView[]} names
 * @param {NameView[]} found
 */
function finder(names, found) {
  const without = found.filter(nobody).length;
  return h('div', { key: 'finder', class: 'toolbar' },
    h('input', {
      class: 'filter', type: 'search', 'aria-label': 'Find names', placeholder: 'Find a name or target', value: known().naming.filter,
      onInput: event => namingChanged({ filter: event.target.value, most: NAMES_AT_ONCE }),
    }),
    h('span', { class: 'tally quiet', role: 'status' }, found.length === names.length ? counted(names.length, 'name')
      : `${found.length.toLocaleString('en-GB')} of ${counted(names.length, 'name')}`,
    without > 0 ? `, ${without} without an answer` : null));
}

/** @param {NameView} one */
function rows({ name, groups }, bySite) {
  const alike = new Set(groups.map(group => group.ttl_seconds)).size === 1;
  return h('tbody', { key: name, 'data-name': name }, groups.map((group, index) => h('tr', { key: keyOf(group.clients) },
    index > 0 ? null : h('th', { scope: 'rowgroup', rowspan: groups.length }, address(name), alike ? kept(groups[0]) : null),
    bySite ? h('td', { class: group.clients.all ? 'name-clients quiet' : 'name-clients is-some' }, clients(group.clients)) : null,
    h('td', { class: 'name-answers' }, answers(group), alike ? null : kept(group)),
    h('td', { class: 'name-why' }, group.reasons.length === 1 ? group.reasons[0].because
      : group.reasons.map(reason => h('div', { key: keyOf(reason.clients) }, h('strong', null, clients(reason.clients)), `: ${reason.because}`))))));
}

/** @param {Clients} of */
function keyOf({ all, sites, unknown }) {
  return all ? 'all' : `${sites.join(' ')} ${unknown ? '?' : ''}`;
}

/** @param {Clients} of */
export function clients({ all, sites, unknown }) {
  return all ? 'everybody' : [...sites, ...unknown ? ['unknown sites'] : []].join(', ');
}

/** @param {NameGroup} group */
function kept({ ttl_seconds: ttl }) {
  return h('div', { key: 'kept', class: 'quiet name-kept' }, `kept for ${counted(ttl, 'second')}`);
}

/** @param {NameGroup} group */
function answers({ answers: all }) {
  const shown = all.length > TARGETS_SHOWN + 1 ? all.slice(0, TARGETS_SHOWN) : all;
  return [all.length === 0 ? badge(NOBODY) : shown.map(target),
    shown.length < all.length ? h('div', { key: 'rest', class: 'quiet', title: all.slice(shown.length).map(one => `${one.target} ${one.ip}`).join('\n') },
      `and ${all.length - shown.length} more`) : null];
}

/** @param {NameTarget} one */
function target({ target: name, ip, site }) {
  return h('div', { key: `${name} ${ip}` }, h('strong', null, name), ` ${ip}`, site ? h('span', { class: 'quiet' }, ` in ${site}`) : null);
}
