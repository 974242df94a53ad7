import { z } from 'zod';

const positive = z.number().int().positive();
/** Edge of the square input image in pixels. */
const inputSize = z.number().int().min(8).max(1024);
/** Share of a dense layer's outputs that training drops; nothing is dropped in use. */
const dropout = z.number().min(0).lt(1);

const compactSchema = z.object({
  name: z.literal('compact'),
  inputSize,
  /** Filters of the stem and of each residual stage; every stage but the first halves the image. */
  stemFilters: positive,
  stageFilters: z.array(positive).min(1).readonly(),
  /** Units of the numeric branch and of the layer that joins both branches. */
  scalarUnits: positive,
  jointUnits: positive,
  dropout: dropout.optional(),
});

const resnetSchema = z.object({
  name: z.literal('resnet50'),
  inputSize,
  stemFilters: positive,
  /** Bottleneck filters and blocks of every stage; a stage gives four times its filters. */
  stageFilters: z.array(positive).min(1).readonly(),
  stageBlocks: z.array(positive).min(1).readonly(),
  /** Units of the numeric branch's two layers and of the two that join both branches. */
  scalarUnits: z.tuple([positive, positive]).readonly(),
  jointUnits: z.tuple([positive, positive]).readonly(),
  dropout,
});

/** Everything that fixes a network's shape; stored in the model card. */
export const architectureSchema = z.discriminatedUnion('name', [compactSchema, resnetSchema]);

export type ArchitectureSpec = z.infer<typeof architectureSchema>;
export type CompactSpec = z.infer<typeof compactSchema>;
export type ResnetSpec = z.infer<typeof resnetSchema>;

/** The shipped default: about 0.3 M parameters. At 128 × 128 a spectrum costs 1.8 times as much. */
export const COMPACT: CompactSpec = {
  name: 'compact',
  inputSize: 96,
  stemFilters: 16,
  stageFilters: [16, 32, 64, 96],
  scalarUnits: 64,
  jointUnits: 160,
};

/** The paper's network: ResNet50 beside a numeric branch, about 24 M parameters. */
export const RESNET50: ResnetSpec = {
  name: 'resnet50',
  inputSize: 224,
  stemFilters: 64,
  stageFilters: [64, 128, 256, 512],
  stageBlocks: [3, 4, 6, 3],
  scalarUnits: [128, 64],
  jointUnits: [256, 128],
  dropout: 0.3,
};

export const ARCHITECTURES: Record<ArchitectureSpec['name'], ArchitectureSpec> = {
  compact: COMPACT,
  resnet50: RESNET50,
};

/** Filters of a bottleneck's output over those inside it. */
export const BOTTLENECK_EXPANSION = 4;

/**
 * Length of the trunk's output: average and maximum of every filter of the last stage, or its
 * average alone as in the paper.
 */
export function embeddingSize(spec: ArchitectureSpec): number {
  const filters = spec.stageFilters.at(-1) ?? spec.stemFilters;
  return spec.name === 'compact' ? 2 * filters : BOTTLENECK_EXPANSION * filters;
}
