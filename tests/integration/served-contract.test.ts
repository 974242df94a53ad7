import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { appPaths } from '#host/app-paths';
import { createHost, type Host } from '#host/host';
import { spawnNodeProcess } from '#host/process-channel';
import { startServer, type RunningServer } from '#server/start-server';
import { commands, type CommandName } from '#shared/contract';
import { openSocket, rpcOver } from '../fixtures/socket-client';

/** Host, server and two browsers' sockets together; only the engine is a stand-in. */

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
let folder: string;
let host: Host;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  await mkdir(join(folder, 'scan'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  host = await createHost({
    shell: { kind: 'browser', notice: null },
    paths: {
      ...appPaths(),
      engineEntry: fixture('engine-process.mjs'),
      beamlineEntry: fixture('beamline-process.mjs'),
    },
    version: '0.0.0',
    dataDirectory: join(folder, 'data'),
    spawn: spawnNodeProcess,
    onWarning: (message) => expect.unreachable(message),
    timings: { firstBackOffMs: 50 },
  });
  server = await startServer({ host, rendererDirectory: folder });
});
afterAll(async () => {
  await server.close();
  await host.close();
  await rm(folder, { recursive: true });
});

async function connect(link: string) {
  const url = new URL(link);
  const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
  const { socket, opened } = openSocket(url, { token });
  const { rpc, events } = rpcOver(socket);
  await opened;
  return { call: (name: CommandName, request: unknown) => rpc.call(name, request), events };
}

it('lets the owner act and the guest look, and shows both what happens', async () => {
  const owner = await connect(server.url);
  const guest = await connect(server.viewUrl);

  expect(await owner.call('openPath', { path: join(folder, 'scan') })).toEqual({
    ok: true,
    value: { opened: true },
  });
  expect(await guest.call('getSnapshot', {})).toEqual({ ok: true, value: null });
  for (const name of Object.keys(commands) as CommandName[]) {
    if (commands[name].access === 'view') continue;
    expect(await guest.call(name, { path: '/', id: 'x', kind: 'file' }), name).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  }
  expect(await owner.call('getHostInfo', {})).toMatchObject({
    value: { access: 'control', viewLink: server.viewUrl },
  });
  expect(await guest.call('getHostInfo', {})).toMatchObject({
    value: { access: 'view', viewLink: null },
  });

  const openedBy = owner.events.flatMap((event) =>
    event.name === 'warnings' ? event.payload.map(({ message }) => parseInt(message)) : [],
  );
  process.kill(openedBy[0], 'SIGKILL');
  for (const { events } of [owner, guest]) {
    const phases = () =>
      events.flatMap((event) => (event.name === 'engine' ? [event.payload.phase] : []));
    await vi.waitFor(() => expect(phases().slice(-2)).toEqual(['restarting', 'ready']), 20_000);
  }
  expect(await guest.call('getSnapshot', {})).toEqual({ ok: true, value: null });
});
