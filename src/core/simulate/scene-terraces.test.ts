import { describe, expect, it } from 'vitest';
import { createScene, driftAt } from './scene';
import { sceneParametersAt, sceneSpectrumAt } from './scene-spectrum';
import { surfaceViewAt } from './scene-surface';

const size = { widthUm: 200, heightUm: 200 };
const scene = createScene('terraces', 4, size);
const sampling = { energyCount: 40, angleCount: 40 };
const { terraces, drift } = scene;
if (terraces === null || drift === null) throw new Error('a scene with terraces and drift');
const best = scene.grains[0];

/** A surface of one grain whose only feature is a step through its middle. */
const stepped = {
  ...scene,
  grains: [{ ...best, quality: 1, radiusUm: 1000 }],
  contamination: [],
  terraces: { directionDeg: 0, stepsUm: [0], signals: [1, 0.6] },
};

describe('terraces', () => {
  it('carry their own signal, and broaden where the spot lies on a step', () => {
    const left = surfaceViewAt(stepped, 60, 100);
    const right = surfaceViewAt(stepped, 140, 100);
    const onStep = surfaceViewAt(stepped, 100, 100);
    expect(left.signal).toBeCloseTo(1, 9);
    expect(right.signal).toBeCloseTo(0.6, 9);
    expect(onStep.signal).toBeGreaterThan(0.7);
    expect(onStep.signal).toBeLessThan(0.9);
    expect(left.mixture).toBeCloseTo(0, 9);
    expect(onStep.mixture).toBeGreaterThan(0.2);
    const broadening = (xUm: number): number =>
      sceneParametersAt(stepped, xUm, 100, sampling).angleResolutionDeg;
    expect(broadening(100)).toBeGreaterThan(broadening(60));
  });

  it('run along one direction', () => {
    for (const yUm of [70, 100, 130]) {
      expect(surfaceViewAt(stepped, 140, yUm).signal).toBeCloseTo(0.6, 9);
    }
  });

  it('are drawn with one terrace more than steps, by seed', () => {
    expect(terraces.signals.length).toBe(terraces.stepsUm.length + 1);
    expect([...terraces.stepsUm].sort((a, b) => a - b)).toEqual(terraces.stepsUm);
    expect(createScene('terraces', 4, size)).toEqual(scene);
    expect(createScene('bi2se3', 4, size).terraces).toBeNull();
  });
});

describe('drift', () => {
  it('starts at nothing and creeps by its rate over whole swings', () => {
    const start = driftAt(drift, 0);
    expect(Math.hypot(start.xUm, start.yUm)).toBe(0);
    const swings = driftAt(drift, 3 * drift.swingPeriodS);
    const hours = (3 * drift.swingPeriodS) / 3600;
    expect(swings.xUm).toBeCloseTo(drift.creepXUmPerHour * hours, 6);
    expect(swings.yUm).toBeCloseTo(drift.creepYUmPerHour * hours, 6);
  });

  it('brings other ground under the beam: the same place is found where it went', () => {
    const elapsedS = 5000;
    const moved = driftAt(drift, elapsedS);
    const early = sceneSpectrumAt(scene, best.xUm, best.yUm, 7, sampling);
    const late = sceneSpectrumAt(
      scene,
      best.xUm + moved.xUm,
      best.yUm + moved.yUm,
      7,
      sampling,
      elapsedS,
    );
    expect(Math.hypot(moved.xUm, moved.yUm)).toBeGreaterThan(1);
    expect(late.parameters.domains).toEqual(early.parameters.domains);
    expect(late.parameters.signalAmplitude).toBeCloseTo(early.parameters.signalAmplitude, 9);
  });
});
