import { NEGATIVE_KINDS } from '#core/simulate/negatives';
import { loadQualityModel, type EnginePreference } from '#model/quality-model';
import { judgeAlignment } from './alignment-set';
import type { Judging } from './judged-set';
import { judgeLadders, ladderSpectra } from './ladder-set';
import { judgeNegatives } from './negative-set';
import { judgePublished } from './published-set';
import { judgeRealLadders, realLadderSpectra, type RealBands } from './real-ladder-set';
import { SCENE_POINTS } from './scene-point';
import { judgeScenes } from './scene-set';
import type { EvaluationRow, ModelCard } from '#model/model-card';
import { PROFILE_NAMES } from '#model/output-layout';
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
}

/** What the requirements are stated for. */
export const FULL_EVALUATION: EvaluationSizes = {
  published: 2000,
  alignment: 2000,
  ladderBases: 200,
  scenes: 20,
  negativesPerKind: 40,
};

/** Enough to see that every figure can be had; too little to rank models by. */
export const QUICK_EVALUATION: EvaluationSizes = {
  published: 60,
  alignment: 40,
  ladderBases: 4,
  scenes: 1,
  negativesPerKind: 3,
};

/** Seconds that one spectrum of a part takes, relative to one of the published set. */
const COSTS = { published: 1, negatives: 0.5, alignment: 2, ladders: 0.7, real: 1.5, scenes: 0.5 };

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

function partsOf(sizes: EvaluationSizes, bands: RealBands): Part[] {
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
      name: 'scenes',
      spectra: scenes * SCENE_POINTS,
      judge: (judging) => judgeScenes(judging, scenes),
    },
    {
      name: 'negatives',
      spectra: PROFILE_NAMES.length * negativesPerKind * NEGATIVE_KINDS.length,
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
  const bands: RealBands = options.realBands ?? {
    kind: 'absent',
    reason: 'no measured spectra were given',
  };
  const engine = await loadQualityModel(options);
  const source = createSampleSource(options.workers ?? 2);
  const parts = partsOf(sizes, bands);
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
