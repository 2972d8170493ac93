/** What is most worth knowing of a node beside its state, in one line of its card. */

/** @import {GaleraNode} from '../../types.js' */

import { h } from '../../dom.js';
import { compact } from '../../format.js';
import { remaining, share } from '../../galera.js';
import { bar } from './transfer.js';

/** @param {GaleraNode} node */
export function hint(node) {
  const { agent } = node;
  if (agent?.transfer) {
    const percent = share(agent.transfer);
    return [bar(node, true), h('span', { key: 'words' }, [percent === null ? null : `${percent} %`, remaining(agent.transfer.remaining_seconds)]
      .filter(Boolean).join(', '))];
  }
  if (agent?.doing) {
    return h('span', { class: 'clip', title: agent.doing }, agent.doing);
  }
  if (!node.answering) {
    const why = agent?.state === 'silent' ? `agent silent${agent.why ? `: ${agent.why}` : ''}` : agent?.causes?.[0]?.line ?? node.detail ?? '';
    return h('span', { class: 'clip', title: why }, why);
  }
  const commits = typeof node.commits_per_second === 'number' ? ` · ${compact(Math.round(node.commits_per_second))} commits/s` : '';
  return h('span', { class: 'clip' }, `IST window ${compact(node.ist_window)}${commits}`);
}
