import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Whether a Host header names this machine in a way no foreign page can arrange. A page whose
 * own name is made to resolve to this machine (DNS rebinding) sends that name; addresses,
 * `localhost` and the machine's own name cannot be had that way.
 */
export function isTrustedHost(
  header: string | undefined,
  furtherNames: readonly string[] = [],
): boolean {
  const url = parsedUrl(`http://${header ?? ''}`);
  if (url === null || header === undefined || url.host === '' || url.username !== '') return false;
  const name = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) !== 0 || name === 'localhost') return true;
  return [hostname(), ...furtherNames].some((known) => known.toLowerCase() === name);
}

/** Whether a page of ours sent the request: its origin is the very host it asks. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  const url = parsedUrl(origin ?? '');
  const own = parsedUrl(`${url?.protocol ?? 'http:'}//${host ?? ''}`);
  if (url === null || own === null) return false;
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.host === own.host;
}

/** Value of a cookie in a Cookie header; null when it is not there. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

function parsedUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
