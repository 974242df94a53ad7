import { expect, it } from 'vitest';
import { scanFullScoreCounts } from '#core/quality/full-score-counts';
import { ScanFullScore } from './calibration';

it('follows the totals of a growing scan, and hardly lags behind in a large one', () => {
  const full = new ScanFullScore();
  const totals = Float32Array.from({ length: 3000 }, (_, i) => 2e4 + 30 * i);
  for (let count = 0; count < totals.length; count += 7) {
    const known = totals.subarray(0, count);
    const arriving = Array.from(totals.subarray(count, count + 7));
    const exact = scanFullScoreCounts([...known, ...arriving]);
    const counts = full.of(known, arriving);
    if (count < 190) expect(counts).toBe(exact);
    else expect(Math.abs(Math.log2(counts / exact))).toBeLessThan(0.1);
  }
});

it('looks again where points were taken away', () => {
  const full = new ScanFullScore();
  full.of(new Float32Array(500).fill(1e6), []);
  expect(full.of(new Float32Array(300).fill(5e4), [])).toBe(scanFullScoreCounts([5e4]));
});

it('leaves a reopened scan as it was until points are added', () => {
  const full = new ScanFullScore();
  full.adopt(40, 131_072);
  const totals = new Float32Array(40).fill(5e4);
  expect(full.of(totals, [])).toBe(131_072);
  expect(full.of(totals, [5e4])).toBe(scanFullScoreCounts([5e4]));
  expect(full.of(totals, [])).toBe(scanFullScoreCounts([5e4]));
});
