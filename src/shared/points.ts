import { z } from 'zod';
import { quantityNames, type QuantityName } from './quantities';

const float32 = z.instanceof(Float32Array);
const float64 = z.instanceof(Float64Array);

/**
 * A batch of scored points as columns of equal length: the form in which the
 * engine hands points to the views, a few at a time while a scan runs and all at
 * once on connection. Ids are dense: the n-th point scored has id n.
 */
export const pointBatchSchema = z.object({
  ids: z.instanceof(Uint32Array),
  /** Files the points come from, relative to the source; `fileIndex` points into this list. */
  fileNames: z.array(z.string()),
  fileIndex: z.instanceof(Uint32Array),
  /** Frame within the file. */
  frames: z.instanceof(Uint32Array),
  /** Stage position along the map's horizontal and vertical axis; NaN when unknown. */
  x: float64,
  y: float64,
  /** When the file or frame was first seen, ms since the epoch. */
  arrivedAt: float64,
  quantities: z.object(
    Object.fromEntries(quantityNames.map((name) => [name, float32])) as Record<
      QuantityName,
      typeof float32
    >,
  ),
});
export type PointBatch = z.infer<typeof pointBatchSchema>;

/** A batch with room for `length` points: positions and quantities NaN, the rest 0. */
export function createPointBatch(length: number): PointBatch {
  return {
    ids: new Uint32Array(length),
    fileNames: [],
    fileIndex: new Uint32Array(length),
    frames: new Uint32Array(length),
    x: new Float64Array(length).fill(NaN),
    y: new Float64Array(length).fill(NaN),
    arrivedAt: new Float64Array(length),
    quantities: Object.fromEntries(
      quantityNames.map((name) => [name, new Float32Array(length).fill(NaN)]),
    ) as Record<QuantityName, Float32Array<ArrayBuffer>>,
  };
}
