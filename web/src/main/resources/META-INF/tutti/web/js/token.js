/** The token that changing needs. It lives in this tab only, and never stays in the address bar or the history. */

const KEY = 'tutti.token';

/** Moves a token from the address (`#token=…`) to this tab's storage; done before anything else reads the address. */
export function takeTokenFromAddress() {
  const found = /^#\/?token=([^&]+)$/.exec(location.hash);
  if (found) {
    try {
      remember(decodeURIComponent(found[1]));
    } catch {
      remember(found[1]);
    }
    history.replaceState(null, '', '#/');
  }
}

/** @returns {?string} */
export function token() {
  return sessionStorage.getItem(KEY);
}

/** @param {string} value */
export function remember(value) {
  sessionStorage.setItem(KEY, value.trim());
}

/** Forgets a token, since it was refused or the reader wishes so. */
export function forget() {
  sessionStorage.removeItem(KEY);
}
