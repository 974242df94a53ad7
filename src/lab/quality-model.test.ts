import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LABEL_PROFILES } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import { loadQualityModel, type EnginePreference } from '#model/quality-model';
import { evaluateModel, QUICK_EVALUATION } from './evaluation/evaluate';
import { CARD_FILE, readModelCard } from '#model/model-card';
import { MODEL_FILES, sha256, shippedModelDirectory } from '#model/model-files';
import { loadNativeTensorflow } from '#model/tensorflow';
import { writeTinyModel } from './tiny-model.test-support';
import { simulateBatch } from './training/sample';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Score expectations of simulated spectra, from one engine. */
async function scoresOf(modelDirectory: string, prefer: EnginePreference, count: number) {
  const engine = await loadQualityModel({ modelDirectory, prefer });
  const { inputSize } = engine.card.architecture;
  const request = { set: 'training', purpose: 'validation', seed: 7, first: 0 } as const;
  const batch = simulateBatch({ ...request, count, inputSize });
  const rows = (of: Float32Array) => {
    const width = of.length / count;
    return Array.from({ length: count }, (_, i) => of.subarray(i * width, (i + 1) * width));
  };
  const embeddings = await engine.embed(rows(batch.images));
  const predictions = await engine.predict(embeddings, rows(batch.scalars), 'alignment');
  const { label } = engine;
  await engine.dispose();
  return {
    label,
    scores: predictions.map(
      (one) => summariseScore(one, LABEL_PROFILES.alignment.weights).expectation,
    ),
  };
}

describe('the shipped model', () => {
  it('has a card that holds for its files, and readable figures beside it', async () => {
    const directory = shippedModelDirectory();
    const card = await readModelCard(directory);
    const weights = [MODEL_FILES.trunkWeights, MODEL_FILES.headWeights].map((path) =>
      readFileSync(join(directory, path)),
    );
    expect(sha256(...weights)).toBe(card.hash);
    for (const [path, hash] of Object.entries(card.files)) {
      expect(sha256(readFileSync(join(directory, path)))).toBe(hash);
    }
    expect(card.evaluation.length).toBeGreaterThan(0);
    // The card tells what is missed too; it may not hide a row of the requirements.
    expect(card.evaluation.filter(({ must }) => must !== null)).toHaveLength(13);
    expect(readFileSync(join(directory, 'MODEL_CARD.md'), 'utf8')).toContain(card.hash);
  });

  it('scores alike in ONNX Runtime and TensorFlow, within 1e-3', async () => {
    const native = loadNativeTensorflow();
    if (!native.available) {
      console.log(`Compared with the pure TensorFlow.js backend instead: ${native.reason}`);
    }
    const [count, prefer] = native.available
      ? ([40, 'tensorflow'] as const)
      : ([6, 'tensorflow-js'] as const);
    const onnx = await scoresOf(shippedModelDirectory(), 'onnx', count);
    const other = await scoresOf(shippedModelDirectory(), prefer, count);
    expect(onnx.label).toBe('onnx · CPU');
    expect(other.label).not.toBe(onnx.label);
    const gaps = onnx.scores.map((score, i) => Math.abs(score - other.scores[i]));
    expect(Math.max(...gaps)).toBeLessThan(1e-3);
    expect(Math.max(...onnx.scores) - Math.min(...onnx.scores)).toBeGreaterThan(2);
  });

  it('gives every figure asked for, beats the median and gives negatives nothing', async () => {
    const parts = new Set<string>();
    let share = 0;
    const { rows } = await evaluateModel({
      modelDirectory: shippedModelDirectory(),
      sizes: { ...QUICK_EVALUATION, published: 40, alignment: 6, ladderBases: 1 },
      workers: 0,
      onProgress: (progress) => {
        parts.add(progress.part);
        share = progress.share;
      },
    });
    expect([...parts]).toEqual(['published', 'alignment', 'ladders', 'scenes', 'negatives']);
    expect(share).toBeCloseTo(1, 9);
    const named = (start: string) => rows.filter(({ name }) => name.startsWith(start));
    const [published] = named('published');
    expect(published.value).toBeLessThan(0.45 * (published.baseline ?? 0));
    const negatives = named('negatives');
    expect(negatives.length).toBeGreaterThan(4);
    for (const { value } of negatives) expect(value).toBeLessThanOrEqual(2);
    expect(named('real')).toMatchObject([
      { value: null, meetsMust: false, note: 'no measured spectra were given' },
      { value: null, meetsMust: false, note: 'no measured spectra were given' },
    ]);
    // What is required by the design is there, with its direction.
    const required = rows.filter(
      ({ name, must }) => must !== null && !name.startsWith('negatives'),
    );
    expect(required.map(({ limit, must }) => `${limit} ${must}`)).toEqual([
      'at most 0.3',
      'at most 0.05',
      'at most 0.6',
      'at least 0.97',
      'at least 0.92',
      'at least 0.88',
      'at least 0.92',
      'at most 0.4',
      'at most 2',
      'at most 2',
      'at most 2',
      'at most 2',
    ]);
    const [correlation] = named('scenes');
    expect(correlation.value).toBeGreaterThan(correlation.baseline ?? 1);
  }, 120_000);

  it('stops an evaluation when told to', async () => {
    const stop = new AbortController();
    const evaluation = evaluateModel({
      modelDirectory: shippedModelDirectory(),
      workers: 0,
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(evaluation).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('loadQualityModel', () => {
  it('runs what writeArtifact wrote, alike in both libraries', async () => {
    const card = await writeTinyModel(folder);
    expect(card.outputs.counts).toEqual({ start: 0, length: 7 });
    expect(card.outputs['alignment.sharpness'].length).toBe(28);
    const onnx = await scoresOf(folder, 'onnx', 4);
    const js = await scoresOf(folder, 'tensorflow-js', 4);
    expect(js.label).toBe('tensorflow.js · CPU');
    onnx.scores.forEach((score, i) => expect(score).toBeCloseTo(js.scores[i], 3));
  });

  it('says what is wrong with a folder that is no model', async () => {
    const load = () => loadQualityModel({ modelDirectory: folder });
    await expect(load()).rejects.toMatchObject({ code: 'model-unavailable' });
    writeFileSync(join(folder, CARD_FILE), '{ "format": ');
    await expect(load()).rejects.toMatchObject({ code: 'invalid-format' });
    writeFileSync(join(folder, CARD_FILE), '{ "format": "other" }');
    await expect(load()).rejects.toThrow(/format/);
  });

  it('refuses missing, changed and foreign files', async () => {
    const card = await writeTinyModel(folder);
    const load = (prefer: EnginePreference) => loadQualityModel({ modelDirectory: folder, prefer });
    const onnxFile = join(folder, MODEL_FILES.trunkOnnx);
    const bytes = readFileSync(onnxFile);
    bytes[bytes.length >> 1] ^= 0xff;
    writeFileSync(onnxFile, bytes);
    await expect(load('onnx')).rejects.toThrow(/SHA-256/);

    // A file that the card vouches for but that is not ONNX at all.
    const nonsense = Buffer.from('not a model');
    writeFileSync(onnxFile, nonsense);
    const files = { ...card.files, [MODEL_FILES.trunkOnnx]: sha256(nonsense) };
    writeFileSync(join(folder, CARD_FILE), JSON.stringify({ ...card, files }));
    await expect(load('onnx')).rejects.toMatchObject({ code: 'invalid-format' });

    rmSync(onnxFile);
    await expect(load('onnx')).rejects.toMatchObject({ code: 'model-unavailable' });

    writeFileSync(join(folder, CARD_FILE), JSON.stringify({ ...card, scalars: ['one'] }));
    await expect(load('tensorflow-js')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('refuses inputs of the wrong size', async () => {
    await writeTinyModel(folder);
    const engine = await loadQualityModel({ modelDirectory: folder });
    await expect(engine.embed([new Float32Array(10)])).rejects.toThrow(/576 values per image/);
    const [embedding] = await engine.embed([new Float32Array(576)]);
    await expect(engine.predict([embedding], [], 'published')).rejects.toMatchObject({
      code: 'invalid-request',
    });
    await expect(engine.predict([embedding], [new Float32Array(3)], 'published')).rejects.toThrow(
      /scalars/,
    );
    expect(await engine.predict([], [], 'published')).toEqual([]);
    await engine.dispose();
  });
});
