/** How far a run has come, and what is left of its time. */
interface RunPace {
  /** Steps of the run so far, those of earlier sittings included. */
  step: number;
  /** Steps of this sitting, and how long they took. */
  stepsTimed: number;
  secondsTimed: number;
  secondsLeft: number;
}

/** Steps per second that are assumed until one was timed. */
const FIRST_GUESS = 1;

/**
 * Steps that a run will have taken when its time is up, from its rate so far; `step` itself once
 * the time is up. Asked before every step, so that the learning rate's course follows the clock.
 */
export function plannedSteps({ step, stepsTimed, secondsTimed, secondsLeft }: RunPace): number {
  const stepsPerSecond =
    stepsTimed > 0 && secondsTimed > 0 ? stepsTimed / secondsTimed : FIRST_GUESS;
  // A step that cannot be finished in time is not begun.
  return step + Math.max(0, Math.floor(secondsLeft * stepsPerSecond));
}
