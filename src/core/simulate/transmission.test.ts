import { describe, expect, it } from 'vitest';
import { addStrayLines, bowEnergies, saturate } from './detector';
import { radiansOf } from './kinematics';
import type { DetectorArtefact, DetectorResponse, Sampling } from './parameters';
import { fillTransmission, isWithinEdges } from './transmission';

const sampling: Sampling = { energyCount: 60, angleCount: 80 };
const window = {
  ...sampling,
  energyWindowEv: [-1, 0] as [number, number],
  angleWindowDeg: [-10, 10] as [number, number],
};

function transmissionOf(
  artefacts: DetectorArtefact[],
  response: DetectorResponse = { kind: 'flat' },
): Float32Array {
  const target = new Float32Array(sampling.energyCount * sampling.angleCount);
  fillTransmission({ response, artefacts, sampling: window }, target);
  return target;
}

const at = (image: Float32Array, i: number, j: number): number =>
  image[i * sampling.angleCount + j];
const openShare = (image: Float32Array): number =>
  image.reduce((open, value) => open + (value > 0 ? 1 : 0), 0) / image.length;

describe('fillTransmission', () => {
  it('is 1 everywhere for a perfect detector', () => {
    expect(transmissionOf([]).every((value) => value === 1)).toBe(true);
  });

  it('falls off from the centre as two parabolas', () => {
    const image = transmissionOf([], { kind: 'centre', energyEdgeLoss: 0.8, angleEdgeLoss: 0.5 });
    const u = (index: number, count: number): number => (2 * (index + 0.5)) / count - 1;
    for (const [i, j] of [
      [0, 0],
      [30, 40],
      [59, 10],
    ]) {
      const expected = (1 - 0.8 * u(i, 60) ** 2) * (1 - 0.5 * u(j, 80) ** 2);
      expect(at(image, i, j)).toBeCloseTo(expected, 6);
    }
  });

  it('shows a mesh of the given period, depth and direction', () => {
    const image = transmissionOf([{ kind: 'mesh', periodPixels: 7, depth: 0.4, rotationDeg: 25 }]);
    const wave = (2 * Math.PI) / 7;
    const turn = radiansOf(25);
    for (const [i, j] of [
      [0, 0],
      [3, 50],
      [41, 17],
      [59, 79],
    ]) {
      const along = Math.cos(wave * (i * Math.cos(turn) + j * Math.sin(turn)));
      const across = Math.cos(wave * (j * Math.cos(turn) - i * Math.sin(turn)));
      expect(at(image, i, j)).toBeCloseTo(1 - 0.1 * (2 + along + across), 5);
    }
    expect(Math.min(...image)).toBeGreaterThanOrEqual(0.6 - 1e-6);
  });

  it('darkens the corners of a vignetted frame by its depth, the centre not at all', () => {
    const image = transmissionOf([{ kind: 'vignette', depth: 0.6 }]);
    expect(at(image, 0, 0)).toBeCloseTo(0.4, 1);
    expect(at(image, 30, 40)).toBeCloseTo(1, 3);
  });

  it('cuts a trapezoid and a bent edge where they are, and nothing else', () => {
    const trapezoid = transmissionOf([
      { kind: 'border', left: 0.1, right: 0.2, bottom: 0.1, top: 0, slope: 0.1 },
    ]);
    // Width 0.7 − 0.2 e over the energies e from 0.1 to 1.
    expect(openShare(trapezoid)).toBeCloseTo(0.7 * 0.9 - 0.1 * (1 - 0.01), 1);
    expect(at(trapezoid, 2, 40)).toBe(0);
    expect(at(trapezoid, 30, 40)).toBe(1);
    const bent = transmissionOf([{ kind: 'curved-border', left: 0.05, right: 0.05, bow: 0.1 }]);
    const openIn = (i: number): number =>
      Array.from(bent.subarray(i * 80, (i + 1) * 80)).filter((value) => value > 0).length;
    expect(openIn(30)).toBe(72);
    expect(openIn(0)).toBeLessThanOrEqual(58);
  });

  it('leaves the area of an ellipse open in an aperture', () => {
    const image = transmissionOf([{ kind: 'aperture', energyRadius: 0.8, angleRadius: 0.6 }]);
    expect(openShare(image)).toBeCloseTo((Math.PI / 4) * 0.8 * 0.6, 2);
    expect(
      isWithinEdges([{ kind: 'aperture', energyRadius: 0.8, angleRadius: 0.6 }], 0.5, 0.5),
    ).toBe(true);
    expect(
      isWithinEdges([{ kind: 'aperture', energyRadius: 0.8, angleRadius: 0.6 }], 0.95, 0.45),
    ).toBe(false);
  });

  it('ramps the exposure of a swept window at its ends', () => {
    const image = transmissionOf([{ kind: 'swept-edges', low: 0.5, high: 0.1 }]);
    expect(at(image, 14, 7)).toBeCloseTo(14.5 / 30, 5);
    expect(at(image, 40, 7)).toBe(1);
    expect(at(image, 59, 7)).toBeCloseTo(0.5 / 6, 5);
  });

  it('gives strips their own gain, by seed', () => {
    const strips = (seed: number): Float32Array =>
      transmissionOf([{ kind: 'gain-steps', along: 'angle', count: 4, depth: 0.1, seed }]);
    const image = strips(3);
    expect(at(image, 0, 0)).toBe(at(image, 50, 19));
    expect(new Set(image).size).toBe(4);
    expect(strips(3)).toEqual(image);
    expect(strips(4)).not.toEqual(image);
    const lines = transmissionOf([
      { kind: 'gain-steps', along: 'energy', count: 60, depth: 0.1, seed: 3 },
    ]);
    expect(new Set(lines).size).toBe(60);
    expect(at(lines, 5, 0)).toBe(at(lines, 5, 79));
  });
});

describe('marks on the picture', () => {
  it('bend a level at constant energy into a parabola', () => {
    const image = new Float32Array(60 * 80);
    image.fill(1, 30 * 80, 31 * 80);
    const total = image.reduce((sum, value) => sum + value, 0);
    const artefacts: DetectorArtefact[] = [{ kind: 'bowed-energies', shift: 0.1 }];
    bowEnergies({ artefacts, sampling: window }, image, new Float32Array(image.length));
    const centreOf = (j: number): number => {
      let sum = 0;
      for (let i = 0; i < 60; i++) sum += i * at(image, i, j);
      return sum;
    };
    for (const j of [0, 20, 40, 79]) {
      const u = (2 * (j + 0.5)) / 80 - 1;
      expect(centreOf(j)).toBeCloseTo(30 + 6 * u * u, 4);
    }
    expect(image.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 3);
  });

  it('put a streak of the given strength along its line', () => {
    const image = new Float32Array(60 * 80);
    addStrayLines(
      [{ kind: 'stray-line', start: 0.2, end: 0.6, width: 0.01, strength: 2 }],
      sampling,
      0.5,
      image,
    );
    for (const i of [5, 30, 55]) {
      const row = Array.from(image.subarray(i * 80, (i + 1) * 80));
      const middle = (0.2 + (0.4 * (i + 0.5)) / 60) * 80 - 0.5;
      expect(Math.abs(row.indexOf(Math.max(...row)) - middle)).toBeLessThanOrEqual(0.51);
      expect(Math.max(...row)).toBeGreaterThan(0.6);
      expect(Math.max(...row)).toBeLessThanOrEqual(1);
      expect(row[79]).toBe(0);
    }
  });

  it('compress high rates: half the highest rate at strength 1', () => {
    const image = Float32Array.of(0, 1, 5, 10);
    saturate(image, 1, 10);
    expect(Array.from(image)).toEqual([0, Math.fround(1 / 1.1), Math.fround(5 / 1.5), 5]);
    const linear = Float32Array.of(3, 7);
    saturate(linear, 0, 7);
    expect(Array.from(linear)).toEqual([3, 7]);
  });
});
