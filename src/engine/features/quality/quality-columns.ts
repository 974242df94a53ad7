import { BRACKET_COUNT, COUNT_CLASS_COUNT, type GradedProbabilities } from '#core/quality/types';
import type { PreparedSpectrum } from '#model/preprocess';
import { labelProfileNames, type LabelProfileName } from '#shared/labels';
import { float32Column, float64Column, uint32Column } from '../../points/columns';
import type { PointStore } from '../../points/point-store';

const FLAGS_AT = 2 * BRACKET_COUNT + COUNT_CLASS_COUNT;
const GRADES_AT = FLAGS_AT + 2;
export const PROBABILITY_COUNT = GRADES_AT + 2;
export const INPUT_COUNT = 7;

/** What the network's output for a point was asked for. */
export interface ScoreScale {
  /** Counts that earn the full N score. */
  fullScoreCounts: number;
  labelProfile: LabelProfileName;
}

/**
 * Numbers of a prepared spectrum that the calibration acts on; the image itself is not kept. The
 * evidence is NaN for points of sessions from before there was any.
 */
export type NetworkInputs = Omit<PreparedSpectrum, 'image'>;

/** What the network said of each point, and on which scale. */
export class QualityColumns {
  private readonly own;
  /** Hashes of the models that points were scored with; the first is the one in use. */
  private readonly models: string[];

  constructor(
    points: PointStore,
    readonly model: string,
  ) {
    this.models = [model];
    this.own = {
      inputs: points.attach(float64Column(INPUT_COUNT)),
      probabilities: points.attach(float32Column(PROBABILITY_COUNT)),
      fullScoreCounts: points.attach(float64Column()),
      /** Index into `labelProfileNames`. */
      labelProfile: points.attach(uint32Column()),
      /** Index into `models`, plus one; 0 for a point without a score. */
      model: points.attach(uint32Column()),
      /** 1 where the image's embedding by the model in use is on the disk, or believed to be. */
      isEmbedded: points.attach(uint32Column()),
    };
  }

  /** Hash of the model behind a point's score; null where it has none. */
  modelOf(id: number): string | null {
    return this.models[this.own.model.data[id] - 1] ?? null;
  }

  /** True for a score of the model in use. */
  isOfModel(id: number): boolean {
    return this.own.model.data[id] === 1;
  }

  isEmbedded(id: number): boolean {
    return this.own.isEmbedded.data[id] === 1;
  }

  setEmbedded(id: number, isEmbedded: boolean): void {
    this.own.isEmbedded.data[id] = Number(isEmbedded);
  }

  setInputs(id: number, inputs: NetworkInputs): void {
    this.own.inputs
      .row(id)
      .set([
        inputs.totalCounts,
        inputs.meanCounts,
        inputs.maxCounts,
        inputs.energyPerPixelEv ?? NaN,
        inputs.anglePerPixelDeg ?? NaN,
        inputs.evidence,
        inputs.evidenceDeviation,
      ]);
  }

  inputs(id: number): NetworkInputs {
    return inputsOf(this.own.inputs.row(id));
  }

  setProbabilities(
    id: number,
    p: GradedProbabilities,
    scale: ScoreScale,
    model = this.model,
  ): void {
    const row = this.own.probabilities.row(id);
    row.set(Array.from(p.sharpness), 0);
    row.set(Array.from(p.signalToBackground), BRACKET_COUNT);
    row.set(Array.from(p.counts), 2 * BRACKET_COUNT);
    row[FLAGS_AT] = p.featureMissing;
    row[FLAGS_AT + 1] = p.lowSignalAndCounts;
    row[GRADES_AT] = p.sharpnessGrade;
    row[GRADES_AT + 1] = p.signalToBackgroundGrade;
    this.own.fullScoreCounts.data[id] = scale.fullScoreCounts;
    this.own.labelProfile.data[id] = labelProfileNames.indexOf(scale.labelProfile);
    let index = this.models.indexOf(model);
    if (index < 0) index = this.models.push(model) - 1;
    this.own.model.data[id] = index + 1;
  }

  /** The scale that a point's probabilities are on. */
  scale(id: number): ScoreScale {
    return {
      fullScoreCounts: this.own.fullScoreCounts.data[id],
      labelProfile: labelProfileNames[this.own.labelProfile.data[id]],
    };
  }

  /** The network's output for a point. Its lists are views. */
  probabilities(id: number): GradedProbabilities {
    return componentsOf(this.probabilityRow(id));
  }

  probabilityRow(id: number): Float32Array {
    return this.own.probabilities.row(id);
  }

  inputRow(id: number): Float64Array {
    return this.own.inputs.row(id);
  }
}

/** A stored row as the components it is made of. Lists of a typed array are views. */
export function componentsOf(row: Float32Array): GradedProbabilities {
  return {
    sharpness: row.subarray(0, BRACKET_COUNT),
    signalToBackground: row.subarray(BRACKET_COUNT, 2 * BRACKET_COUNT),
    counts: row.subarray(2 * BRACKET_COUNT, FLAGS_AT),
    featureMissing: row[FLAGS_AT],
    lowSignalAndCounts: row[FLAGS_AT + 1],
    sharpnessGrade: row[GRADES_AT],
    signalToBackgroundGrade: row[GRADES_AT + 1],
  };
}

/** A stored row as the numbers it is made of. */
export function inputsOf(row: ArrayLike<number>): NetworkInputs {
  return {
    totalCounts: row[0],
    meanCounts: row[1],
    maxCounts: row[2],
    energyPerPixelEv: Number.isNaN(row[3]) ? null : row[3],
    anglePerPixelDeg: Number.isNaN(row[4]) ? null : row[4],
    evidence: row[5],
    evidenceDeviation: row[6],
  };
}
