import { aligned } from './aligned';
import type { Candidate } from './candidate';
import { interpolating } from './interpolating';

const LEVELS = [0.2, 0.35, 0.5, 0.65, 0.8, 0.9];
/** Bandwidths of the smoothing along the lines, median steps. */
const BANDWIDTHS = [0, 2, 4, 7, 10];

/** Every candidate that needs no training. */
export function classicalCandidates(): Candidate[] {
  return [
    interpolating('linear', 0),
    ...BANDWIDTHS.map((bandwidth) => interpolating('pchip', bandwidth)),
    ...BANDWIDTHS.map((bandwidth) => interpolating('cubic', bandwidth)),
    ...BANDWIDTHS.map((bandwidth) => interpolating('gaussian-process', bandwidth)),
    ...LEVELS.map((level) => aligned('linear', level, 0)),
    ...LEVELS.map((level) => aligned('pchip', level, 0)),
    ...LEVELS.map((level) => aligned('gaussian-process', level, 0)),
  ];
}
