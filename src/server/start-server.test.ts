import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../../tests/fixtures/socket-client';
import { control, get, useTestServer, view } from '../../tests/fixtures/test-server';

const { serve, folder } = useTestServer();

describe('pages', () => {
  it('come with a strict policy', async () => {
    const url = await serve();
    const { status, headers, body } = await get(url, '/');
    expect(status).toBe(200);
    expect(body).toContain('SweetSpot');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
        "img-src 'self' data: blob:; font-src 'self'; " +
        `connect-src 'self' ws://${url.host} wss://${url.host}; object-src 'none'; ` +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    const asset = await get(url, '/assets/index-abc.js');
    expect(asset.headers['content-type']).toMatch(/javascript/);
    expect(asset.headers['cache-control']).toMatch(/immutable/);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/.secret',
    '/secret.txt%00.html',
    '/nothing',
  ])('do not lie at %s', async (path) => {
    const { status, body } = await get(await serve(), path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).not.toMatch(/outside|hidden|root:/);
    expect(body).not.toContain(folder());
  });

  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', 'user@localhost'])(
    'are refused under the name %j',
    async (host) => {
      expect((await get(await serve(), '/', { host })).status).toBe(421);
    },
  );

  it('are served under this machine’s own names', async () => {
    const url = await serve({ names: ['Beamline.Example'] });
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:8', '10.1.2.3:80', 'beamline.example']) {
      expect((await get(url, '/', { host })).status, host).toBe(200);
    }
  });

  it('must have been built', async () => {
    await expect(serve({ rendererDirectory: join(folder(), 'missing') })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('exports', () => {
  it('are for the owner’s browser: the cookie comes with its socket only', async () => {
    const url = await serve();
    const { cookie } = await openSocket(url, { token: control }).opened;
    expect(cookie).toMatch(/; Path=\/exports; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: `other=1; ${cookie?.split(';')[0]}` };
    const { status, headers: answered, body } = await get(url, '/exports/known/map.csv', headers);
    expect(status).toBe(200);
    expect(body).toBe('x,y\n');
    expect(answered['content-disposition']).toBe("attachment; filename*=UTF-8''map.csv");
    for (const path of [
      '/exports/known/other.csv',
      '/exports/unknown/map.csv',
      '/exports/known/..%2f..%2fsecret.txt',
      '/exports/known/',
    ]) {
      expect((await get(url, path, headers)).status, path).toBe(404);
    }
  });

  it('stay closed without that cookie', async () => {
    const url = await serve();
    const { cookie } = await openSocket(url, { token: view }).opened;
    expect(cookie).toBeUndefined();
    const own = (await openSocket(url, { token: control }).opened).cookie?.split('=')[0];
    expect((await get(url, '/exports/known/map.csv')).status).toBe(401);
    for (const attempt of ['', `${own}=`, `${own}=guess`, `${own}=undefined`]) {
      const { status } = await get(url, '/exports/known/map.csv', { cookie: attempt });
      expect(status).toBe(401);
    }
  });
});

describe('startServer', () => {
  it('listens on loopback and returns two links', async () => {
    const url = await serve();
    expect(url.hostname).toBe('127.0.0.1');
    expect(url.hash).toBe(`#token=${control}`);
    expect(url.viewUrl).toBe(`${url.origin}/#token=${view}`);
  });

  it('makes up tokens of 256 bits', async () => {
    const url = await serve({ token: undefined, viewToken: undefined });
    expect(url.hash).toMatch(/^#token=[\w-]{43}$/);
    expect(url.viewUrl).not.toContain(url.hash);
  });

  it.each(['short', 'has spaces in it, many', ''])('refuses the token %j', async (token) => {
    await expect(serve({ token })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('says when the port is taken', async () => {
    const url = await serve();
    await expect(serve({ port: Number(url.port) })).rejects.toMatchObject({ code: 'busy' });
  });
});
