import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { OUTPUT_SIZE } from './output-layout';
import { SCALAR_NAMES } from './preprocess';
import type { Tensorflow } from './tensorflow';

/** The network in its two graphs: image → embedding, and embedding + scalars → logits. */
export interface QualityNetwork {
  trunk: LayersModel;
  head: LayersModel;
}

/** Everything that fixes a network's shape; stored in the model card. */
export interface ArchitectureSpec {
  name: 'compact';
  /** Edge of the square input image in pixels. */
  inputSize: number;
  /** Filters of the stem and of each residual stage; every stage but the first halves the image. */
  stemFilters: number;
  stageFilters: readonly number[];
  /** Units of the numeric branch and of the layer that joins both branches. */
  scalarUnits: number;
  jointUnits: number;
}

/** The shipped default: about 0.3 M parameters. At 128 × 128 a spectrum costs 1.8 times as much. */
export const COMPACT: ArchitectureSpec = {
  name: 'compact',
  inputSize: 96,
  stemFilters: 16,
  stageFilters: [16, 32, 64, 96],
  scalarUnits: 64,
  jointUnits: 160,
};

/** Length of the trunk's output: average and maximum of every filter of the last stage. */
export function embeddingSize(spec: ArchitectureSpec): number {
  return 2 * (spec.stageFilters.at(-1) ?? spec.stemFilters);
}

class Builder {
  private layerCount = 0;

  constructor(
    private readonly tf: Tensorflow,
    private readonly prefix: string,
    private readonly seed: number,
  ) {}

  /** Fixed names keep saved weights independent of what else the process has built. */
  private name(kind: string): string {
    this.layerCount += 1;
    return `${this.prefix}_${String(this.layerCount).padStart(2, '0')}_${kind}`;
  }

  private initializer() {
    return this.tf.initializers.heNormal({ seed: this.seed + this.layerCount });
  }

  convolution(x: SymbolicTensor, filters: number, kernelSize: number, strides: number) {
    const convolved = this.tf.layers
      .conv2d({
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias: false,
        kernelInitializer: this.initializer(),
        name: this.name('conv'),
      })
      .apply(x) as SymbolicTensor;
    return this.normalised(convolved);
  }

  normalised(x: SymbolicTensor) {
    const layer = this.tf.layers.batchNormalization({ name: this.name('norm') });
    return layer.apply(x) as SymbolicTensor;
  }

  relu(x: SymbolicTensor) {
    return this.tf.layers.reLU({ name: this.name('relu') }).apply(x) as SymbolicTensor;
  }

  dense(x: SymbolicTensor, units: number, name = this.name('dense')) {
    const layer = this.tf.layers.dense({ units, kernelInitializer: this.initializer(), name });
    return layer.apply(x) as SymbolicTensor;
  }

  concatenated(parts: SymbolicTensor[]) {
    const layer = this.tf.layers.concatenate({ name: this.name('concat') });
    return layer.apply(parts) as SymbolicTensor;
  }

  residual(x: SymbolicTensor, filters: number, strides: number) {
    const inner = this.relu(this.convolution(x, filters, 3, strides));
    const branch = this.convolution(inner, filters, 3, 1);
    const shortcut =
      strides === 1 && x.shape.at(-1) === filters ? x : this.convolution(x, filters, 1, strides);
    const sum = this.tf.layers.add({ name: this.name('add') }).apply([branch, shortcut]);
    return this.relu(sum as SymbolicTensor);
  }

  /** Average and maximum together: the mean alone misses what only a few pixels show. */
  pooled(x: SymbolicTensor) {
    const average = this.tf.layers.globalAveragePooling2d({ name: this.name('mean') });
    const maximum = this.tf.layers.globalMaxPooling2d({ name: this.name('max') });
    return this.concatenated([
      average.apply(x) as SymbolicTensor,
      maximum.apply(x) as SymbolicTensor,
    ]);
  }
}

function buildTrunk(tf: Tensorflow, spec: ArchitectureSpec, seed: number): LayersModel {
  const build = new Builder(tf, 'trunk', seed);
  const image = tf.input({ shape: [spec.inputSize, spec.inputSize, 1], name: 'image' });
  let x = build.relu(build.convolution(image, spec.stemFilters, 5, 2));
  spec.stageFilters.forEach((filters, stage) => {
    x = build.residual(x, filters, stage === 0 ? 1 : 2);
  });
  return tf.model({ inputs: image, outputs: build.pooled(x), name: 'trunk' });
}

function buildHead(tf: Tensorflow, spec: ArchitectureSpec, seed: number): LayersModel {
  const build = new Builder(tf, 'head', seed + 1000);
  const embedding = tf.input({ shape: [embeddingSize(spec)], name: 'embedding' });
  const scalars = tf.input({ shape: [SCALAR_NAMES.length], name: 'scalars' });
  const numeric = build.relu(build.dense(scalars, spec.scalarUnits));
  const both = build.concatenated([build.normalised(embedding), numeric]);
  const first = build.relu(build.dense(both, spec.jointUnits));
  const second = build.relu(build.dense(first, spec.jointUnits));
  const logits = build.dense(build.concatenated([first, second]), OUTPUT_SIZE, 'logits');
  return tf.model({ inputs: [embedding, scalars], outputs: logits, name: 'head' });
}

/** A freshly initialised network: the same seed gives the same weights. */
export function buildNetwork(tf: Tensorflow, spec: ArchitectureSpec, seed: number): QualityNetwork {
  return { trunk: buildTrunk(tf, spec, seed), head: buildHead(tf, spec, seed) };
}
