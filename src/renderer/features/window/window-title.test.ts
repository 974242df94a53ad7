import { expect, it } from 'vitest';
import { windowTitle } from './window-title';

const status = { sourceName: 'scanA', phase: 'live', scored: 64, expected: 100 } as const;
const bestSpot = { x: 1.37, y: -2.95, mls: 9.71 };

it('tells progress and the best spot of a scan', () => {
  expect(windowTitle({ status, bestSpot, step: { x: 0.005, y: 0.005 } })).toMatch(
    /^64 % · 9\.7 @ 1\.37\d*, −2\.95\d* – scanA – SweetSpot$/,
  );
});

it('says what is known, and no more', () => {
  expect(windowTitle({ status: null, bestSpot: null, step: null })).toBe('SweetSpot');
  expect(windowTitle({ status: { ...status, expected: null }, bestSpot: null, step: null })).toBe(
    '64 – scanA – SweetSpot',
  );
  expect(
    windowTitle({ status: { ...status, phase: 'finished' }, bestSpot: null, step: null }),
  ).toBe('done – scanA – SweetSpot');
});
