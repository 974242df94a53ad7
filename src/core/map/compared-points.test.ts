import { expect, it } from 'vitest';
import { comparedPoints } from './compared-points';

const scores = Float32Array.from({ length: 101 }, (_, id) => (id * 37) % 101);

it('spreads over the scores, best first, with the pinned ones among them', () => {
  expect(comparedPoints(scores, []).map((id) => scores[id])).toEqual([100, 75, 50, 25, 5]);
  const pinned = [4, 70];
  const chosen = comparedPoints(scores, pinned);
  expect(chosen).toHaveLength(5);
  for (const id of pinned) expect(chosen).toContain(id);
  expect(chosen.map((id) => scores[id])).toEqual(
    chosen.map((id) => scores[id]).sort((a, b) => b - a),
  );
});

it('takes what there is', () => {
  expect(comparedPoints([NaN, 3, NaN], [0])).toEqual([1]);
  expect(comparedPoints([], [2])).toEqual([]);
});
