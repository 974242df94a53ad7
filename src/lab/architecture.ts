import type { LayersModel } from '@tensorflow/tfjs';
import { embeddingSize, type ArchitectureSpec } from '#model/architecture-spec';
import type { QualityNetwork } from '#model/model-files';
import { compactHead, compactTrunk } from './compact';
import { NetworkBuilder } from './network-builder';
import { SCALAR_NAMES } from '#model/preprocess';
import { resnetHead, resnetTrunk } from './resnet50';
import type { Tensorflow } from '#model/tensorflow';

function buildTrunk(tf: Tensorflow, spec: ArchitectureSpec, seed: number): LayersModel {
  const build = new NetworkBuilder(tf, 'trunk', seed);
  const image = tf.input({ shape: [spec.inputSize, spec.inputSize, 1], name: 'image' });
  const outputs =
    spec.name === 'compact' ? compactTrunk(build, image, spec) : resnetTrunk(build, image, spec);
  return tf.model({ inputs: image, outputs, name: 'trunk' });
}

function buildHead(tf: Tensorflow, spec: ArchitectureSpec, seed: number): LayersModel {
  const build = new NetworkBuilder(tf, 'head', seed + 1000);
  const embedding = tf.input({ shape: [embeddingSize(spec)], name: 'embedding' });
  const scalars = tf.input({ shape: [SCALAR_NAMES.length], name: 'scalars' });
  const outputs =
    spec.name === 'compact'
      ? compactHead(build, [embedding, scalars], spec)
      : resnetHead(build, [embedding, scalars], spec);
  return tf.model({ inputs: [embedding, scalars], outputs, name: 'head' });
}

/** A freshly initialised network: the same seed gives the same weights. */
export function buildNetwork(tf: Tensorflow, spec: ArchitectureSpec, seed: number): QualityNetwork {
  return { trunk: buildTrunk(tf, spec, seed), head: buildHead(tf, spec, seed) };
}
