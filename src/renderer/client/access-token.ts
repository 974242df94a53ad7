const STORAGE_KEY = 'sweetspot.token';

/**
 * The access token of this view: from the link's fragment (`#token=…`), which is
 * then removed from the address bar, or from an earlier load of this tab.
 */
export function takeAccessToken(
  location: Pick<Location, 'hash' | 'pathname' | 'search'> = window.location,
  history: Pick<History, 'replaceState'> = window.history,
  storage: Pick<Storage, 'getItem' | 'setItem'> = window.sessionStorage,
): string | null {
  const token = new URLSearchParams(location.hash.replace(/^#/, '')).get('token');
  if (!token) return storage.getItem(STORAGE_KEY);
  storage.setItem(STORAGE_KEY, token);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}
