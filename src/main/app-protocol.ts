import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Protocol } from 'electron';
import { contentSecurityPolicy, securityHeaders } from '#host/content-security';
import { isWithin } from '#host/is-within';
import { stoppedPage, stoppedPagePath } from './stopped-page';

const appScheme = 'app';
const appHost = 'bundle';
/** Origin of the interface. */
export const appOrigin = `${appScheme}://${appHost}`;

/** Everything the interface consists of; what is not listed is not served. */
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Makes the scheme a proper origin. Once, before the app is ready. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    },
  ]);
}

/** Serves the interface below `app://bundle/`. Once the app is ready. */
export function registerAppProtocol(
  protocol: Pick<Protocol, 'handle'>,
  rendererDirectory: string,
): void {
  protocol.handle(appScheme, (request) => respond(request, rendererDirectory));
}

async function respond(
  request: Pick<Request, 'method' | 'url'>,
  rendererDirectory: string,
): Promise<Response> {
  if (request.method !== 'GET') return failure(405, 'Only GET is served.');
  const url = new URL(request.url);
  if (url.host !== appHost) return failure(404, 'Not found.');
  if (url.pathname === stoppedPagePath) return page(stoppedPage, contentTypes['.html']);
  const path = containedPath(url.pathname, rendererDirectory);
  const contentType = path === null ? undefined : contentTypes[extname(path).toLowerCase()];
  if (path === null || contentType === undefined) return failure(404, 'Not found.');
  try {
    return page(new Uint8Array(await readFile(path)), contentType);
  } catch {
    return failure(404, 'Not found.');
  }
}

/** Path of a file below `directory`; null for anything that leads out of it. */
function containedPath(pathname: string, directory: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
  } catch {
    return null;
  }
  // A backslash separates folders on Windows only; names of ours hold none.
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const path = join(directory, decoded);
  return isWithin(path, directory) ? path : null;
}

function page(body: string | Uint8Array<ArrayBuffer>, contentType: string): Response {
  return new Response(body, {
    headers: {
      ...securityHeaders,
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy(),
    },
  });
}

function failure(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain' } });
}
