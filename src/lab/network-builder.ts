import type { SymbolicTensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '#model/tensorflow';

/** Puts layers together under fixed names, their first weights drawn from one seed. */
export class NetworkBuilder {
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

  /** A convolution without offset, normalised. */
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

  /** Drops a share of the values while training; a rate of 0 adds no layer. */
  dropout(x: SymbolicTensor, rate: number) {
    if (rate === 0) return x;
    const layer = this.tf.layers.dropout({ rate, name: this.name('dropout') });
    return layer.apply(x) as SymbolicTensor;
  }

  concatenated(parts: SymbolicTensor[]) {
    const layer = this.tf.layers.concatenate({ name: this.name('concat') });
    return layer.apply(parts) as SymbolicTensor;
  }

  /** ReLU of a branch added to what it started from, which is projected where shapes differ. */
  residual(x: SymbolicTensor, branch: SymbolicTensor, strides: number) {
    const filters = branch.shape.at(-1) ?? 0;
    const shortcut =
      strides === 1 && x.shape.at(-1) === filters ? x : this.convolution(x, filters, 1, strides);
    const sum = this.tf.layers.add({ name: this.name('add') }).apply([branch, shortcut]);
    return this.relu(sum as SymbolicTensor);
  }

  /** Maximum over `size` × `size`, every `strides` pixels. */
  maximum(x: SymbolicTensor, size: number, strides: number) {
    const layer = this.tf.layers.maxPooling2d({
      poolSize: size,
      strides,
      padding: 'same',
      name: this.name('pool'),
    });
    return layer.apply(x) as SymbolicTensor;
  }

  imageMean(x: SymbolicTensor) {
    const layer = this.tf.layers.globalAveragePooling2d({ name: this.name('mean') });
    return layer.apply(x) as SymbolicTensor;
  }

  imageMaximum(x: SymbolicTensor) {
    const layer = this.tf.layers.globalMaxPooling2d({ name: this.name('max') });
    return layer.apply(x) as SymbolicTensor;
  }
}
