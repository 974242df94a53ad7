import { directionCount, type BandData } from './band-data';

/** Share of the steepest fall within which energies count for the edge's position. */
const NEAR_STEEPEST = 0.5;

/**
 * Kinetic energy of the Fermi edge, eV: where the counts of all directions together fall fastest,
 * averaged over the neighbouring energies. Null where the counts do not fall to a small part of
 * what they are below: then the edge is not in the window.
 */
export function estimateFermiLevel(data: BandData): number | null {
  const { energiesEv, counts } = data;
  const energies = energiesEv.length;
  if (energies < 6) return null;
  const profile = new Float64Array(energies);
  for (let d = 0; d < directionCount(data); d++) {
    for (let i = 0; i < energies; i++) profile[i] += counts[d * energies + i];
  }
  let largest = 0;
  for (const value of profile) largest = Math.max(largest, value);
  const top = (profile[energies - 1] + profile[energies - 2]) / 2;
  if (!(top < 0.35 * largest)) return null;
  const fall = new Float64Array(energies);
  let steepest = 1;
  for (let i = 1; i < energies - 1; i++) {
    fall[i] = (profile[i - 1] - profile[i + 1]) / 2;
    if (fall[i] > fall[steepest]) steepest = i;
  }
  let sum = 0;
  let moment = 0;
  for (let i = Math.max(1, steepest - 4); i <= Math.min(energies - 2, steepest + 4); i++) {
    if (fall[i] < NEAR_STEEPEST * fall[steepest]) continue;
    sum += fall[i];
    moment += fall[i] * energiesEv[i];
  }
  return moment / sum;
}
