/**
 * The stream of events, read with `fetch` and not with `EventSource`, since only so the comment lines are seen that tell
 * a silent fleet from a dead connection.
 */

import { happened, heard, linkChanged } from './store.js';

/** The control plane writes something at least every 15 s; two missed and a bit is a dead connection. */
const SILENCE_MS = 35_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Follows the stream for as long as the page lives; reconnects by itself.
 *
 * @param {() => void} connected called after each new connection, once its first event has arrived
 */
export async function follow(connected) {
  let wait = FIRST_WAIT_MS;
  for (;;) {
    try {
      await once(() => {
        wait = FIRST_WAIT_MS;
        connected();
      });
    } catch {
      // The reason is of no use to the reader; that it is lost, and since when, is shown.
    }
    linkChanged({ status: 'lost' });
    await online(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

async function once(connected) {
  const abort = new AbortController();
  let last = performance.now();
  const watchdog = setInterval(() => {
    if (performance.now() - last > SILENCE_MS) {
      abort.abort();
    }
  }, 1_000);
  // A page that is left may be kept for the way back; its stream would hold one of the few connections meanwhile.
  const left = () => abort.abort();
  addEventListener('pagehide', left);
  try {
    const response = await fetch('/api/v1/events',
      { headers: { Accept: 'text/event-stream' }, cache: 'no-store', signal: abort.signal });
    if (!response.ok || !response.body) {
      throw new Error(`the control plane answered ${response.status}`);
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let first = true;
    const parse = parser((kind, data) => {
      happened(kind, data);
      if (first) {
        first = false;
        linkChanged({ status: 'live', heardAt: Date.now() });
        connected();
      }
    });
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      last = performance.now();
      heard();
      parse(part.value);
    }
  } finally {
    clearInterval(watchdog);
    removeEventListener('pagehide', left);
    abort.abort();
  }
}

/**
 * Takes a stream of server-sent events in pieces of any size.
 *
 * @param {(kind: string, data: any) => void} event
 * @returns {(piece: string) => void}
 */
export function parser(event) {
  let pieces = [];
  let kind = '';
  let data = [];
  return piece => {
    if (!piece.includes('\n')) {
      pieces.push(piece);
      return;
    }
    const lines = (pieces.join('') + piece).split('\n');
    pieces = [lines.pop()];
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line === '') {
        if (data.length > 0) {
          deliver(event, kind || 'message', data.join('\n'));
        }
        kind = '';
        data = [];
      } else if (line.startsWith('event:')) {
        kind = line.slice(6).trim();
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5));
      }
    }
  };
}

/** One event that cannot be read or shown must not end the stream. */
function deliver(event, kind, text) {
  try {
    event(kind, JSON.parse(text));
  } catch (problem) {
    console.error(`event ${kind} could not be taken`, problem);
  }
}

function online(wait) {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    addEventListener('online', done);
  });
}
