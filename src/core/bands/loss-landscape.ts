import { coarseFit, unknownNames, type PreparedFit } from './fit-bands';

/** The loss over two parameters, the others held at the minimum, amplitudes optimal everywhere. */
export interface LossLandscape {
  x: { name: string; values: number[] };
  y: { name: string; values: number[] };
  /** Loss over the least one, [y][x], on the part of the data that descents use. */
  relativeLoss: number[][];
}

const POINTS = 21;
/** Extent on each side: this part of the energy scale, or degrees for angles. */
const SHARE_OF_SCALE = 0.4;
const DEGREES = 4;

/** Evaluates the landscape about a minimum; null where a name is none of the unknowns'. */
export function lossLandscape(
  prepared: PreparedFit,
  unknowns: Float64Array,
  names: readonly [string, string],
): LossLandscape | null {
  const known = unknownNames(prepared.request.family);
  const indices = names.map((name) => known.indexOf(name));
  if (indices.includes(-1)) return null;
  const parameterCount = prepared.request.family.parameters.length;
  const axes = indices.map((index, axis) => {
    const reach = index < parameterCount ? SHARE_OF_SCALE * Math.abs(unknowns[0]) : DEGREES;
    const values = Array.from(
      { length: POINTS },
      (_, i) => unknowns[index] + reach * ((2 * i) / (POINTS - 1) - 1),
    );
    return { name: names[axis], values };
  });
  const fit = coarseFit(prepared);
  const losses = axes[1].values.map((y) =>
    axes[0].values.map((x) => {
      const at = unknowns.slice();
      at[indices[0]] = x;
      at[indices[1]] = y;
      return fit.lossAt(at);
    }),
  );
  const least = Math.min(...losses.flat());
  return {
    x: axes[0],
    y: axes[1],
    relativeLoss: losses.map((row) => row.map((loss) => loss / least)),
  };
}
