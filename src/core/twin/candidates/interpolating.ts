import { smoothed } from '../table/smoothing';
import type { ScanTable } from '../table/scan-table';
import { fitAcross, straightSampler, valuesAcross, type AcrossKind } from './across-lines';
import type { Candidate, FittedCandidate } from './candidate';

const NAMES: Record<AcrossKind, string> = {
  linear: 'linear',
  pchip: 'pchip',
  cubic: 'cubic',
  'gaussian-process': 'Gaussian process',
};

/** Words for the smoothing of lines in a candidate's name. */
function smoothingText(bandwidthSteps: number): string {
  return bandwidthSteps === 0 ? '' : `, smoothed over ${bandwidthSteps} steps`;
}

/** Name of a candidate: how values go from line to line, what is special, the smoothing. */
export function candidateName(kind: AcrossKind, special: string, bandwidthSteps: number): string {
  return `${special}${NAMES[kind]}${smoothingText(bandwidthSteps)}`;
}

/** Interpolation from line to line at equal places along them, the lines smoothed before. */
export function interpolating(kind: AcrossKind, bandwidthSteps: number): Candidate {
  return {
    kind,
    name: candidateName(kind, '', bandwidthSteps),
    fit(table: ScanTable): FittedCandidate {
      const lines = table.lines.map((line) => smoothed(line, bandwidthSteps));
      const sample = straightSampler(lines);
      const across = fitAcross(kind, lines, sample);
      return { valuesAt: (at, x) => valuesAcross(lines, sample, across, at, x) };
    },
  };
}
