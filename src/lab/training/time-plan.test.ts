import { describe, expect, it } from 'vitest';
import { plannedSteps } from './time-plan';

describe('plannedSteps', () => {
  it('extends the rate so far over the time left', () => {
    // 30 steps in 20 s, 40 s left: 60 more.
    expect(plannedSteps({ step: 30, stepsTimed: 30, secondsTimed: 20, secondsLeft: 40 })).toBe(90);
    // A continued run counts its earlier steps, not their time.
    expect(plannedSteps({ step: 100, stepsTimed: 30, secondsTimed: 20, secondsLeft: 40 })).toBe(
      160,
    );
  });

  it('begins no step that does not fit', () => {
    const pace = { step: 8, stepsTimed: 4, secondsTimed: 8 };
    expect(plannedSteps({ ...pace, secondsLeft: 1.9 })).toBe(8);
    expect(plannedSteps({ ...pace, secondsLeft: 2.1 })).toBe(9);
    expect(plannedSteps({ ...pace, secondsLeft: -3 })).toBe(8);
  });

  it('has a plan before anything was timed', () => {
    const plan = plannedSteps({ step: 0, stepsTimed: 0, secondsTimed: 0, secondsLeft: 60 });
    expect(plan).toBeGreaterThan(1);
  });
});
