import { describe, expect, it } from 'vitest';
import { LABEL_PROFILES } from '#core/quality/profiles';
import { sceneTrueScoreAt } from '#core/simulate/scene-spectrum';
import { expectedComponents } from '#core/simulate/spectrum';
import { knownScene, SCENE_VARIANTS, trueScoreAt, type SceneVariant } from './scene-variants';

const SIDE_UM = 150;
const sampling = { energyCount: 72, angleCount: 72 };
const places = [20, 75, 130].flatMap((x) => [20, 75, 130].map((y) => [x, y] as const));

function spreads(variant: SceneVariant) {
  const known = knownScene(variant, 5, SIDE_UM);
  const rows = places.map(([x, y]) => {
    const parameters = known.parametersAt(x, y, sampling);
    const { sharpness, signalToBackground, countRatio } = expectedComponents(
      parameters,
      LABEL_PROFILES.alignment,
    );
    return { sharpness, signalToBackground, countRatio };
  });
  const spread = (name: keyof (typeof rows)[number]) =>
    Math.max(...rows.map((row) => row[name])) - Math.min(...rows.map((row) => row[name]));
  return { S: spread('sharpness'), B: spread('signalToBackground'), N: spread('countRatio') };
}

describe('scene variants', () => {
  it('hold the truth of the simulator where nothing is left out', () => {
    const known = knownScene('whole', 9, SIDE_UM);
    for (const [x, y] of places) {
      expect(trueScoreAt(known, LABEL_PROFILES.alignment, x, y)).toBe(
        sceneTrueScoreAt(known.scene, x, y),
      );
    }
  });

  it('let one thing vary', () => {
    expect(spreads('exposure').N).toBeGreaterThan(0.5);
    expect(spreads('exposure').S).toBeLessThan(1e-9);
    expect(spreads('exposure').B).toBeLessThan(1e-9);
    expect(spreads('background').B).toBeGreaterThan(0.2);
    expect(spreads('background').N).toBeLessThan(1e-9);
    expect(spreads('defocus').S).toBeGreaterThan(0.1);
    expect(spreads('defocus').N).toBeLessThan(1e-9);
    const bestGrain = (variant: SceneVariant) => knownScene(variant, 5, SIDE_UM).scene;
    expect(new Set(bestGrain('boundaries').grains.map(({ quality }) => quality)).size).toBe(1);
    expect(new Set(bestGrain('cleave').grains.map((grain) => grain.polarOffsetDeg)).size).toBe(1);
    expect(bestGrain('contamination').contamination.length).toBeGreaterThan(0);
    for (const variant of Object.keys(SCENE_VARIANTS) as SceneVariant[]) {
      if (variant === 'contamination' || variant === 'whole') continue;
      expect(bestGrain(variant).contamination).toEqual([]);
    }
  });
});
