import { describe, expect, it } from 'vitest';
import { checksumOf } from './golden.test-support';

describe('golden draws', () => {
  // Trained networks and evaluation sets rest on these bits: change them only with a new model. The
  // counts of `alignment` are those of the shipped one; its S takes the distance of crystallites
  // across the line, which the shipped network was not taught yet.
  it.each([
    ['published', 'd8ed451a'],
    ['alignment', 'c94d9575'],
  ] as const)('of %s are what the shipped network was trained on', (distribution, expected) => {
    expect(checksumOf(distribution)).toBe(expected);
  });
});
