import { describe, expect, it } from 'vitest';
import { checksumOf } from './golden.test-support';

describe('golden draws', () => {
  // Trained networks and evaluation sets rest on these bits: change them only with a new model.
  it.each([
    ['published', 'd8ed451a'],
    ['alignment', 'b5255bd1'],
  ] as const)('of %s are what the shipped network was trained on', (distribution, expected) => {
    expect(checksumOf(distribution)).toBe(expected);
  });
});
