import { describe, expect, it } from 'vitest';
import { replacesProposal } from './proposal-due';

describe('replacesProposal', () => {
  it('follows a scan from a mediocre grain to the best', () => {
    expect(replacesProposal(9.8, 8)).toBe(true);
    expect(replacesProposal(9.8, 9)).toBe(true);
    expect(replacesProposal(6, 1)).toBe(true);
  });

  it('leaves the proposal where little is gained', () => {
    expect(replacesProposal(7, 5)).toBe(false);
    expect(replacesProposal(8, 7.9)).toBe(false);
    expect(replacesProposal(10, 9.8)).toBe(false);
  });

  it('replaces at most five times, however slowly the best score rises', () => {
    let behind = 0;
    let replaced = 0;
    for (let score = 0; score <= 10; score += 0.01) {
      if (!replacesProposal(score, behind)) continue;
      behind = score;
      replaced += 1;
    }
    expect(replaced).toBeLessThanOrEqual(5);
  });
});
