import { createPointBatch, type PointBatch } from '#shared/points';
import { quantityNames } from '#shared/quantities';
import { defaultSessionSettings, type Derived, type ScanStatus, type Snapshot } from '#shared/scan';
import type { SpectrumView } from '#shared/spectrum-view';

/** Points of one line, 1 mm apart, all of whose quantities are `score`. */
function points(scores: readonly number[]): PointBatch {
  const batch = createPointBatch(scores.length);
  batch.fileNames = ['scan.nxs'];
  scores.forEach((score, id) => {
    batch.ids[id] = batch.frames[id] = batch.x[id] = id;
    batch.y[id] = 0;
    batch.arrivedAt[id] = 1_700_000_000_000 + id;
    for (const name of quantityNames) batch.quantities[name][id] = score;
  });
  return batch;
}

const derived: Derived = {
  axes: { x: { name: 'sax', unit: 'mm' }, y: { name: 'say', unit: 'mm' } },
  step: { x: 1, y: 1 },
  regular: true,
  normalisation: null,
  fullScoreCounts: 1e5,
  mdcWindow: null,
  benchmark: null,
  regions: [],
  domains: [],
  bestSpots: [],
  noSpotReason: null,
};

/** An open scan with a point for each score. */
export function scanSnapshot(
  scores: readonly number[],
  { status, ...more }: Partial<Omit<Snapshot, 'status'>> & { status?: Partial<ScanStatus> } = {},
): Snapshot {
  return {
    status: {
      phase: 'live',
      sourcePath: '/scan.nxs',
      sourceName: 'scan.nxs',
      sourceKind: 'file',
      sessionId: 'session',
      format: 'NeXus',
      arrived: scores.length,
      scored: scores.length,
      failed: 0,
      expected: null,
      secondsPerPoint: null,
      secondsLeft: null,
      latencyMs: null,
      lastPointAt: null,
      engine: 'scripted',
      model: { name: 'scripted', hash: '0'.repeat(64) },
      error: null,
      ...status,
    },
    settings: defaultSessionSettings,
    points: points(scores),
    derived,
    failures: [],
    warnings: [],
    judgements: [],
    meanProgress: null,
    ...more,
  };
}

/** The spectrum of a point, with the parts of its score. */
export function spectrumOf(pointId: number, more: Partial<SpectrumView> = {}): SpectrumView {
  return {
    pointId,
    reference: { file: 'scan.nxs', frame: pointId },
    energy: { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.1, count: 20 },
    angle: { name: 'Angle', unit: 'deg', start: -1, step: 0.1, count: 21 },
    intensity: Float32Array.from({ length: 420 }, (_, pixel) => pixel % 21),
    totalCounts: 1000 + pointId,
    maximumCounts: 20,
    motors: [],
    measuredAt: null,
    assessment: {
      expectation: 7,
      median: 7,
      standardDeviation: 0.5,
      expectedPenalty: { sharpness: 1, signalToBackground: 1, counts: 1, feature: 0, combined: 0 },
      expectedBonus: 0,
      probabilities: {
        sharpness: [1, 0, 0, 0, 0, 0],
        signalToBackground: [1, 0, 0, 0, 0, 0],
        counts: [1, 0, 0, 0, 0, 0, 0],
        featureMissing: 0,
        lowSignalAndCounts: 0,
      },
    },
    benchmark: null,
    mdcFit: null,
    mdcFitFailure: null,
    notes: [],
    ...more,
  };
}
