import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenScan } from '../../src/shared/engine-contract';
import { scanProfileOf, type ScanProfile, type SiteProfile } from '../../src/shared/profile';
import type { MdcWindow } from '../../src/shared/scan';
import { siteProfile } from '../../src/shared/shipped-profiles';
import { regionEnergies, writeTwoRegionScan } from '../support/two-region-scan';
import {
  open,
  startEngine,
  temporaryFolder,
  until,
  untilFinished,
  valueOf,
  type ObservedEngine,
} from './engine-support';

const columns = 5;
const rows = 4;
const total = columns * rows;

let scratch: ReturnType<typeof temporaryFolder>;
let source: string;
let observed: ObservedEngine;

beforeEach(async () => {
  scratch = temporaryFolder();
  source = join(scratch.path, 'scan');
  writeTwoRegionScan(source, columns, rows);
  observed = await startEngine(join(scratch.path, 'data'));
});
afterEach(async () => {
  await observed.engine.stop();
  scratch.remove();
});

function profileWith(known: Partial<SiteProfile>): ScanProfile {
  return scanProfileOf(siteProfile('Our hutch', known));
}

async function finished(options: Partial<OpenScan>) {
  await open(observed, source, { mode: 'finished', ...options });
  await untilFinished(observed);
  return observed.snapshot();
}

async function spectrumOf(pointId: number) {
  const size = { maxEnergyPixels: 512, maxAnglePixels: 512 };
  return valueOf(await observed.engine.getSpectrum({ pointId, ...size }));
}

describe('a scan of files with two regions', () => {
  it('lists the regions and reads the one asked for, the profile’s, else the first', async () => {
    const first = await finished({});
    const names = ['core', 'valence'];
    expect(first.status).toMatchObject({
      scored: total,
      formatId: 'igor-packed',
      regions: { names, shown: 'core' },
    });
    expect((await spectrumOf(3)).energy.count).toBe(regionEnergies.core);

    const preferring = await finished({ profile: profileWith({ region: 'valence' }) });
    expect(preferring.status.regions).toEqual({ names, shown: 'valence' });
    expect((await spectrumOf(3)).energy.count).toBe(regionEnergies.valence);
    expect(preferring.points.quantities.totalCounts).not.toEqual(
      first.points.quantities.totalCounts,
    );

    const asked = await finished({
      region: 'core',
      profile: profileWith({ region: 'valence' }),
    });
    expect(asked.status.regions?.shown).toBe('core');
    const missing = await finished({ profile: profileWith({ region: 'not there' }) });
    expect(missing.status).toMatchObject({ scored: total, regions: { names, shown: 'core' } });
  });

  it('keeps the scores of each region, and begins another with the settings in force', async () => {
    await finished({ region: 'core' });
    valueOf(
      await observed.engine.updateSettings({
        regionDelta: 2.5,
        mdcWindow: { energyEv: [50, 50.2], angle: [-2, 1] },
      }),
    );
    const valence = await finished({ region: 'valence' });
    expect(valence.settings).toMatchObject({ regionDelta: 2.5, mdcWindow: null });
    const embedded = observed.scorer.embedded;
    const again = await finished({ region: 'core' });
    expect(observed.scorer.embedded).toBe(embedded);
    expect(again.status).toMatchObject({ scored: total, regions: { shown: 'core' } });
    expect(again.settings.mdcWindow).not.toBeNull();
  });

  it('refuses a region that the files do not hold, file by file and with its reason', async () => {
    const { status, failures } = await finished({ region: 'surface' });
    expect(status).toMatchObject({ scored: 0, failed: total });
    expect(failures[0].error.message).toMatch(/one of the regions core, valence, found surface/);
  });
});

describe('a profile', () => {
  const units = profileWith({ fileUnit: 'mm', displayUnit: 'um' });

  it('gives positions the unit their files leave out, and says so', async () => {
    const { derived, warnings } = await finished({});
    expect(derived.axes.x).toEqual({ name: 'X', unit: '' });
    expect(warnings.map(({ message }) => message)).toEqual(['The files give no unit for X and Y.']);
    const stated = await finished({ profile: units });
    expect(stated.derived.axes).toEqual({
      x: { name: 'X', unit: 'um', motorUnit: 'mm', unitFrom: 'profile' },
      y: { name: 'Y', unit: 'um', motorUnit: 'mm', unitFrom: 'profile' },
    });
    expect(stated.warnings).toEqual([]);
    expect(stated.derived.step).toEqual({ x: 2000, y: 2000 });
    const [spot] = stated.derived.bestSpots;
    expect(spot).toMatchObject({ unit: 'um' });
    expect(spot.x / 1000).toBeCloseTo(derived.bestSpots[0].x, 9);
    expect(spot.y / 1000).toBeCloseTo(derived.bestSpots[0].y, 9);
  });

  it('is taken up while the scan is open without scoring anything again', async () => {
    await finished({});
    valueOf(await observed.engine.updateSettings({ beamSize: 3 }));
    const { embedded } = observed.scorer;
    await open(observed, source, { mode: 'finished', profile: units });
    const { derived, settings, status, points } = await observed.snapshot();
    expect(status.phase).toBe('finished');
    expect(observed.scorer.embedded).toBe(embedded);
    expect(settings.profile?.name).toBe('Our hutch');
    expect(settings.beamSize, 'the beam stays as large on the sample').toBe(3000);
    expect(points.x[1]).toBe(2000);
    expect(derived.bestSpots.length).toBeGreaterThan(0);
    expect(observed.events.filter(({ name }) => name === 'settings').length).toBeGreaterThan(1);

    // What was in force is what the scan is opened with next time.
    await observed.engine.closeScan({});
    const resumed = await finished({ profile: units });
    expect(resumed.settings).toMatchObject({ beamSize: 3000, profile: { name: 'Our hutch' } });
    expect(resumed.points.x[1]).toBe(2000);
    const without = await finished({});
    expect(without.settings).toMatchObject({ beamSize: 3, profile: null });
  });

  it('shows motors by their names at the beamline, and maps by those in the files', async () => {
    const named = profileWith({});
    named.motors.x = { ...named.motors.x, file: 'X', shown: 'SX' };
    const { derived } = await finished({ profile: named });
    expect(derived.axes.x).toEqual({ name: 'SX', unit: '', recordedName: 'X' });
    valueOf(await observed.engine.updateSettings({ mapAxes: { x: 'Y', y: 'X' } }));
    const swapped = { x: { name: 'Y', unit: '' }, y: derived.axes.x };
    await until(async () => {
      const { axes } = (await observed.snapshot()).derived;
      return JSON.stringify(axes) === JSON.stringify(swapped);
    });
  });

  it('measures in its MDC window where spectra reach into it, after the user’s own', async () => {
    const window: MdcWindow = { energyEv: [50.1, 50.3], angle: [-3, 2] };
    const { derived, settings } = await finished({ profile: profileWith({ mdcWindow: window }) });
    expect(derived.mdcWindow).toEqual(window);
    expect(settings.mdcWindow).toBeNull();
    const elsewhere = profileWith({ mdcWindow: { ...window, energyEv: [91, 92] } });
    const { derived: proposed } = await finished({ region: 'valence', profile: elsewhere });
    expect(proposed.mdcWindow!.energyEv[1]).toBeLessThan(20);
  });
});
