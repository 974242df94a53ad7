import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type * as tensorflow from '@tensorflow/tfjs';
import { projectRoot } from './project-root';

/** The part of TensorFlow.js that the pure package and the native bindings share. */
export type Tensorflow = typeof tensorflow;

/** TensorFlow.js with a native library behind it, or why there is none. */
export type NativeTensorflow =
  { available: true; tf: Tensorflow; device: 'CPU' | 'GPU' } | { available: false; reason: string };

const CANDIDATES = [
  { name: '@tensorflow/tfjs-node-gpu', device: 'GPU' },
  { name: '@tensorflow/tfjs-node', device: 'CPU' },
] as const;

/** tfjs-node 4.22 calls a helper that Node 23 removed (tensorflow/tfjs#8609). */
function restoreRemovedUtilities(): void {
  const legacy: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}

function load(): NativeTensorflow {
  restoreRemovedUtilities();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const root = projectRoot();
  // `.tensorflow/` is what `npm run setup:tensorflow` makes; else a package installed by hand.
  const places = [join(root, '.tensorflow', 'package.json'), join(root, 'package.json')];
  let failure: string | null = null;
  for (const { name, device } of CANDIDATES) {
    for (const place of places) {
      const require = createRequire(place);
      try {
        require.resolve(name);
      } catch {
        continue;
      }
      try {
        const tf = require(name) as Tensorflow;
        const gpu = device === 'GPU' || usesGpuLibrary(tf);
        return { available: true, tf, device: gpu ? 'GPU' : 'CPU' };
      } catch (error) {
        failure ??= `${name} is installed but does not load: ${messageOf(error)}`;
      }
    }
  }
  return {
    available: false,
    reason: failure ?? 'TensorFlow is not installed; "npm run setup:tensorflow" installs it.',
  };
}

/** The addon built against a CUDA wheel keeps the CPU package's name but finds the GPU. */
function usesGpuLibrary(tf: Tensorflow): boolean {
  const backend: object = tf.backend();
  return 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
}

let loaded: NativeTensorflow | undefined;

/** Native TensorFlow where it is installed, GPU first. Loaded once per process. */
export function loadNativeTensorflow(): NativeTensorflow {
  loaded ??= load();
  return loaded;
}

/** TensorFlow.js on its own CPU backend: slow, always there. */
export async function loadPlainTensorflow(): Promise<Tensorflow> {
  const tf = await import('@tensorflow/tfjs');
  // Also silences the advice to install the native backend, which the user did not ask about.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
  return tf;
}
