import { readonly, ref } from 'vue';
import { takeAccessToken } from './access-token';
import { createBrowserClient } from './browser-client';
import type { Client } from './client';
import { createDesktopClient } from './desktop-client';

/** A client that reaches nothing: the page was opened without the link's token. */
function createRefusedClient(): Client {
  return {
    connection: readonly(ref('refused' as const)),
    call: () =>
      Promise.resolve({ ok: false, error: { code: 'forbidden', message: 'No access token.' } }),
    subscribe: () => () => undefined,
  };
}

/** The client this page needs: the desktop's where the preload script ran, else the browser's. */
export function createClient(): Client {
  if (window.sweetspot) return createDesktopClient(window.sweetspot);
  const token = takeAccessToken();
  return token ? createBrowserClient(token) : createRefusedClient();
}
