/** Below this width two maps beside a spectrum are too small to read: one is shown, with a switch. */
export const NARROW_WINDOW = '(max-width: 1199px)';

/** Below this height the parts of the score share a place with the best spots. */
export const SHORT_WINDOW = '(max-height: 779px)';
