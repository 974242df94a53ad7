import type { MapGeometry } from './emission';

/**
 * A map or a cut as the fit sees it: one energy spectrum in each measured direction.
 * Energies are kinetic, eV. Counts and weights stand [direction][energy].
 */
export interface BandData {
  name: string;
  geometry: MapGeometry;
  /** Ascending. */
  energiesEv: Float64Array;
  /** Angle along the slit, across it, and azimuth motor of each direction, deg (Å⁻¹ for `momentum`). */
  alongDeg: Float64Array;
  acrossDeg: Float64Array;
  azimuthDeg: Float64Array;
  counts: Float32Array;
  /** 1 where a pixel takes part, 0 where the user masked it. */
  mask: Uint8Array;
}

/** Directions of a data set. */
export function directionCount(data: BandData): number {
  return data.alongDeg.length;
}

/** Whether all directions lie on one line: a cut, not a map. */
export function isCut(data: BandData): boolean {
  return data.acrossDeg.every((across) => across === data.acrossDeg[0]);
}

/** A data set with the chosen energies and directions only; always a copy. */
export function selectData(
  data: BandData,
  keepsEnergy: (energyEv: number) => boolean,
  keepsDirection: (direction: number) => boolean,
): BandData {
  const energies = [...data.energiesEv.keys()].filter((i) => keepsEnergy(data.energiesEv[i]));
  const directions = [...data.alongDeg.keys()].filter(keepsDirection);
  const width = data.energiesEv.length;
  const counts = new Float32Array(energies.length * directions.length);
  const mask = new Uint8Array(counts.length);
  let at = 0;
  for (const direction of directions) {
    for (const energy of energies) {
      counts[at] = data.counts[direction * width + energy];
      mask[at] = data.mask[direction * width + energy];
      at++;
    }
  }
  const chosen = (values: Float64Array) => Float64Array.from(directions, (d) => values[d]);
  return {
    ...data,
    energiesEv: Float64Array.from(energies, (i) => data.energiesEv[i]),
    alongDeg: chosen(data.alongDeg),
    acrossDeg: chosen(data.acrossDeg),
    azimuthDeg: chosen(data.azimuthDeg),
    counts,
    mask,
  };
}
