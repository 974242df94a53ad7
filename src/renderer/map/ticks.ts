/** Tick positions of an axis and the decimals their labels need. */
export interface Ticks {
  values: number[];
  decimals: number;
}

/**
 * Round tick values within [minimum, maximum], at steps of 1, 2 or 5 times a power
 * of ten, about `count` of them.
 */
export function roundTicks(minimum: number, maximum: number, count: number): Ticks {
  const span = maximum - minimum;
  if (!(span > 0) || !Number.isFinite(span)) return { values: [minimum], decimals: 3 };
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const decimals = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toFixed(decimals)),
  );
  return { values, decimals };
}
