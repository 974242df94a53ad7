import { describe, expect, it } from 'vitest';
import { createPointBatch } from '#shared/points';
import {
  createPaneLimits,
  describePaneQuantity,
  paneValues,
  type PaneQuantity,
  type ScoreScale,
} from './pane-quantity';

const { quantities } = createPointBatch(3);
quantities.mls.set([2, 4, 6]);
quantities.bms.set([3, 3, 8]);
quantities.totalCounts.set([100, NaN, 300]);
const points = { length: 3, quantities };

function values(
  quantity: PaneQuantity,
  scoreScale: ScoreScale,
  mlsNormalisation: { minimum: number; maximum: number } | null,
) {
  const limits = createPaneLimits();
  return paneValues({ quantity, points, revision: 1, scoreScale, mlsNormalisation, limits });
}

describe('paneValues', () => {
  it('keeps 0–10 for scores whatever the data', () => {
    expect(values('mls', 'raw', null).limits).toEqual([0, 10]);
  });

  it('takes the limits of other quantities from the data', () => {
    expect(values('totalCounts', 'raw', null).limits).toEqual([100, 300]);
  });

  it('stretches normalised scores over the scan: the MLS as the scan says, others by their own', () => {
    const mls = values('mls', 'normalised', { minimum: 2, maximum: 6 });
    expect([0, 1, 2].map(mls.valueAt)).toEqual([0, 5, 10]);
    const bms = values('bms', 'normalised', { minimum: 2, maximum: 6 });
    expect([0, 1, 2].map(bms.valueAt)).toEqual([0, 0, 10]);
    expect(mls.limits).toEqual([0, 10]);
  });

  it('leaves scores raw while there is nothing to normalise by', () => {
    expect(values('mls', 'normalised', null).valueAt(1)).toBe(4);
  });

  it('shows MLS − BMS with zero in the middle', () => {
    const difference = values('difference', 'raw', null);
    expect([0, 1, 2].map(difference.valueAt)).toEqual([-1, 1, -2]);
    expect(difference.limits).toEqual([-2, 2]);
  });

  it('changes its signature with the normalisation only where it matters', () => {
    const signature = (maximum: number, quantity: 'mls' | 'totalCounts') =>
      values(quantity, 'normalised', { minimum: 0, maximum }).signature;
    expect(signature(6, 'mls')).not.toBe(signature(7, 'mls'));
    expect(signature(6, 'totalCounts')).toBe(signature(7, 'totalCounts'));
  });
});

describe('describePaneQuantity', () => {
  it('knows which quantities are scores', () => {
    expect(describePaneQuantity('difference').isScore).toBe(true);
    expect(describePaneQuantity('sharpness').isScore).toBe(false);
  });
});
