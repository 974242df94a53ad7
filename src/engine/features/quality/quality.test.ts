import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchFrame, FeatureBench } from '../../scan/feature-bench.test-support';
import { embeddingPath } from './embedding-file';
import type { SpectrumScorer } from './network';
import { Quality } from './quality';

/** A network whose sharpness falls with the mean of the image's squares along one row. */
function network(hash: string): SpectrumScorer & { embedded: number } {
  const scorer = {
    label: 'double',
    card: { name: 'double', hash, architecture: { inputSize: 8 } },
    embedded: 0,
    embed(images: Float32Array[]) {
      scorer.embedded += images.length;
      return Promise.resolve(images.map((image) => Float32Array.of(Math.max(...image), 1)));
    },
    predict: (embeddings: Float32Array[], scalars: readonly ArrayLike<number>[]) =>
      Promise.resolve(
        embeddings.map(([peak], i) => ({
          sharpness: [0, peak > 2 ? 1 : 0, 0, 0, peak > 2 ? 0 : 1, 0],
          signalToBackground: [1, 0, 0, 0, 0, 0],
          counts: scalars[i][6] > 0.6 ? [1, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, 1, 0],
          featureMissing: 0,
          lowSignalAndCounts: 0,
          sharpnessGrade: peak > 2 ? 1 : 5,
          signalToBackgroundGrade: 0,
        })),
      ),
    dispose: () => Promise.resolve(),
  };
  return scorer;
}

let bench: FeatureBench;
const featureOf = (on: FeatureBench, scorer = network('a'.repeat(64))) =>
  new Quality(on.context, { scorer, embeddingLength: 2 });
/** Counts from which on a frame earns the whole score for them. */
const scaleTo = (fullScoreCounts: number) => {
  bench.settings = { ...bench.settings, countCalibration: { mode: 'fixed', fullScoreCounts } };
};
const frames = [benchFrame({ width: 0.5 }), benchFrame({ width: 4 }), benchFrame({ width: 1 })];

beforeEach(() => {
  bench = new FeatureBench();
});
afterEach(() => bench.remove());

describe('the quality feature', () => {
  it('scores what arrives, and gives the scores back from its journal without the network', async () => {
    scaleTo(10);
    const feature = featureOf(bench);
    await bench.arrive(feature, frames);
    const scores = bench.column('mls');
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scores[0]).toBeGreaterThan(scores[1]);
    feature.close();
    const next = bench.reopened();
    const scorer = network('a'.repeat(64));
    const again = featureOf(next, scorer);
    await next.play(again, bench.journal);
    expect(next.column('mls')).toEqual(scores);
    expect(next.column('outdated')).toEqual([0, 0, 0]);
    await next.work(again);
    expect(scorer.embedded).toBe(0);
    again.close();
  });

  it('brings scores onto another scale from embeddings; a damaged one is read again', async () => {
    scaleTo(1e9);
    const scorer = network('a'.repeat(64));
    const feature = featureOf(bench, scorer);
    await bench.arrive(feature, frames);
    const before = bench.column('mls');
    scaleTo(10);
    await bench.work(feature);
    expect(scorer.embedded).toBe(3);
    bench.column('mls').forEach((score, id) => expect(score).toBeGreaterThan(before[id]));
    const rescored = bench.column('mls');
    const path = embeddingPath(bench.directory, 'a'.repeat(64));
    const bytes = readFileSync(path);
    // A row is two numbers and a checksum.
    bytes.fill(0, 12, 20);
    writeFileSync(path, bytes);
    scaleTo(1e9);
    await bench.work(feature);
    expect(scorer.embedded).toBe(4);
    expect(bench.column('mls')).toEqual(before);
    expect(rescored).not.toEqual(before);
    feature.close();
  });

  it('shows scores of another network as out of date until its own are there', async () => {
    const first = featureOf(bench);
    await bench.arrive(first, frames);
    const scores = bench.column('mls');
    first.close();
    const next = bench.reopened();
    // One file is gone: its point keeps the score it has, and says so.
    next.frames[1] = null;
    const scorer = network('b'.repeat(64));
    const second = featureOf(next, scorer);
    await next.play(second, bench.journal);
    expect(next.column('mls')).toEqual(scores);
    expect(next.column('outdated')).toEqual([1, 1, 1]);
    await next.work(second);
    expect(next.column('outdated')).toEqual([0, 1, 0]);
    expect(scorer.embedded).toBe(2);
    second.close();
  });
});
