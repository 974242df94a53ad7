import { setImmediate as nextTurn } from 'node:timers/promises';
import { benchmarkParts, type BenchmarkParts, type BenchmarkSettings } from '#core/benchmark/bms';
import type { ComponentProbabilities } from '#core/quality/types';
import type { QualityModel } from '#model/quality-model';
import { prepareSpectrum, spectrumScalars } from '#model/preprocess';
import type { Spectrum } from '#shared/spectrum';
import type { ArrivedFrame } from './frames/frame-reader';
import type { NetworkInputs, ScoreScale } from './point-store';
import type { MeasuredIntensity } from './window-intensity';

/** What the engine needs of a loaded model. */
export type SpectrumScorer = Pick<QualityModel, 'label' | 'embed' | 'predict' | 'dispose'> & {
  card: { name: string; hash: string; architecture: { inputSize: number } };
};

/** Benchmark settings with the number they go by. */
export interface VersionedBenchmark extends BenchmarkSettings {
  version: number;
}

/** A frame with everything measured on it; the spectrum itself is gone. */
export interface ScoredFrame {
  arrived: Omit<ArrivedFrame, 'frame'>;
  motors: ArrivedFrame['frame']['motors'];
  measuredAt: string | null;
  inputs: NetworkInputs;
  embedding: Float32Array;
  probabilities: ComponentProbabilities;
  scale: ScoreScale;
  /** Null while nothing tells what to measure with. */
  benchmark: { version: number; parts: BenchmarkParts } | null;
  /** Null where no window is marked on the spectrum. */
  intensity: MeasuredIntensity | null;
}

interface ScoringQueueOptions {
  scorer: SpectrumScorer;
  /** Benchmark settings in force. */
  benchmark: () => VersionedBenchmark | null;
  /** Intensity in the window marked on the spectrum. */
  intensity: (spectrum: Spectrum) => MeasuredIntensity | null;
  /** The scale once a spectrum of this total is part of the scan. */
  scaleWith: (totalCounts: number) => ScoreScale;
  onScored: (frames: ScoredFrame[]) => void;
}

type PreparedFrame = Omit<ScoredFrame, 'embedding' | 'probabilities' | 'scale'> & {
  image: Float32Array;
};

/** Most frames that go through the network together. */
const LARGEST_BATCH = 16;

/**
 * From frames to scores. Frames are prepared and measured as they come. An idle network takes
 * each at once; what arrives while it is busy goes together, so that at most two batches of
 * small images are in memory.
 */
export class ScoringQueue {
  private batch: PreparedFrame[] = [];
  private busy = false;
  private inFlight: Promise<void> = Promise.resolve();

  constructor(private readonly options: ScoringQueueOptions) {}

  /** Takes a frame; resolves when there is room for the next. Rejects where the network fails. */
  async add({ frame, ...arrived }: ArrivedFrame): Promise<void> {
    const { spectrum, motors, measuredAt } = frame;
    const settings = this.options.benchmark();
    const { inputSize } = this.options.scorer.card.architecture;
    const { image, ...inputs } = prepareSpectrum(spectrum, inputSize);
    this.batch.push({
      arrived,
      motors,
      measuredAt,
      inputs,
      image,
      benchmark: settings && {
        version: settings.version,
        parts: benchmarkParts(spectrum, settings),
      },
      intensity: this.options.intensity(spectrum),
    });
    if (!this.busy || this.batch.length >= LARGEST_BATCH) await this.startBatch();
    // Lets commands and events through between two frames of a long file.
    await nextTurn();
  }

  /** Scores all that was taken. */
  async drain(): Promise<void> {
    await this.startBatch();
    await this.inFlight;
  }

  private async startBatch(): Promise<void> {
    const batch = this.batch;
    this.batch = [];
    await this.inFlight;
    if (batch.length === 0) return;
    this.busy = true;
    this.inFlight = this.score(batch).finally(() => (this.busy = false));
    // Whoever waits for it next gets the error; nobody may be waiting yet.
    this.inFlight.catch(() => undefined);
  }

  private async score(batch: PreparedFrame[]): Promise<void> {
    const { scorer, scaleWith, onScored } = this.options;
    const largest = Math.max(...batch.map(({ inputs }) => inputs.totalCounts));
    const embeddings = await scorer.embed(batch.map(({ image }) => image));
    const scale = scaleWith(largest);
    const probabilities = await predictWith(
      scorer,
      embeddings,
      batch.map(({ inputs }) => inputs),
      scale,
    );
    onScored(
      batch.map(({ image: _, ...frame }, i) => ({
        ...frame,
        embedding: embeddings[i],
        probabilities: probabilities[i],
        scale,
      })),
    );
  }
}

/** The network's second half: embeddings and calibrated numbers to component probabilities. */
export function predictWith(
  scorer: SpectrumScorer,
  embeddings: Float32Array[],
  inputs: readonly NetworkInputs[],
  { fullScoreCounts, labelProfile }: ScoreScale,
): Promise<ComponentProbabilities[]> {
  // Counts compare with the scan's own largest, so what a count is in electrons cancels out.
  const calibration = { fullScoreCounts, gain: 1 };
  return scorer.predict(
    embeddings,
    inputs.map((numbers) => spectrumScalars(numbers, calibration)),
    labelProfile,
  );
}
