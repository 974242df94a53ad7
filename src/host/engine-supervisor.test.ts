import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ProcessState } from '#shared/process-state';
import type { ViewEvent } from '#shared/contract';
import { createEngineSupervisor, type EngineSupervisor } from './engine-supervisor';
import { spawnNodeProcess } from './process-channel';

const entry = fileURLToPath(new URL('../../tests/fixtures/engine-process.mjs', import.meta.url));
const source = { path: '/scans/17', kind: 'folder', mode: 'live', watch: 'auto' } as const;
const waitLong = { timeout: 20_000, interval: 20 };

let supervisor: EngineSupervisor | undefined;

afterEach(async () => {
  await supervisor?.close();
});

function supervise({
  silenceMs = 2000,
  ...options
}: { dataDirectory?: string; modelDirectory?: string; silenceMs?: number } = {}) {
  const events: ViewEvent[] = [];
  let spawned = 0;
  supervisor = createEngineSupervisor({
    spawn: () => {
      spawned += 1;
      return spawnNodeProcess({ entry, arguments: [], name: 'engine' });
    },
    configuration: () => ({
      dataDirectory: '/data',
      modelDirectory: '/model',
      appVersion: '0',
      ...options,
    }),
    onEvent: (event) => events.push(event),
    firstRetryMs: 50,
    longestRetryMs: 100,
    timings: {
      startMs: 4000,
      heartbeatMs: 50,
      quietMs: 500,
      silenceMs,
      firstBackOffMs: 20,
      longestBackOffMs: 50,
      mostRestarts: 2,
      steadyMs: 60_000,
    },
  });
  const engine = supervisor;
  return {
    engine,
    events,
    spawned: () => spawned,
    phases: () => events.flatMap((event) => (event.name === 'engine' ? [event.payload.phase] : [])),
    /** Process ids of the engines that opened the scan, in order. */
    openedBy: () =>
      events.flatMap((event) =>
        event.name === 'warnings' ? event.payload.map(({ message }) => parseInt(message)) : [],
      ),
    untilPhase: (phase: ProcessState['phase']) =>
      vi.waitFor(() => expect(engine.state.phase).toBe(phase), waitLong),
  };
}

describe('createEngineSupervisor', () => {
  it('answers engine-unavailable until the engine is ready, then forwards', async () => {
    const { engine, untilPhase, phases } = supervise();
    const early = await engine.functions.getSnapshot({});
    expect(early).toMatchObject({ ok: false, error: { code: 'engine-unavailable' } });
    await untilPhase('ready');
    expect(await engine.functions.getSnapshot({})).toEqual({ ok: true, value: null });
    await vi.waitFor(() => expect(phases()).toEqual(['ready']));
  });

  it('lets an open wait for the engine instead of refusing it', async () => {
    const { engine } = supervise();
    expect(await engine.functions.openScan(source)).toEqual({ ok: true, value: { opened: true } });
  });

  it('replaces a killed engine and opens the scan again', async () => {
    const { engine, openedBy, phases } = supervise();
    await engine.functions.openScan(source);
    await vi.waitFor(() => expect(openedBy()).toHaveLength(1));
    const pending = engine.functions.getSpectrum({
      pointId: 1,
      maxAnglePixels: 64,
      maxEnergyPixels: 64,
    });
    process.kill(openedBy()[0], 'SIGKILL');
    expect(await pending).toMatchObject({ ok: false, error: { code: 'engine-unavailable' } });
    await vi.waitFor(() => expect(phases()).toEqual(['ready', 'restarting', 'ready']), waitLong);
    expect(openedBy()).toHaveLength(2);
    expect(openedBy()[1]).not.toBe(openedBy()[0]);
    expect(engine.state).toMatchObject({
      restarts: 1,
      message: expect.stringMatching(/restarted/),
    });
  });

  it('does not open a scan again that was closed', async () => {
    const { engine, openedBy, phases } = supervise();
    await engine.functions.openScan(source);
    await vi.waitFor(() => expect(openedBy()).toHaveLength(1));
    await engine.functions.closeScan({});
    process.kill(openedBy()[0], 'SIGKILL');
    await vi.waitFor(() => expect(phases()).toEqual(['ready', 'restarting', 'ready']), waitLong);
    expect(openedBy()).toHaveLength(1);
  });

  it('gives up after the allowed restarts, and starts anew when a scan is opened', async () => {
    const { engine, untilPhase, spawned } = supervise({ dataDirectory: '/crash-at-start' });
    await untilPhase('failed');
    expect(spawned()).toBe(3);
    expect(engine.state).toMatchObject({
      restarts: 2,
      message: expect.stringMatching(/exit code 7/),
    });
    const result = await engine.functions.openScan(source);
    expect(result).toMatchObject({ ok: false, error: { code: 'engine-unavailable' } });
    expect(spawned()).toBe(6);
  });

  it('does not restart an engine that says why it cannot work', async () => {
    const { engine, untilPhase, spawned } = supervise({ modelDirectory: '/no-model' });
    await untilPhase('failed');
    expect(spawned()).toBe(1);
    expect(engine.state.message).toBe('No model in /no-model.');
    expect(await engine.functions.getSnapshot({})).toMatchObject({
      ok: false,
      error: { code: 'engine-unavailable', message: expect.stringContaining('No model') },
    });
  });

  it('replaces an engine that blocks for longer than reading a share may take', async () => {
    const { engine, untilPhase, openedBy } = supervise();
    await engine.functions.openScan(source);
    await vi.waitFor(() => expect(openedBy()).toHaveLength(1));
    const blocked = await engine.functions.dismissWarning({ id: 'block-forever' });
    expect(blocked).toMatchObject({ ok: false, error: { code: 'engine-unavailable' } });
    await untilPhase('ready');
    await vi.waitFor(() => expect(openedBy()).toHaveLength(2));
  });

  it('replaces an engine that never gets ready', async () => {
    const { untilPhase, spawned } = supervise({ dataDirectory: '/hang-at-start' });
    await untilPhase('restarting');
    await vi.waitFor(() => expect(spawned()).toBe(2));
  });

  it('passes on why a scan cannot be opened', async () => {
    const { engine } = supervise();
    expect(await engine.functions.openScan({ ...source, path: '/not-openable' })).toMatchObject({
      ok: false,
      error: { code: 'unreadable' },
    });
    expect(engine.state.phase).toBe('ready');
  });

  it('tries a scan again that cannot be opened after a restart, until it can', async () => {
    const { engine, events, openedBy, untilPhase } = supervise();
    const folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
    const path = join(folder, 'openable-once');
    await engine.functions.openScan({ ...source, path });
    await vi.waitFor(() => expect(openedBy()).toHaveLength(1));
    process.kill(openedBy()[0], 'SIGKILL');
    await vi.waitFor(
      () => expect(engine.state.message).toMatch(/cannot be opened again: Gone.*tried again in/),
      waitLong,
    );
    expect(engine.state.phase).toBe('restarting');
    expect(events.some(({ name }) => name === 'snapshot')).toBe(false);
    await rm(path);
    await untilPhase('ready');
    await vi.waitFor(() => expect(openedBy()).toHaveLength(2));
    await rm(folder, { recursive: true });
  });

  it('opens something else while a scan cannot be opened again', async () => {
    const { engine, openedBy } = supervise();
    const folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
    await engine.functions.openScan({ ...source, path: join(folder, 'openable-once') });
    await vi.waitFor(() => expect(openedBy()).toHaveLength(1));
    process.kill(openedBy()[0], 'SIGKILL');
    await vi.waitFor(() => expect(engine.state.message).toMatch(/tried again/), waitLong);
    expect(await engine.functions.openScan(source)).toMatchObject({ ok: true });
    await rm(folder, { recursive: true });
  });

  it('tells of a silent engine, and does not reopen what hung it twice', async () => {
    const { engine, events, phases, openedBy } = supervise();
    await engine.functions.openScan(source);
    for (const hang of [1, 2]) {
      await vi.waitFor(() => expect(openedBy()).toHaveLength(hang), waitLong);
      await vi.waitFor(() => expect(engine.state.phase).toBe('ready'), waitLong);
      await engine.functions.dismissWarning({ id: 'block-forever' });
    }
    await vi.waitFor(() => expect(engine.state.message).toMatch(/hang 2 times/), waitLong);
    expect(phases()).toContain('silent');
    expect(openedBy()).toHaveLength(2);
    expect(events).toContainEqual({ name: 'snapshot', payload: null });
    expect(await engine.functions.openScan(source)).toMatchObject({ ok: true });
  });

  it('opens something else at once where the engine hangs', async () => {
    const { engine, untilPhase, spawned } = supervise({ silenceMs: 600_000 });
    await engine.functions.openScan(source);
    void engine.functions.dismissWarning({ id: 'block-forever' });
    await untilPhase('silent');
    const other = { ...source, path: '/scans/18' };
    expect(await engine.functions.openScan(other)).toMatchObject({ ok: true });
    expect(spawned()).toBe(2);
  });

  it('goes on while a scan is open, however often the engine ends', async () => {
    const { engine, events, openedBy } = supervise();
    await engine.functions.openScan(source);
    for (let deaths = 1; deaths <= 4; deaths++) {
      await vi.waitFor(() => expect(openedBy()).toHaveLength(deaths), waitLong);
      process.kill(openedBy()[deaths - 1], 'SIGKILL');
    }
    await vi.waitFor(() => expect(openedBy()).toHaveLength(5), waitLong);
    const messages = events.map((event) => (event.name === 'engine' ? event.payload.message : ''));
    expect(messages.join()).toMatch(/times in a row.*tried again every/);
  });

  it('ends the process on closing', async () => {
    const { engine, openedBy } = supervise();
    await engine.functions.openScan(source);
    await vi.waitFor(() => expect(openedBy()).toHaveLength(1));
    await engine.close();
    expect(() => process.kill(openedBy()[0], 0)).toThrow(/ESRCH/);
    expect(await engine.functions.getSnapshot({})).toMatchObject({ ok: false });
  });
});
