/** Which view an address means. */

/**
 * @typedef {{view: 'overview'} | {view: 'recoveries'} | {view: 'chain', name: string} | {view: 'server', address: string}
 *     | {view: 'recovery', id: string} | {view: 'clusters'} | {view: 'cluster', name: string, node: ?string} | {view: 'names'}
 *     | {view: 'mesh'}} Route
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
    // Each name is one segment: a slash in it is written as %2F.
    return rest[0] ? { view: 'cluster', name: decoded(rest[0]), node: rest[1] === 'nodes' && rest[2] ? decoded(rest[2]) : null }
      : { view: 'clusters' };
  }
  if (place === 'names' || place === 'mesh') {
    return { view: place };
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
