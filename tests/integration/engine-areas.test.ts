import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RegionMean } from '../../src/engine/features/review/region-mean';
import { JobBoard } from '../../src/shared/job-board';
import { TaskList } from '../../src/engine/jobs/task-list';
import { PointStore } from '../../src/engine/points/point-store';
import { FilePointFrames } from '../../src/engine/source/point-frames';
import { defaultSessionSettings } from '../../src/shared/scan';
import type { MapRegion } from '../../src/shared/region-of-interest';
import {
  ANGLE_PIXELS,
  ENERGY_PIXELS,
  open,
  pointAt,
  until,
  untilFinished,
  untilScored,
  valueOf,
  type ObservedEngine,
} from './engine-support';
import { columns, fileName, idByIndex, points, reviewedScan, size } from './review-support';

const { setup, write, finishedScan } = reviewedScan();

/** Mean counts per pixel of the points with these indices, computed from what was written. */
function meanOf(indices: readonly number[]): Float64Array {
  const mean = new Float64Array(ENERGY_PIXELS * ANGLE_PIXELS);
  for (const index of indices) {
    pointAt(index, columns).counts.forEach((value, i) => (mean[i] += value / indices.length));
  }
  return mean;
}

describe('an area of the map', () => {
  const region = { kind: 'rectangle', x: [-1, 3], y: [-1, 3] } as const;
  /** The two leftmost columns of the two lowest rows. */
  const inside = [0, 1, columns, columns + 1];

  async function untilAveraged(observed: ObservedEngine, count: number): Promise<void> {
    await until(async () => (await observed.snapshot()).meanProgress?.averaged === count);
  }

  it('has the mean spectrum of its points, new ones included', async () => {
    await write(0, 3);
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilScored(observed, 3);
    valueOf(
      await observed.engine.updateSettings({
        mapRegion: { ...region, x: [...region.x], y: [...region.y] },
      }),
    );
    await untilAveraged(observed, 2);
    await write(3, points);
    await untilAveraged(observed, inside.length);
    const mean = valueOf(await observed.engine.getMeanSpectrum(size))!;
    expect(mean.progress).toEqual({ inside: 4, averaged: 4, skipped: 0 });
    expect(mean.energy.count).toBe(ENERGY_PIXELS);
    const expected = meanOf(inside);
    mean.intensity.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    expect(mean.mdcFit ?? mean.mdcFitFailure).not.toBeNull();
  });

  it('may be a polygon, counts what cannot be read, and can be let go', async () => {
    const observed = await finishedScan();
    rmSync(join(setup.source, fileName(1)));
    const vertices: [number, number][] = [
      [-1, -1],
      [3, -1],
      [3, 3],
      [-1, 3],
    ];
    valueOf(await observed.engine.updateSettings({ mapRegion: { kind: 'polygon', vertices } }));
    await untilAveraged(observed, inside.length - 1);
    const mean = valueOf(await observed.engine.getMeanSpectrum(size))!;
    expect(mean.progress).toEqual({ inside: 4, averaged: 3, skipped: 1 });
    const expected = meanOf(inside.filter((index) => index !== 1));
    mean.intensity.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    valueOf(await observed.engine.updateSettings({ mapRegion: null }));
    expect(valueOf(await observed.engine.getMeanSpectrum(size))).toBeNull();
    expect((await observed.snapshot()).meanProgress).toBeNull();
  });
});

describe('a window on the spectrum', () => {
  const window: { energyEv: [number, number]; angle: [number, number] } = {
    energyEv: [-0.2, -0.1],
    angle: [-6, 2],
  };

  function windowSum(index: number): number {
    const { counts } = pointAt(index, columns);
    let sum = 0;
    for (let e = 10; e <= 20; e++) {
      for (let a = 12; a <= 28; a++) sum += counts[e * ANGLE_PIXELS + a];
    }
    return sum;
  }

  async function intensities(observed: ObservedEngine): Promise<number[]> {
    const byIndex = await idByIndex(observed);
    const { roiIntensity } = (await observed.snapshot()).points.quantities;
    return byIndex.map((id) => roiIntensity[id]);
  }

  it('maps its intensity for old points and new ones, and remembers it', async () => {
    await write(0, 5);
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilScored(observed, 5);
    valueOf(await observed.engine.updateSettings({ intensityWindow: window }));
    await until(async () =>
      (await observed.snapshot()).points.quantities.roiIntensity.every(Number.isFinite),
    );
    await write(5, points);
    await untilFinished(observed);
    const expected = Array.from({ length: points }, (_, index) => windowSum(index));
    expect(await intensities(observed)).toEqual(expected);
    await observed.engine.stop();
    // Nothing is read again: not even a file that is gone by now.
    rmSync(join(setup.source, fileName(7)));
    const again = await setup.start();
    await open(again, setup.source);
    expect(await intensities(again)).toEqual(expected);
    valueOf(await again.engine.updateSettings({ intensityWindow: null }));
    await until(async () => (await intensities(again)).every(Number.isNaN));
  });
});

describe('the mean of an area', () => {
  it('takes in a point whose position became known late, and starts over with other axes', async () => {
    await write(0, 3);
    const store = new PointStore();
    const [x, y] = [store.column('x'), store.column('y')];
    for (let index = 0; index < 3; index++) {
      store.add({ file: fileName(index), frame: 0 });
      y[index] = 0;
    }
    x.set([0, NaN, 9]);
    const region: MapRegion = { kind: 'rectangle', x: [-1, 3], y: [-1, 1] };
    let axes = { x: { name: 'sx', unit: 'um' }, y: { name: 'sy', unit: 'um' } };
    const settings = { ...defaultSessionSettings, mapRegion: region };
    const placement = {
      get shownAxes() {
        return axes;
      },
    };
    const mean = new RegionMean(
      {
        points: store,
        frames: new FilePointFrames(store, { folder: setup.source, reading: {} }),
        tasks: new TaskList(new JobBoard({ origin: 'engine', onChange: () => undefined })),
        settings: () => settings,
        placement,
      },
      () => undefined,
    );
    while (await mean.advance());
    expect(mean.averagedIds).toEqual([0]);
    x[1] = 2;
    mean.place([1]);
    expect(mean.progress).toEqual({ inside: 2, averaged: 1, skipped: 0 });
    while (await mean.advance());
    expect(mean.averagedIds).toEqual([0, 1]);
    const expected = meanOf([0, 1]);
    mean.spectrum?.counts.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
    x.set([9, 9, 0]);
    axes = { ...axes, x: { name: 'sz', unit: 'um' } };
    while (await mean.advance());
    expect(mean.averagedIds).toEqual([2]);
  });
});
