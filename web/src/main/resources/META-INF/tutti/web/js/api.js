/** Requests to the control plane. A refusal is a result with its sentence, not an exception. */

import { segment } from './format.js';
import { explainedArrived, recoveriesArrived } from './store.js';
import { forget, token } from './token.js';

/**
 * @typedef {{ok: true, body: any} | {ok: false, status: number, kind: string, message: string, body: any}} Answer
 *     status 0: nobody answered
 */

/**
 * @param {string} path below `/api/v1`
 * @returns {Promise<Answer>}
 */
export function read(path) {
  return request('GET', path);
}

/**
 * Asks for a change, or with `dry_run` for the plan of it. When the token is refused, it is forgotten.
 *
 * @param {'POST'|'PUT'|'DELETE'} method
 * @param {string} path below `/api/v1`
 * @param {any} [body]
 * @returns {Promise<Answer>}
 */
export async function change(method, path, body) {
  const answer = await request(method, path, body);
  if (!answer.ok && answer.status === 401) {
    forget();
  }
  return answer;
}

async function request(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (method !== 'GET' && token()) {
    headers.Authorization = `Bearer ${token()}`;
  }
  try {
    const response = await fetch(`/api/v1${path}`,
      { method, headers, cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    const value = text ? parsed(text) : null;
    return response.ok
      ? { ok: true, body: value }
      : {
        ok: false,
        status: response.status,
        kind: value?.error?.kind ?? 'unknown',
        message: value?.error?.message ?? `The control plane answered ${response.status} ${response.statusText}.`,
        body: value,
      };
  } catch {
    return { ok: false, status: 0, kind: 'no_answer', message: 'The control plane does not answer.', body: null };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Fetches the latest recoveries; those that follow come with the stream. */
export async function fetchRecoveries() {
  const answer = await read('/recoveries?limit=100');
  if (answer.ok) {
    recoveriesArrived(answer.body);
  }
}

/**
 * Fetches one recovery, however old.
 *
 * @param {string} id
 * @returns {Promise<Answer>}
 */
export async function fetchRecovery(id) {
  const answer = await read(`/recoveries/${segment(id)}`);
  if (answer.ok) {
    recoveriesArrived([answer.body]);
  }
  return answer;
}

/**
 * Fetches why things are as they are.
 *
 * @param {string} subject a chain's name or a server's address
 */
export async function fetchExplanation(subject) {
  const answer = await read(`/explain?subject=${encodeURIComponent(subject)}`);
  explainedArrived(subject, answer.ok ? answer.body : { sentence: answer.message, decisions: [] });
}
