/** Round values within a range and how they are written. */
export interface Ticks {
  values: number[];
  /** The value with as many digits as the ticks need, and a proper minus sign. */
  label: (value: number) => string;
}

/** About `wanted` ticks at multiples of 1, 2 or 5 · 10ⁿ between two values. */
export function niceTicks(minimum: number, maximum: number, wanted: number): Ticks {
  const step = niceStep((maximum - minimum) / wanted);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values: number[] = [];
  const first = Math.ceil(minimum / step - 1e-9);
  for (let k = first; k * step <= maximum + step * 1e-9; k++) {
    values.push(Number((k * step).toPrecision(12)));
  }
  return { values, label: (value) => withMinus(value.toFixed(digits)) };
}

/** The smallest of 1, 2 or 5 · 10ⁿ that is at least `length`, roughly. */
export function niceStep(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const factor = length / power;
  return power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
}

/** A number's text with the minus sign of typesetting. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}
