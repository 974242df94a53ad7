import { describe, expect, it } from 'vitest';
import { fitLorentzian } from '#core/benchmark/lorentzian-fit';
import { momentumDistributionCurve, proposeMdcWindow } from '#core/benchmark/mdc';
import { createRandom } from '#core/simulate/random';
import { rasterPositions, type RasterKind } from '#core/simulate/raster';
import { createScene, type Scene } from '#core/simulate/scene';
import { sceneSpectrumAt } from '#core/simulate/scene-spectrum';
import { surfaceViewAt } from '#core/simulate/scene-surface';
import { findDomains, misorientation, type Domain, type PeakPositions } from './domains';

const OFFSETS_DEG = [0, 1.6, -2.2, 3.4];

/** A clean sample with one grain in each quarter, turned against the first by known angles. */
function quarteredScene(): Scene {
  const scene = createScene('bi2se3', 2, { widthUm: 160, heightUm: 160 });
  const [best] = scene.grains;
  return {
    ...scene,
    beamFwhmUm: 6,
    contamination: [],
    outline: { ...scene.outline, extent: 4 },
    grains: OFFSETS_DEG.map((offset, i) => ({
      ...best,
      xUm: i % 2 === 0 ? 35 : 125,
      yUm: i < 2 ? 40 : 120,
      polarOffsetDeg: best.polarOffsetDeg + offset,
    })),
  };
}

function placesOf(kind: RasterKind, side: number) {
  const stepUm = 160 / side;
  const origin = { xUm: stepUm / 2, yUm: stepUm / 2 };
  return rasterPositions({ kind, columns: side, rows: side, stepUm, origin, seed: 6 });
}

/** Index of the grain a place belongs to; null where the beam sees several. */
function grainAt(scene: Scene, xUm: number, yUm: number): number | null {
  const { domains } = surfaceViewAt(scene, xUm, yUm);
  const main = domains.find(({ weight }) => weight > 0.9);
  if (main === undefined) return null;
  return scene.grains.findIndex((grain) => grain.polarOffsetDeg === main.polarOffsetDeg);
}

/** Every domain holds one grain, nearly all of its clean places, and is turned as that grain is. */
function expectGrains(scene: Scene, domains: readonly Domain[], points: PeakPositions): void {
  expect(domains).toHaveLength(OFFSETS_DEG.length);
  const grains = domains.map(({ pointIds }) => {
    const seen = pointIds
      .map((id) => grainAt(scene, points.x[id], points.y[id]))
      .filter((grain) => grain !== null);
    const counts = OFFSETS_DEG.map((_, grain) => seen.filter((one) => one === grain).length);
    const grain = counts.indexOf(Math.max(...counts));
    expect(counts[grain] / seen.length).toBeGreaterThan(0.97);
    return grain;
  });
  expect([...grains].sort()).toEqual([0, 1, 2, 3]);
  for (let a = 0; a < domains.length; a++) {
    for (let b = a + 1; b < domains.length; b++) {
      const { angle, error } = misorientation(domains[a], domains[b]);
      const turned = Math.abs(OFFSETS_DEG[grains[a]] - OFFSETS_DEG[grains[b]]);
      expect(Math.abs(angle - turned)).toBeLessThan(0.15);
      expect(error).toBeLessThan(0.15);
    }
  }
}

describe('findDomains', () => {
  it.each(['line', 'random'] as const)('finds the grains in noise and gaps (%s)', (kind) => {
    const scene = quarteredScene();
    const random = createRandom(4);
    const places = placesOf(kind, 24);
    const positions = places.map(({ xUm, yUm }) => {
      const { domains } = surfaceViewAt(scene, xUm, yUm);
      const [first] = [...domains].sort((a, b) => b.weight - a.weight);
      const error = random.uniform(0.03, 0.15);
      const luck = random.next();
      // One fit in eight failed, one in forty found something else.
      const position =
        luck < 0.125
          ? NaN
          : luck < 0.15
            ? random.uniform(-12, 0)
            : -6 - first.polarOffsetDeg + error * random.normal();
      return { position, error };
    });
    const points: PeakPositions = {
      ids: places.map((_, i) => i),
      x: places.map(({ xUm }) => xUm),
      y: places.map(({ yUm }) => yUm),
      position: positions.map(({ position }) => position),
      positionError: positions.map(({ error }) => error),
    };
    const domains = findDomains(points);
    expectGrains(scene, domains, points);
    const total = domains.reduce((sum, { area }) => sum + area, 0);
    expect(total / (160 * 160)).toBeGreaterThan(0.7);
    expect(total / (160 * 160)).toBeLessThan(1.1);
    const everyone = domains.flatMap(({ pointIds }) => pointIds);
    expect(new Set(everyone).size).toBe(everyone.length);
  });

  it('finds the grains of a simulated scan from its fits', () => {
    const scene = quarteredScene();
    const places = placesOf('line', 12);
    const sampling = { energyCount: 110, angleCount: 130 };
    const spectra = places.map(
      ({ xUm, yUm }, i) => sceneSpectrumAt(scene, xUm, yUm, i, sampling).spectrum,
    );
    const window = proposeMdcWindow(spectra[0])!;
    const fits = spectra.map((spectrum) => {
      const { angle, intensity } = momentumDistributionCurve(spectrum, window);
      return fitLorentzian(angle, intensity);
    });
    const points: PeakPositions = {
      ids: places.map((_, i) => i),
      x: places.map(({ xUm }) => xUm),
      y: places.map(({ yUm }) => yUm),
      position: fits.map((fit) => (fit.kind === 'fitted' ? fit.position : NaN)),
      positionError: fits.map((fit) => (fit.kind === 'fitted' ? fit.positionError : NaN)),
    };
    expectGrains(scene, findDomains(points), points);
  });

  it('takes one grain for one domain, and too little for none', () => {
    const places = placesOf('line', 10);
    const random = createRandom(9);
    const points = (position: (i: number) => number): PeakPositions => ({
      ids: places.map((_, i) => i),
      x: places.map(({ xUm }) => xUm),
      y: places.map(({ yUm }) => yUm),
      position: places.map((_, i) => position(i)),
      positionError: places.map(() => 0.2),
    });
    expect(findDomains(points(() => -7 + 0.2 * random.normal()))).toHaveLength(1);
    expect(findDomains(points(() => NaN))).toEqual([]);
    expect(findDomains(points((i) => (i < 3 ? -7 : NaN)))).toEqual([]);
  });
});
