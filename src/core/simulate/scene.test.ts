import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rasterPositions } from './raster';
import type { RasterKind } from './raster';
import { createScene } from './scene';
import type { Scene } from './scene';
import { sceneParametersAt, sceneSpectrumAt, sceneTrueScoreAt } from './scene-spectrum';
import { surfaceViewAt } from './scene-surface';
import { expectedComponents } from './spectrum';
import { visibleBands } from './visible-bands';

const SIZE = { widthUm: 250, heightUm: 200 };
const SAMPLING = { energyCount: 64, angleCount: 64 };
const NAMES = ['bi2se3', 'flakes'] as const;

/** The true scores on a raster of 10 µm, row by row. */
function scoreMap(scene: Scene): { scores: number[]; columns: number; rows: number } {
  const columns = SIZE.widthUm / 10;
  const rows = SIZE.heightUm / 10;
  const scores = rasterPositions({
    kind: 'line',
    columns,
    rows,
    stepUm: 10,
    origin: { xUm: 5, yUm: 5 },
    seed: 0,
  }).map(({ xUm, yUm }) => sceneTrueScoreAt(scene, xUm, yUm));
  return { scores, columns, rows };
}

/** Sizes of the groups of neighbouring points at or above a score, largest first. */
function groupSizes(scores: number[], columns: number, least: number): number[] {
  const open = new Set(scores.flatMap((score, index) => (score >= least ? [index] : [])));
  const sizes: number[] = [];
  for (const seed of open) {
    const stack = [seed];
    open.delete(seed);
    let size = 0;
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      size++;
      const column = index % columns;
      for (const neighbour of [
        column > 0 ? index - 1 : -1,
        column < columns - 1 ? index + 1 : -1,
        index - columns,
        index + columns,
      ]) {
        if (open.delete(neighbour)) stack.push(neighbour);
      }
    }
    sizes.push(size);
  }
  return sizes.sort((a, b) => b - a);
}

describe('createScene', () => {
  it('is plain data and the same for the same seed', () => {
    for (const name of NAMES) {
      const scene = createScene(name, 5, SIZE);
      expect(createScene(name, 5, SIZE)).toEqual(scene);
      expect(createScene(name, 6, SIZE)).not.toEqual(scene);
      expect(JSON.parse(JSON.stringify(scene))).toEqual(scene);
    }
  });

  it.each(NAMES)('has one evident, compact best region in %s', (name) => {
    for (const seed of [1, 2, 3, 4]) {
      const { scores, columns } = scoreMap(createScene(name, seed, SIZE));
      const best = Math.max(...scores);
      expect(best).toBeGreaterThan(9);
      const sizes = groupSizes(scores, columns, best - 1);
      const share = sizes[0] / scores.length;
      expect(share).toBeGreaterThan(0.04);
      expect(share).toBeLessThan(0.2);
      // What else comes near the best is no more than a few odd points.
      expect(sizes.slice(1).reduce((sum, size) => sum + size, 0)).toBeLessThan(0.1 * sizes[0]);
      const bands = [0, 3, 6].map(
        (low) => scores.filter((score) => score >= low && score < low + 3).length / scores.length,
      );
      expect(bands[0]).toBeGreaterThan(0.05);
      expect(bands[2]).toBeGreaterThan(0.1);
    }
  });
});

describe('a scene’s spectra', () => {
  const scene = createScene('bi2se3', 3, SIZE);
  const best = scene.grains[0];

  it('repeat their bits, and change with the point’s seed only in the noise', () => {
    const first = sceneSpectrumAt(scene, 100, 80, 1, SAMPLING);
    expect(sceneSpectrumAt(scene, 100, 80, 1, SAMPLING)).toEqual(first);
    const other = sceneSpectrumAt(scene, 100, 80, 2, SAMPLING);
    expect(other.spectrum.counts).not.toEqual(first.spectrum.counts);
    expect(other.components).toEqual(first.components);
  });

  it('are bright and clean in the best grain, empty off the sample, dim on dirt', () => {
    const at = (xUm: number, yUm: number): { total: number; signalToBackground: number } => {
      const { spectrum, components } = sceneSpectrumAt(scene, xUm, yUm, 4, SAMPLING);
      const total = spectrum.counts.reduce((sum, count) => sum + count, 0);
      return { total, signalToBackground: components.signalToBackground };
    };
    const good = at(best.xUm, best.yUm);
    expect(good.total).toBeGreaterThan(1e5);
    expect(good.signalToBackground).toBeGreaterThan(0.9);
    const outside = at(1, 1);
    expect(outside.signalToBackground).toBe(0);
    expect(outside.total).toBeLessThan(0.3 * good.total);
    const patch = scene.contamination[0];
    const dirty = at(patch.xUm, patch.yUm);
    expect(dirty.signalToBackground).toBeLessThan(0.75);
    expect(sceneTrueScoreAt(scene, 1, 1)).toBeLessThan(1);
  });

  it('mix domains and broaden where two grains meet', () => {
    // Walk from the best grain to its nearest neighbour and find the most mixed place.
    const neighbour = scene.grains
      .slice(1)
      .sort(
        (a, b) =>
          Math.hypot(a.xUm - best.xUm, a.yUm - best.yUm) -
          Math.hypot(b.xUm - best.xUm, b.yUm - best.yUm),
      )[0];
    const places = Array.from({ length: 41 }, (_, step) => {
      const share = step / 40;
      const xUm = best.xUm + (neighbour.xUm - best.xUm) * share;
      const yUm = best.yUm + (neighbour.yUm - best.yUm) * share;
      return { xUm, yUm, mixture: surfaceViewAt(scene, xUm, yUm).mixture };
    });
    const boundary = places.reduce((a, b) => (b.mixture > a.mixture ? b : a));
    expect(boundary.mixture).toBeGreaterThan(0.2);
    const pure = sceneParametersAt(scene, best.xUm, best.yUm, SAMPLING);
    const mixed = sceneParametersAt(scene, boundary.xUm, boundary.yUm, SAMPLING);
    expect(pure.domains).toHaveLength(1);
    expect(mixed.domains.length).toBeGreaterThan(1);
    expect(mixed.domains.reduce((sum, domain) => sum + domain.weight, 0)).toBeCloseTo(1, 9);
    expect(visibleBands(mixed).relativeWidth).toBeGreaterThan(
      1.5 * visibleBands(pure).relativeWidth,
    );
    expect(expectedComponents(mixed).feature).toBeLessThan(expectedComponents(pure).feature);
  });
});

describe('visibleBands', () => {
  it('grows with every cause of broadening', () => {
    const scene = createScene('flakes', 2, SIZE);
    const base = sceneParametersAt(scene, scene.grains[0].xUm, scene.grains[0].yUm, SAMPLING);
    const width = visibleBands(base).relativeWidth;
    const [main] = base.domains;
    expect(visibleBands({ ...base, energyResolutionEv: 0.1 }).relativeWidth).toBeGreaterThan(width);
    expect(visibleBands({ ...base, temperatureK: 400 }).relativeWidth).toBeGreaterThan(width);
    expect(visibleBands({ ...base, angleResolutionDeg: 2 }).relativeWidth).toBeGreaterThan(width);
    const flake = { ...main, weight: 0.5, polarOffsetDeg: main.polarOffsetDeg + 4 };
    expect(visibleBands({ ...base, domains: [main, flake] }).relativeWidth).toBeGreaterThan(width);
  });

  it('is the instrument’s width where no band lies in the window', () => {
    const scene = createScene('flakes', 2, SIZE);
    const base = sceneParametersAt(scene, scene.grains[0].xUm, scene.grains[0].yUm, SAMPLING);
    const sampling = { ...base.sampling, energyWindowEv: [5, 6] as [number, number] };
    // The window lies above the Fermi edge, so the temperature leaves no mark in it either.
    const bands = visibleBands({ ...base, sampling });
    const [low, high] = sampling.energyWindowEv;
    expect(bands.relativeWidth).toBeCloseTo(base.energyResolutionEv / (high - low), 9);
    expect(bands.peakShare).toBe(0);
  });
});

describe('rasterPositions', () => {
  const raster = (kind: RasterKind, columns: number, rows: number, seed = 0) =>
    rasterPositions({ kind, columns, rows, stepUm: 2, origin: { xUm: 10, yUm: -4 }, seed });

  it('visits every cell once, in a line, turning round, or winding outwards', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('line' as const, 'serpentine' as const, 'spiral' as const),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (kind, columns, rows) => {
          const positions = raster(kind, columns, rows);
          expect(positions).toHaveLength(columns * rows);
          const cells = new Set(positions.map(({ xUm, yUm }) => `${xUm},${yUm}`));
          expect(cells.size).toBe(columns * rows);
          for (const { xUm, yUm } of positions) {
            expect(xUm).toBeGreaterThanOrEqual(10);
            expect(xUm).toBeLessThanOrEqual(10 + 2 * (columns - 1));
            expect(yUm).toBeGreaterThanOrEqual(-4);
            expect(yUm).toBeLessThanOrEqual(-4 + 2 * (rows - 1));
          }
          if (kind === 'line') return;
          positions.slice(1).forEach(({ xUm, yUm }, index) => {
            const step =
              Math.abs(xUm - positions[index].xUm) + Math.abs(yUm - positions[index].yUm);
            // A spiral over an oblong raster must jump across its short sides.
            if (kind === 'serpentine' || columns === rows) expect(step).toBe(2);
          });
        },
      ),
    );
  });

  it('spreads random points over the same area, by seed', () => {
    const positions = raster('random', 10, 8, 3);
    expect(positions).toHaveLength(80);
    expect(raster('random', 10, 8, 3)).toEqual(positions);
    expect(raster('random', 10, 8, 4)).not.toEqual(positions);
    expect(new Set(positions.map(({ xUm }) => xUm)).size).toBe(80);
    for (const { xUm } of positions) {
      expect(xUm).toBeGreaterThanOrEqual(10);
      expect(xUm).toBeLessThanOrEqual(28);
    }
  });
});
