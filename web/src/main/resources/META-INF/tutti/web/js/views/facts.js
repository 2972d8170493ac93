/** What is known of something, as names with values. */

import { h } from '../dom.js';

/**
 * @param {string} title
 * @param {(?[string, any])[]} entries null where there is nothing to say
 */
export function facts(title, entries) {
  return h('section', { key: title }, h('h3', null, title), h('dl', { class: 'facts' },
    entries.filter(Boolean).map(([name, value]) => [h('dt', { key: name }, name), h('dd', { key: `${name} value` }, value)])));
}
