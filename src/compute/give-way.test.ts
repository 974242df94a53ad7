import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { workingThreads } from './give-way';

describe('workingThreads', () => {
  it('leaves one core to the engine and the window', () => {
    expect(workingThreads(8)).toBe(7);
    expect(workingThreads(1)).toBe(1);
    expect(workingThreads()).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
  });
});
