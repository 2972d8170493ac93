/** The network between the sites: how they are joined, what each failure would do, and what would help. */

/** @import {Mesh, MeshPlan} from '../../types.js' */

import { h } from '../../dom.js';
import { counted, sentence, time } from '../../format.js';
import { shape } from '../../icons.js';
import { known, now } from '../../store.js';
import { failures } from './failures.js';
import { picture } from './picture.js';

const TECHNOLOGY = { openvpn: 'OpenVPN', wireguard: 'WireGuard' };

/** @returns {any} */
export function meshView() {
  const { mesh, meshKnown } = known();
  return h('div', { class: 'mesh', key: 'mesh' }, mesh === null
    ? [h('h1', null, 'Mesh'), h('p', { class: 'quiet' }, meshKnown
      ? 'No network between sites is described. Its survivability is told here: set mesh.description in the configuration of this control plane.'
      : 'Asking the control plane…')]
    : [h('h1', null, mesh.plan.name), joined(mesh.plan), wrong(mesh), answer(mesh.plan), picture(mesh.plan), advice(mesh.plan),
      failures(mesh.plan, 1, 'When one part fails'), failures(mesh.plan, 2, 'When two parts fail')]);
}

/** @param {MeshPlan} plan */
function joined({ hosts, hubs, links, technology, router }) {
  return h('p', { class: 'quiet' }, hubs.length === 0
    ? `${counted(hosts.length, 'site')}, each joined to each other: ${counted(links.length, 'tunnel')}`
    : `${counted(hosts.length - hubs.length, 'site')} joined by ${counted(hubs.length, 'hub')}: ${counted(links.length, 'tunnel')}`,
  `, ${TECHNOLOGY[technology] ?? technology}, routed by ${router}.`);
}

/** @param {Mesh} mesh */
function wrong({ problem, read_at: at }) {
  return problem ? h('div', { class: 'mesh-problem', role: 'status' }, h('strong', null, 'The description is not taken. '), sentence(problem),
    ' What is told here was read at ', time(at, { now: now() }), '.') : null;
}

/** @param {MeshPlan} plan */
function answer({ failures: all }) {
  const harmful = all.filter(one => !one.harmless);
  const single = harmful.filter(one => one.failed.length === 1).length;
  const tone = single > 0 ? { tone: 'bad', shape: 'bad' } : harmful.length > 0 ? { tone: 'warn', shape: 'warn' } : { tone: 'ok', shape: 'ok' };
  return h('p', { class: 'whatif-answer', 'data-harmful': harmful.length }, shape(tone), h('span', null, harmful.length === 0
    ? 'No failure of one or two parts separates sites or stops a cluster.'
    : `${single === 0 ? 'No single failure does harm' : `${counted(single, 'single failure')} ${single === 1 ? 'does' : 'do'} harm`}; `
      + `${harmful.length - single} of ${counted(all.filter(one => one.failed.length === 2).length, 'pair')} do.`));
}

/** @param {MeshPlan} plan */
function advice({ advice: all }) {
  return all.length === 0 ? null : h('section', { key: 'advice' },
    h('h2', null, 'What would help'),
    h('ol', { class: 'whatif-advice' }, all.map(one => h('li', { key: one }, one))));
}
