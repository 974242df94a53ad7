import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import { architectureSchema } from './architecture-spec';
import { trainingProcedureSchema } from './training-procedure';

export const CARD_FILE = 'model-card.json';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

const evaluationRowSchema = z.object({
  name: z.string(),
  /** Null where it could not be measured; `note` says why. */
  value: z.number().nullable(),
  /** What always predicting the median gives; null where that means nothing. */
  baseline: z.number().nullable(),
  must: z.number().nullable(),
  aim: z.number().nullable(),
  /** Which side of `must` is right. Cards of the first versions know upper limits only. */
  limit: z.enum(['at most', 'at least']).default('at most'),
  /** Whether `value` is on the right side of `must`; true where nothing is required. */
  meetsMust: z.boolean(),
  note: z.string().optional(),
});

const learningPointSchema = z.object({
  samples: count,
  loss: z.number(),
  /** Mean absolute errors of the median under either profile's labels. */
  publishedError: z.number(),
  alignmentError: z.number(),
  /** Share of ladder pairs in the right order. */
  laddersOrdered: z.number(),
  negativesMaxScore: z.number(),
  /** Mean loss of the published and alignment validation spectra; first versions lack it. */
  validationLoss: z.number().optional(),
});

/** A network of the same architecture, smaller perhaps, trained in a way that differs in one thing. */
const ablationRunSchema = z.object({
  name: z.string(),
  /** What differs, for people. */
  what: z.string(),
  inputSize: count,
  /** Spectra shown, repeated ones counted each time. */
  samples: count,
  publishedError: z.number(),
  alignmentError: z.number(),
  laddersOrdered: z.number(),
});
export const ablationSchema = z.array(ablationRunSchema);

/** What a trained model is, how it came about and how good it is. */
export const modelCardSchema = z.object({
  format: z.literal('sweetspot-model'),
  /** 2: heads for every label profile. */
  formatVersion: z.literal(2),
  name: z.string().min(1),
  version: z.string().min(1),
  /** SHA-256 over the trunk's and then the head's weights, hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** ISO date. */
  created: z.string(),
  architecture: architectureSchema,
  parameterCount: count,
  /** Weights of Eq. 13 per label profile that the network has heads for. */
  profiles: z.record(
    z.string(),
    z.object({ sharpness: share, signalToBackground: share, counts: share }),
  ),
  /** Electrons that give N = 1 on the network's own scale. */
  fullScoreCounts: z.number().positive(),
  /** What groups of logits were divided by after training, in the weights already. */
  temperatures: z.record(z.string(), z.number().positive()).default({}),
  /** Names of the head's numeric inputs, in order. */
  scalars: z.array(z.string()),
  /** Name, start and length of each group of logits. */
  outputs: z.record(z.string(), z.object({ start: count, length: count })),
  training: z.object({
    distribution: z.record(z.string(), share),
    seed: z.number(),
    samplesSeen: count,
    batchSize: count,
    peakLearningRate: z.number(),
    weightDecay: z.number(),
    procedure: trainingProcedureSchema.optional(),
    notes: z.array(z.string()),
  }),
  evaluation: z.array(evaluationRowSchema),
  learningCurve: z.array(learningPointSchema),
  /** How much each choice of the training matters. */
  ablation: ablationSchema.default([]),
  /** SHA-256 of every file of the artifact, by path. */
  files: z.record(z.string(), z.string()),
});

export type ModelCard = z.infer<typeof modelCardSchema>;
export type EvaluationRow = z.infer<typeof evaluationRowSchema>;
export type Ablation = z.infer<typeof ablationSchema>;
export type LearningPoint = z.infer<typeof learningPointSchema>;

/** The checked card of a model folder. Errors: not-found, invalid-format. */
export async function readModelCard(modelDirectory: string): Promise<ModelCard> {
  const file = join(modelDirectory, CARD_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new SweetSpotError('model-unavailable', `Expected a model card at ${file}.`, {
      hint: 'Choose a folder that a training run of SweetSpot wrote.',
      cause,
    });
  }
  try {
    return modelCardSchema.parse(JSON.parse(text));
  } catch (cause) {
    const found =
      cause instanceof z.ZodError
        ? `${cause.issues[0].path.join('.')}: ${cause.issues[0].message}`
        : 'not JSON';
    throw new SweetSpotError('invalid-format', `${file} is not a model card (${found}).`, {
      hint: 'Choose a folder that a training run of SweetSpot wrote.',
      cause,
    });
  }
}
