import { coordinateDecimals } from '#core/map/coordinate-decimals';
import type { BestSpot, ScanStatus } from '#shared/scan';
import { formatFixed } from '../../format/numbers';

interface TitleFacts {
  status: Pick<ScanStatus, 'sourceName' | 'phase' | 'scored' | 'expected'> | null;
  bestSpot: Pick<BestSpot, 'x' | 'y' | 'mls'> | null;
  step: { x: number; y: number } | null;
}

/** Title of the window: what one wants to know of a scan from another tab, `64 % · 9.7 @ 1.370, −2.950`. */
export function windowTitle({ status, bestSpot, step }: TitleFacts): string {
  if (status === null) return 'SweetSpot';
  const { expected, scored, phase } = status;
  const share = expected === null ? `${scored}` : `${Math.floor((100 * scored) / expected)} %`;
  const progress = phase === 'finished' ? 'done' : phase === 'failed' ? 'failed' : share;
  const place =
    bestSpot &&
    `${formatFixed(bestSpot.mls, 1)} @ ${formatFixed(bestSpot.x, coordinateDecimals(step?.x ?? null))}, ${formatFixed(bestSpot.y, coordinateDecimals(step?.y ?? null))}`;
  return [[progress, place].filter(Boolean).join(' · '), status.sourceName, 'SweetSpot'].join(
    ' – ',
  );
}
