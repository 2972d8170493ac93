/** Which view an address means. */

/**
 * @typedef {{view: 'overview'} | {view: 'clusters'} | {view: 'recoveries'} | {view: 'chain', name: string}
 *     | {view: 'server', address: string} | {view: 'recovery', id: string}} Route
 */

/**
 * @param {string} hash as `location.hash`
 * @returns {Route}
 */
export function route(hash) {
  const [place, ...rest] = hash.replace(/^#\/?/, '').split('/');
  const name = decoded(rest.join('/'));
  if (place === 'chains' && name) {
    return { view: 'chain', name };
  }
  if (place === 'servers' && name) {
    return { view: 'server', address: name };
  }
  if (place === 'clusters') {
    return { view: 'clusters' };
  }
  if (place === 'recoveries') {
    return name ? { view: 'recovery', id: name } : { view: 'recoveries' };
  }
  return { view: 'overview' };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
