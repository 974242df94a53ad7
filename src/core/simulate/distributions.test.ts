import { describe, expect, it } from 'vitest';
import { labelOf, publishedWeights } from '#core/quality/label';
import { labelStatistics } from '#core/quality/label-statistics';
import { LABEL_PROFILES, profileLabel } from '#core/quality/profiles';
import type { QualityLabel } from '#core/quality/types';
import { drawSpectrumParameters } from './distributions';
import { drawNegative, NEGATIVE_KINDS } from './negatives';
import type { DetectorArtefact, SpectrumParameters } from './parameters';
import { createRandom } from './random';
import { expectedComponents } from './spectrum';

describe('published draws', () => {
  it('have the label statistics measured on the published ranges', () => {
    const sampling = { energyCount: 96, angleCount: 96 };
    const root = createRandom(20_240_601);
    const labels: QualityLabel[] = Array.from({ length: 1500 }, (_, label) =>
      labelOf(expectedComponents(drawSpectrumParameters('published', root.fork(label), sampling)), {
        weights: publishedWeights,
        angleCount: sampling.angleCount,
      }),
    );
    const share = (test: (label: QualityLabel) => boolean): number =>
      labels.filter(test).length / labels.length;
    const { mean, median, standardDeviation, medianPredictorError } = labelStatistics(labels);
    // simulator-reference: mean 6.2, median 6.6, SD 2.1, median predictor 1.57.
    expect(Math.abs(mean - 6.2)).toBeLessThan(0.4);
    expect(Math.abs(median - 6.6)).toBeLessThan(0.25);
    expect(Math.abs(standardDeviation - 2.1)).toBeLessThan(0.25);
    expect(Math.abs(medianPredictorError - 1.57)).toBeLessThan(0.2);
    // F below its threshold in about 5 %, S in its second bracket in 58 %, B above 0.9 in 9 %.
    expect(Math.abs(share((label) => label.featureMissing) - 0.05)).toBeLessThan(0.035);
    expect(Math.abs(share((label) => label.sharpnessBracket === 1) - 0.58)).toBeLessThan(0.05);
    expect(share((label) => label.sharpnessBracket > 1)).toBe(0);
    expect(Math.abs(share((label) => label.signalToBackgroundBracket === 0) - 0.09)).toBeLessThan(
      0.03,
    );
    const counts = [0, 11, 23, 22, 23, 21].map((percent) => percent / 100);
    counts.forEach((expected, countClass) => {
      const found = share((label) => label.countClass === countClass);
      expect(Math.abs(found - expected)).toBeLessThan(0.04);
    });
  });

  it('are the same for the same stream and differ between streams', () => {
    const sampling = { energyCount: 32, angleCount: 32 };
    const draw = (label: number): string =>
      JSON.stringify(drawSpectrumParameters('published', createRandom(3).fork(label), sampling));
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
  });
});

describe('negatives', () => {
  it.each(NEGATIVE_KINDS)('label a frame of the kind %s as worthless', (kind) => {
    const sampling = { energyCount: 40, angleCount: 50 };
    const root = createRandom(77);
    for (let label = 0; label < 20; label++) {
      const { spectrum, components } = drawNegative(root.fork(label), sampling, kind);
      expect(spectrum.counts.every((count) => count >= 0 && Number.isFinite(count))).toBe(true);
      const { score } = labelOf(components, { weights: publishedWeights, angleCount: 50 });
      expect(score).toBe(0);
      if (kind === 'empty') expect(spectrum.counts.every((count) => count === 0)).toBe(true);
    }
  });

  it('cover noise from nothing to ten million counts', () => {
    const root = createRandom(5);
    const totals = Array.from({ length: 200 }, (_, label) =>
      drawNegative(
        root.fork(label),
        { energyCount: 30, angleCount: 30 },
        'uniform-noise',
      ).spectrum.counts.reduce((sum, count) => sum + count, 0),
    );
    expect(Math.min(...totals)).toBeLessThan(2);
    expect(Math.max(...totals)).toBeGreaterThan(1e6);
    expect(Math.max(...totals)).toBeLessThanOrEqual(1e7);
  });
});

describe('alignment draws', () => {
  const profile = LABEL_PROFILES.alignment;
  const sampling = { energyCount: 64, angleCount: 64 };
  const labelled = (parameters: SpectrumParameters): QualityLabel =>
    profileLabel(profile, expectedComponents(parameters, profile), sampling.angleCount);

  it('reach every score, each component mattering to the label', () => {
    const root = createRandom(31);
    const labels = Array.from({ length: 900 }, (_, label) =>
      labelled(drawSpectrumParameters('alignment', root.fork(label), sampling)),
    );
    const { histogram, varianceExplained } = labelStatistics(labels);
    expect(histogram.every((spectra) => spectra > 0)).toBe(true);
    expect(varianceExplained.sharpness).toBeGreaterThan(0.15);
    expect(varianceExplained.signalToBackground).toBeGreaterThan(0.15);
    expect(varianceExplained.counts).toBeGreaterThan(0.15);
  });

  it('score no better under any single degradation', () => {
    const root = createRandom(12);
    for (let label = 0; label < 60; label++) {
      const base = drawSpectrumParameters('alignment', root.fork(label), sampling);
      const { score } = labelled(base);
      const { background, domains } = base;
      const flake = { weight: 0.6, polarOffsetDeg: 2, tiltOffsetDeg: 1, azimuthOffsetDeg: 6 };
      const worse: SpectrumParameters[] = [
        { ...base, background: { ...background, flat: background.flat + 0.4 } },
        { ...base, background: { ...background, shirley: background.shirley + 0.4 } },
        { ...base, counting: { kind: 'fixed-count', electronCount: 50 } },
        { ...base, energyResolutionEv: base.energyResolutionEv + 0.1 },
        { ...base, temperatureK: base.temperatureK + 200 },
        { ...base, angleResolutionDeg: base.angleResolutionDeg + 0.8 },
        { ...base, domains: [...domains, flake] },
        { ...base, signalAmplitude: 0.5 },
      ];
      for (const parameters of worse) {
        expect(labelled(parameters).score).toBeLessThanOrEqual(score);
      }
    }
  });

  it('keep their label whatever the detector does to the picture alone', () => {
    const root = createRandom(13);
    const marks: DetectorArtefact[] = [
      { kind: 'mesh', periodPixels: 5, depth: 0.3, rotationDeg: 20 },
      { kind: 'vignette', depth: 0.8 },
      { kind: 'swept-edges', low: 0.3, high: 0.2 },
      { kind: 'gain-steps', along: 'angle', count: 7, depth: 0.2, seed: 4 },
      { kind: 'stray-line', start: 0.05, end: 0.02, width: 0.006, strength: 2 },
      { kind: 'dead-pixels', count: 5 },
      { kind: 'hot-pixels', count: 3, counts: 100 },
    ];
    for (let label = 0; label < 30; label++) {
      const drawn = drawSpectrumParameters('alignment', root.fork(label), sampling);
      const plain = { ...drawn, artefacts: [] };
      for (const mark of marks) {
        const marked = { ...plain, artefacts: [mark] };
        expect(expectedComponents(marked, profile)).toEqual(expectedComponents(plain, profile));
      }
      const hidden: DetectorArtefact = {
        kind: 'border',
        left: 0.5,
        right: 0.5,
        bottom: 0,
        top: 0,
        slope: 0,
      };
      expect(labelled({ ...plain, artefacts: [hidden] }).score).toBe(0);
      const saturated = { ...plain, artefacts: [{ kind: 'saturation' as const, strength: 2 }] };
      expect(expectedComponents(saturated, profile).signalToBackground).toBeLessThanOrEqual(
        expectedComponents(plain, profile).signalToBackground,
      );
    }
  });
});

describe('extended draws', () => {
  it('give kinks, symmetric matrix elements and rotational domains a place in valid spectra', () => {
    const sampling = { energyCount: 48, angleCount: 40 };
    const root = createRandom(8);
    const drawn = Array.from({ length: 60 }, (_, label) =>
      drawSpectrumParameters('extended', root.fork(label), sampling),
    );
    const bands = drawn.flatMap(({ material }) =>
      material.kind === 'tight-binding' ? material.bands : [],
    );
    const forms = new Set(bands.map(({ selfEnergy }) => selfEnergy.kink?.form));
    expect(forms).toEqual(new Set([undefined, 'kramers-kronig', 'published']));
    for (const { latticeModulation } of bands) {
      const depths = latticeModulation?.depths ?? [];
      const size = depths.reduce((sum, depth) => sum + Math.abs(depth), 0);
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(1);
    }
    expect(drawn.some(({ domains }) => Math.abs(domains.at(-1)?.azimuthOffsetDeg ?? 0) > 15)).toBe(
      true,
    );
    for (const parameters of drawn) {
      const { feature, sharpness, signalToBackground } = expectedComponents(
        parameters,
        LABEL_PROFILES.alignment,
      );
      for (const value of [feature, sharpness, signalToBackground]) {
        expect(Number.isFinite(value) && value >= 0).toBe(true);
      }
    }
  });
});
