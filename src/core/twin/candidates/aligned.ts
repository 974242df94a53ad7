import { linearAt, pchipAt } from '../table/interpolation';
import { smoothed } from '../table/smoothing';
import type { ScanTable, TableLine } from '../table/scan-table';
import { fitAcross, valuesAcross, type AcrossKind } from './across-lines';
import type { Candidate, FittedCandidate } from './candidate';
import { candidateName } from './interpolating';

/**
 * Interpolation along a transition that moves: on each line the place where the value falls to (or
 * first rises from) a share of its plateau is found, the lines are shifted so that these places
 * meet, interpolated there, and shifted back. The place itself is interpolated from line to line by
 * a shape-preserving cubic. A table without a transition on every line cannot be fitted: the
 * fitted candidate then answers NaN everywhere.
 */
export function aligned(kind: AcrossKind, level: number, bandwidthSteps: number): Candidate {
  return {
    kind: 'aligned',
    name: candidateName(kind, `transition-aligned at ${level}, `, bandwidthSteps),
    fit: (table) => fitAligned(table, kind, level, bandwidthSteps),
  };
}

function fitAligned(
  table: ScanTable,
  kind: AcrossKind,
  level: number,
  bandwidthSteps: number,
): FittedCandidate {
  const lines = table.lines.map((line) => smoothed(line, bandwidthSteps));
  const crossings = lines.map((line) => crossingOf(line, level));
  if (crossings.some(Number.isNaN)) {
    return { valuesAt: (_, x) => new Float64Array(x.length).fill(NaN) };
  }
  const places = lines.map(({ at }) => at);
  const centre = crossings.reduce((sum, one) => sum + one, 0) / crossings.length;
  const shiftedLines = lines.map((line, i) => ({
    ...line,
    x: line.x.map((x) => x - crossings[i] + centre),
  }));
  const across = fitAcross(kind, shiftedLines, (line, x) =>
    linearAt(shiftedLines[line].x, shiftedLines[line].value, x),
  );
  return {
    valuesAt(at, x) {
      const crossing = pchipAt(places, crossings, at);
      const sample = (index: number, place: number) => {
        const line = lines[index];
        const last = line.x.length - 1;
        // Only what this line covers unshifted too; what the shift carries over an end holds.
        if (!(place >= line.x[0] && place <= line.x[last])) return NaN;
        const own = place - crossing + crossings[index];
        return linearAt(line.x, line.value, Math.min(line.x[last], Math.max(line.x[0], own)));
      };
      return valuesAcross(lines, sample, across, at, x);
    },
  };
}

/**
 * Place where a line crosses a share of the way from its least to its largest value, next to the
 * largest: the falling side where it has one, else the rising; NaN for a line of constant value.
 */
function crossingOf({ x, value }: TableLine, level: number): number {
  let top = 0;
  let least = value[0];
  for (let i = 1; i < value.length; i++) {
    if (value[i] > value[top]) top = i;
    if (value[i] < least) least = value[i];
  }
  const wanted = least + level * (value[top] - least);
  const between = (i: number) =>
    x[i] + ((wanted - value[i]) / (value[i + 1] - value[i])) * (x[i + 1] - x[i]);
  for (let i = top; i < value.length - 1; i++) {
    if (value[i] >= wanted && value[i + 1] < wanted) return between(i);
  }
  for (let i = top; i > 0; i--) {
    if (value[i] >= wanted && value[i - 1] < wanted) return between(i - 1);
  }
  return NaN;
}
