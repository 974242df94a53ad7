import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerAppProtocol, registerAppScheme } from './app-protocol';

let folder: string;
let respond: (request: Request) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await mkdir(join(folder, 'renderer-else'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>SweetSpot</title>');
  await writeFile(join(folder, 'renderer', 'assets', 'index.js'), 'export {};');
  await writeFile(join(folder, 'renderer', 'assets', 'notes.txt'), 'unlisted');
  await writeFile(join(folder, 'secret.html'), 'outside');
  await writeFile(join(folder, 'renderer-else', 'secret.html'), 'outside');
  const handle = vi.fn();
  registerAppProtocol({ handle }, join(folder, 'renderer'));
  expect(handle.mock.calls[0][0]).toBe('app');
  respond = handle.mock.calls[0][1];
});
afterAll(() => rm(folder, { recursive: true }));

/** A request as the protocol sees it: Node's own Request would tidy the address up. */
const get = (url: string, method = 'GET') => respond({ url, method } as Request);

describe('the app protocol', () => {
  it('is a secure standard scheme that bypasses nothing', () => {
    const registerSchemesAsPrivileged = vi.fn();
    registerAppScheme({ registerSchemesAsPrivileged });
    expect(registerSchemesAsPrivileged.mock.calls).toEqual([
      [[{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]],
    ]);
  });

  it('serves the interface with its policy', async () => {
    const response = await get('app://bundle/');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('SweetSpot');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await get('app://bundle/assets/index.js?v=1');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it('serves a page for a window that keeps stopping', async () => {
    expect(await (await get('app://bundle/window-stopped')).text()).toContain('stopped working');
  });

  it.each([
    'app://bundle/../secret.html',
    'app://bundle/..%2fsecret.html',
    'app://bundle/%2e%2e/secret.html',
    'app://bundle/%2e%2e%2fsecret.html',
    'app://bundle/..%2frenderer-else%2fsecret.html',
    'app://bundle/assets/..%2f..%2fsecret.html',
    'app://bundle/..%5csecret.html',
    'app://bundle//etc/passwd',
    'app://bundle/index.html%00.js',
    'app://bundle/%ff',
    'app://bundle/assets/notes.txt',
    'app://bundle/assets',
    'app://bundle/missing.js',
    'app://other/index.html',
  ])('does not serve %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('Not found.');
  });

  it.each(['POST', 'PUT', 'HEAD'])('does not take %s', async (method) => {
    expect((await get('app://bundle/', method)).status).toBe(405);
  });
});
