import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import { denseSettingsSchema, type TrainedDense } from './dense-training';

/** Single precision numbers as base64 of their little-endian bytes. */
const floats = z.string().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
});
const scale = z.object({ mean: z.number(), deviation: z.number() });
const networkSchema = z
  .object({
    settings: denseSettingsSchema,
    scales: z.object({ x: scale, y: scale, value: scale }),
    bestEpoch: z.number().int(),
    heldOutLoss: z.number(),
    layers: z.array(
      z.object({
        inputs: z.number().int().positive(),
        outputs: z.number().int().positive(),
        values: floats,
        bias: floats,
      }),
    ),
  })
  .refine(hasItsSizes, 'the weights are not of the sizes that the settings give');

type StoredNetwork = Pick<TrainedDense, 'settings' | 'layers'>;

function hasItsSizes({ settings, layers }: StoredNetwork): boolean {
  const sizes = [2, ...Array<number>(settings.layers).fill(settings.nodes), 1];
  return (
    layers.length === sizes.length - 1 &&
    layers.every(
      ({ inputs, outputs, values, bias }, i) =>
        inputs === sizes[i] &&
        outputs === sizes[i + 1] &&
        values.length === inputs * outputs &&
        bias.length === outputs,
    )
  );
}

const networksSchema = z.object({
  format: z.literal('sweetspot-networks'),
  version: z.literal(1),
  networks: z.array(networkSchema).min(1),
});

const encoded = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** Trained networks as the text of a file. */
export function networksText(networks: readonly TrainedDense[]): string {
  const stored = networks.map(({ layers, ...rest }) => ({
    ...rest,
    layers: layers.map(({ inputs, outputs, values, bias }) => ({
      inputs,
      outputs,
      values: encoded(values),
      bias: encoded(bias),
    })),
  }));
  return `${JSON.stringify({ format: 'sweetspot-networks', version: 1, networks: stored })}\n`;
}

/**
 * Trained networks from the text of a file.
 *
 * @throws `invalid-format` where it holds none, or weights of other sizes than it says.
 */
export function networksFrom(text: string): TrainedDense[] {
  try {
    return networksSchema.parse(JSON.parse(text)).networks;
  } catch (cause) {
    throw new SweetSpotError('invalid-format', 'Expected a file of trained networks.', { cause });
  }
}
