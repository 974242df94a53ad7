import { describe, expect, it, vi } from 'vitest';
import {
  commands,
  namesAnsweredBy,
  type CommandFunctions,
  type CommandName,
} from '#shared/contract';
import { SweetSpotError } from '#shared/errors';
import { defaultPreferences } from '#shared/preferences';
import { siteProfile } from '#shared/shipped-profiles';
import { createCommandRouter, type HostHandlers } from './command-router';

const names = Object.keys(commands) as CommandName[];
const owner = { access: 'control' } as const;
const viewer = { access: 'view' } as const;

/** A request each command accepts. */
const validRequests: Record<CommandName, unknown> = {
  getHostInfo: {},
  chooseSource: { kind: 'folder' },
  openPath: { path: '/scans/17' },
  browseFolder: { path: null },
  listRecentSources: {},
  openRecentSource: { id: 'a' },
  closeScan: {},
  startBeamline: {
    scene: 'bi2se3',
    format: 'growing',
    pointsPerSecond: 5,
    columns: 4,
    rows: 3,
    seed: 1,
  },
  stopBeamline: {},
  getPreferences: {},
  setPreferences: { theme: 'dark' },
  listProfiles: {},
  saveProfile: { id: null, profile: siteProfile('Ours') },
  deleteProfile: { id: 'a' },
  chooseProfile: { id: null },
  importProfile: { text: '{}' },
  exportProfile: { id: 'a' },
  chooseRegion: { region: 'valence' },
  exportScan: {},
  getSnapshot: {},
  getSpectrum: { pointId: 0, maxEnergyPixels: 256, maxAnglePixels: 256 },
  getMeanSpectrum: { maxEnergyPixels: 256, maxAnglePixels: 256 },
  setVerdict: { pointId: 0, verdict: 'good', note: '' },
  updateSettings: { regionDelta: 2 },
  dismissWarning: { id: 'a' },
  cancelJob: { id: 'a' },
  pauseJob: { id: 'a' },
  resumeJob: { id: 'a' },
  dismissJobs: {},
  startBandFit: {
    map: '/data/map.ibw',
    cuts: [],
    family: 'square',
    latticeAngstrom: 3.9,
    windowEv: 0.1,
    starts: 8,
  },
  startTraining: {
    name: 'ours',
    from: null,
    samples: 1000,
    learningRate: 1e-3,
    seed: 1,
  },
  predictMap: {
    points: {
      x: new Float64Array(1),
      y: new Float64Array(1),
      value: new Float64Array(1),
      deviation: new Float64Array(1),
    },
    grid: { x: 0, y: 0, stepX: 1, stepY: 1, columns: 2, rows: 2 },
    aim: 'map evenly',
    count: 1,
    gain: 1,
    travelCost: 0,
    secondsPerPoint: null,
  },
};

const badRequests = [undefined, null, 3, 'text', [], { path: 4, kind: 'other', id: {} }];

function routerOf(handlers: Partial<HostHandlers> = {}) {
  const forwarded: string[] = [];
  const called: string[] = [];
  const processes = Object.fromEntries(
    [...namesAnsweredBy('engine'), ...namesAnsweredBy('compute')].map((name) => [
      name,
      () => {
        forwarded.push(name);
        return Promise.resolve({ ok: true, value: null });
      },
    ]),
  ) as unknown as CommandFunctions<'engine'> & CommandFunctions<'compute'>;
  const everyHandler = new Proxy(handlers, {
    get: (target, name: keyof HostHandlers) =>
      target[name] ??
      (() => {
        called.push(name);
        return {};
      }),
  }) as HostHandlers;
  return { handle: createCommandRouter(everyHandler, processes), forwarded, called };
}

describe('createCommandRouter', () => {
  it.each(names)('reaches whoever answers %s', async (name) => {
    const { handle, forwarded, called } = routerOf();
    await handle(name, validRequests[name], owner);
    const isForwarded = commands[name].answeredBy !== 'host';
    expect([forwarded, called]).toEqual(isForwarded ? [[name], []] : [[], [name]]);
  });

  it.each(names)('refuses requests of %s that are not valid', async (name) => {
    const { handle, forwarded, called } = routerOf();
    const accepted = badRequests.filter(
      (request) => commands[name].request.safeParse(request).success,
    );
    for (const request of badRequests.filter((bad) => !accepted.includes(bad))) {
      expect(await handle(name, request, owner)).toMatchObject({
        ok: false,
        error: { code: 'invalid-request' },
      });
    }
    // Commands that take nothing accept any object; all refuse what is no object.
    expect(accepted.length).toBeLessThanOrEqual(1);
    expect(forwarded).toEqual([]);
    expect(called).toEqual([]);
  });

  const controlNames = names.filter((name) => commands[name].access === 'control');
  it.each(controlNames)('refuses %s to a read-only client', async (name) => {
    const { handle, forwarded, called } = routerOf();
    expect(await handle(name, validRequests[name], viewer)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(forwarded).toEqual([]);
    expect(called).toEqual([]);
  });

  it('lets a read-only client look, and do nothing else', () => {
    const viewNames = names.filter((name) => commands[name].access === 'view');
    expect(viewNames.sort()).toEqual([
      'getHostInfo',
      'getMeanSpectrum',
      'getPreferences',
      'getSnapshot',
      'getSpectrum',
      'listProfiles',
    ]);
  });

  it.each(['', 'nothing', 'toString', '__proto__', 'constructor', 7, null])(
    'refuses the name %j',
    async (name) => {
      const { handle } = routerOf();
      expect(await handle(name as string, {}, owner)).toMatchObject({
        ok: false,
        error: { code: 'invalid-request' },
      });
    },
  );

  it('strips what the contract does not know', async () => {
    const chooseSource = vi.fn(() => ({ opened: true }));
    const { handle } = routerOf({ chooseSource });
    await handle('chooseSource', { kind: 'file', path: '/etc' }, owner);
    expect(chooseSource).toHaveBeenCalledWith({ kind: 'file' }, owner);
  });

  it('returns errors of handlers as data', async () => {
    const { handle } = routerOf({
      getPreferences: () => {
        throw new SweetSpotError('busy', 'Not now.', { hint: 'Later.' });
      },
      listRecentSources: () => Promise.reject(new Error('broken')),
    });
    expect(await handle('getPreferences', {}, viewer)).toEqual({
      ok: false,
      error: { code: 'busy', message: 'Not now.', hint: 'Later.' },
    });
    expect(await handle('listRecentSources', {}, owner)).toEqual({
      ok: false,
      error: { code: 'internal', message: 'broken' },
    });
  });

  it('does not pass on a response that breaks the contract', async () => {
    const { handle } = routerOf({
      getPreferences: () => ({ ...defaultPreferences, theme: 'pink' as 'dark' }),
    });
    expect(await handle('getPreferences', {}, viewer)).toMatchObject({
      ok: false,
      error: { code: 'internal', message: expect.stringContaining('theme') },
    });
  });
});
