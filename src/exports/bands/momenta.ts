import { directionCount, type BandData } from '#core/bands/band-data';
import type { Momentum } from '#core/bands/brillouin-zone';
import { EMISSION, emission, momentumScale } from '#core/bands/emission';
import type { PreparedFit } from '#core/bands/fit-bands';
import { instrumentOf } from '#core/bands/fit-settings';

/** k of every direction of a data set at the Fermi level, Å⁻¹, with the fitted orientation. */
export function momentaOf(
  data: BandData,
  { request }: Pick<PreparedFit, 'request'>,
  unknowns: ArrayLike<number>,
): Momentum[] {
  const instrument = instrumentOf(unknowns, request.family.parameters.length);
  const scale = momentumScale(data.geometry, instrument.fermiEv);
  const into = new Float64Array(EMISSION.length);
  const orientation = {
    azimuth: instrument.azimuthDeg,
    polar: instrument.polarDeg,
    tilt: instrument.tiltDeg,
  };
  return Array.from({ length: directionCount(data) }, (_, d): Momentum => {
    const at = { along: data.alongDeg[d], across: data.acrossDeg[d], azimuth: data.azimuthDeg[d] };
    emission(data.geometry, at, orientation, into);
    return [scale * into[0], scale * into[1]];
  });
}
