import { loadQualityModel, type EnginePreference } from '#model/quality-model';
import { judgeAlignment } from './alignment-set';
import type { Judging } from './judged-set';
import { judgeLadders, ladderSpectra } from './ladder-set';
import { judgeNegatives, negativeSpectra } from './negative-set';
import { judgeMeasured, measuredFramesJudged } from './measured/judge-measured';
import type { MeasuredFrames } from './measured/measured-frames';
import { judgePublished } from './published-set';
import { judgeRealLadders, realLadderSpectra, type RealBands } from './real-ladder-set';
import { SCENE_POINTS } from './scene-point';
import { judgeScenes } from './scene-set';
import type { EvaluationRow, ModelCard } from '#model/model-card';
import { createSampleSource } from '../training/sample-source';

/** How much is simulated for an evaluation. */
export interface EvaluationSizes {
  /** Spectra of the published and of the alignment distribution, at the native 532 × 454. */
  published: number;
  alignment: number;
  /** Spectra that are degraded in every way. */
  ladderBases: number;
  /** Scans of 25 × 25 points. */
  scenes: number;
  /** Frames of every kind of negative. */
  negativesPerKind: number;
  /** Measured bands of which rasters are made, and rasters of every kind of each. */
  measuredBands: number;
  rasterSeeds: number;
}

/** What the requirements are stated for. */
export const FULL_EVALUATION: EvaluationSizes = {
  published: 2000,
  alignment: 2000,
  ladderBases: 200,
  scenes: 20,
  negativesPerKind: 40,
  measuredBands: Infinity,
  rasterSeeds: 2,
};

/** Enough to see that every figure can be had; too little to rank models by. */
export const QUICK_EVALUATION: EvaluationSizes = {
  published: 60,
  alignment: 40,
  ladderBases: 4,
  scenes: 1,
  negativesPerKind: 3,
  measuredBands: 1,
  rasterSeeds: 1,
};

/** Seconds that one spectrum of a part takes, relative to one of the published set. */
const COSTS = {
  published: 1,
  negatives: 0.5,
  alignment: 2,
  ladders: 0.7,
  real: 1.5,
  measured: 0.8,
  scenes: 0.5,
};
/** Parts that judge by measured spectra. */
const MEASURED_PARTS: readonly string[] = ['real', 'measured'];

export interface EvaluationProgress {
  /** Share of the expected work that is done, 0 … 1. */
  share: number;
  /** What is being judged. */
  part: string;
}

export interface EvaluationOptions {
  modelDirectory: string;
  prefer?: EnginePreference;
  sizes?: EvaluationSizes;
  /** Measured spectra to build ladders from; reading them is the caller's part. */
  realBands?: RealBands;
  /** Measured spectra for the other sets of them, likewise. */
  measured?: MeasuredFrames;
  /** Judges by measured spectra alone. */
  onlyMeasured?: boolean;
  /** Threads that simulate. */
  workers?: number;
  onProgress?(progress: EvaluationProgress): void;
  signal?: AbortSignal;
}

export interface Evaluation {
  /** Model and engine the figures belong to. */
  model: Pick<ModelCard, 'name' | 'version' | 'hash'> & { engine: string };
  rows: EvaluationRow[];
}

interface Part {
  name: keyof typeof COSTS;
  spectra: number;
  judge(judging: Judging): Promise<EvaluationRow[]>;
}

function partsOf(sizes: EvaluationSizes, bands: RealBands, measured: MeasuredFrames): Part[] {
  const { published, alignment, ladderBases, scenes, negativesPerKind } = sizes;
  return [
    {
      name: 'published',
      spectra: published,
      judge: (judging) => judgePublished(judging, published),
    },
    {
      name: 'alignment',
      spectra: alignment,
      judge: (judging) => judgeAlignment(judging, alignment),
    },
    {
      name: 'ladders',
      spectra: ladderSpectra(ladderBases),
      judge: (judging) => judgeLadders(judging, ladderBases),
    },
    {
      name: 'real',
      spectra: realLadderSpectra(bands),
      judge: (judging) => judgeRealLadders(judging, bands),
    },
    {
      name: 'measured',
      spectra: measuredFramesJudged(measured, sizes),
      judge: (judging) => judgeMeasured(judging, measured, sizes),
    },
    {
      name: 'scenes',
      spectra: scenes * SCENE_POINTS,
      judge: (judging) => judgeScenes(judging, scenes),
    },
    {
      name: 'negatives',
      spectra: negativeSpectra(negativesPerKind),
      judge: (judging) => judgeNegatives(judging, negativesPerKind),
    },
  ];
}

/**
 * Judges a model by every figure of its requirements, at fixed seeds that training never sees.
 * Rows hold the figure, what always predicting the median (or the commonest class, or the
 * benchmark score) gives, what must be reached and what is aimed at. Errors: those of
 * `loadQualityModel`, and cancelled.
 */
export async function evaluateModel(options: EvaluationOptions): Promise<Evaluation> {
  const { sizes = FULL_EVALUATION, signal, onProgress } = options;
  const absent = { kind: 'absent', reason: 'no measured spectra were given' } as const;
  const { realBands = absent, measured = absent, onlyMeasured = false } = options;
  const engine = await loadQualityModel(options);
  const source = createSampleSource(options.workers ?? 2);
  const parts = partsOf(sizes, realBands, measured).filter(
    ({ name }) => !onlyMeasured || MEASURED_PARTS.includes(name),
  );
  const work = parts.reduce((sum, { name, spectra }) => sum + COSTS[name] * spectra, 0);
  let done = 0;
  try {
    const rows: EvaluationRow[] = [];
    for (const { name, judge } of parts) {
      const onJudged = (spectra: number) => {
        done += COSTS[name] * spectra;
        onProgress?.({ share: done / work, part: name });
      };
      rows.push(...(await judge({ engine, source, signal, onJudged })));
    }
    const { name, version, hash } = engine.card;
    return { model: { name, version, hash, engine: engine.label }, rows };
  } finally {
    await source.dispose();
    await engine.dispose();
  }
}
