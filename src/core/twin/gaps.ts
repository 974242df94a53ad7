import type { Ranking } from './ranking';
import type { ScanTable } from './table/scan-table';

/** Two neighbouring lines between which nothing can be learned. */
export interface CoarseGap {
  from: number;
  to: number;
}

/**
 * Gaps too coarse to learn: no line beside the gap can be predicted from the others by any
 * candidate. A gap with one predictable line beside it was bridged once, though twice as wide.
 */
export function coarseGaps({ lines }: ScanTable, ranking: Ranking): CoarseGap[] {
  const isLost = (line: number) => ranking.unpredictable.includes(lines[line].at);
  const isInner = (line: number) => line > 0 && line < lines.length - 1;
  return lines.slice(1).flatMap(({ at }, before) => {
    const judged = [before, before + 1].filter(isInner);
    return judged.length > 0 && judged.every(isLost) ? [{ from: lines[before].at, to: at }] : [];
  });
}
