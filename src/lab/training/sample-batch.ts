import type { ProfileName } from '#core/quality/profiles';

/** Simulated spectra in the form the network is fed, packed for transfer between threads. */
export interface SampleBatch {
  count: number;
  /** count × inputSize × inputSize, whitened. */
  images: Float32Array<ArrayBuffer>;
  /** count × SCALAR_NAMES.length. */
  scalars: Float32Array<ArrayBuffer>;
  /** count × OUTPUT_SIZE, in the layout of the logits. */
  targets: Float32Array<ArrayBuffer>;
  /** count × SCENE_DETAILS.length for scenes, empty for the other sets. */
  details: Float32Array<ArrayBuffer>;
}

/**
 * `training`: the augmented mixture. `published`, `negatives`, `measured-negatives`, `alignment`: plain
 * spectra at the published native sampling. `ladders`: spectra that get worse step by step.
 * `scenes`: the points of simulated scans, without targets. Targets hold the labels of both
 * profiles.
 */
export type SampleSet =
  | 'training'
  | 'published'
  | 'alignment'
  | 'ladders'
  | 'negatives'
  | 'measured-negatives'
  | 'scenes';

/** Training, validation and the fixed evaluation set never share a random stream. */
export type SamplePurpose = 'training' | 'validation' | 'evaluation';

/** Spectra to simulate: `count` of them from index `first` of a set; the same request, same bits. */
export interface SampleRequest {
  set: SampleSet;
  purpose: SamplePurpose;
  seed: number;
  first: number;
  count: number;
  inputSize: number;
  /** Leaves out eV and degrees per pixel. */
  withoutScales?: boolean;
  /** Balances the scores of this profile within the request, which then is a unit of its own. */
  balance?: ProfileName;
}

/** Where samples come from: worker threads, or this thread. */
export interface SampleSource {
  /** What the source is, for the log. */
  readonly label: string;
  simulate(request: SampleRequest): Promise<SampleBatch>;
  dispose(): Promise<void>;
}
