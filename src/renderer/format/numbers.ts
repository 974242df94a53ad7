/** Numbers as users read them. Display uses the true minus sign; copies must not. */

const UNKNOWN = '–';

function withMinus(text: string): string {
  return text.replace('-', '−');
}

/** A number with fixed decimals; a dash where it is unknown. */
export function formatFixed(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const text = value.toFixed(decimals);
  return withMinus(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A number with about `digits` significant digits, without exponents where they do not help. */
export function formatSignificant(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < -4 || magnitude > 6) return withMinus(value.toExponential(digits - 1));
  return withMinus(value.toFixed(Math.max(0, digits - 1 - magnitude)));
}

/** Counts with thousands grouped, shortened above a million: `12 480`, `1.25 M`. */
export function formatCount(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  if (Math.abs(value) >= 1e9) return `${withMinus((value / 1e9).toFixed(2))} G`;
  if (Math.abs(value) >= 1e6) return `${withMinus((value / 1e6).toFixed(2))} M`;
  const rounded = Math.round(value).toString();
  return withMinus(rounded.replace(/\B(?=(\d{3})+$)/g, '\u00a0'));
}

/** A value and its unit, held together by a no-break space. */
export function withUnit(text: string, unit: string): string {
  return unit ? `${text}\u00a0${unit}` : text;
}

/** The unit in which the labels of a scale are short: thousands (k), millions (M), or as they are. */
export function scaleUnit(largest: number): { divisor: number; suffix: string } {
  if (largest >= 1e6) return { divisor: 1e6, suffix: '\u00a0M' };
  return largest >= 1e4 ? { divisor: 1e3, suffix: '\u00a0k' } : { divisor: 1, suffix: '' };
}

/** Points that were lost, with their sign: `−1.2`, or `0.0` when nothing was. */
export function formatPenalty(points: number): string {
  return formatFixed(-points, 1);
}

/** Points taken or given, with their sign: `−1.2`, `+0.4`, or `0.0`. */
export function formatChange(points: number): string {
  const text = formatFixed(points, 1);
  return points > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A score with its uncertainty: `7.4 ± 0.6`. */
export function formatScore(value: number, uncertainty: number | null = null): string {
  const score = formatFixed(value, 1);
  if (uncertainty === null || !Number.isFinite(uncertainty)) return score;
  return `${score} ± ${formatFixed(uncertainty, 1)}`;
}

/** Seconds as `0.8 s`, `42 s`, `3 min 20 s` or `2 h 05 min`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return UNKNOWN;
  if (seconds < 10) return `${formatFixed(seconds, seconds < 1 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Milliseconds as `35 ms` or `1.2 s`. */
export function formatMilliseconds(value: number): string {
  return value < 1000 ? `${formatFixed(value, 0)} ms` : `${formatFixed(value / 1000, 1)} s`;
}

/** A file size: `512 B`, `14.2 kB`, `3.1 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value.toFixed(1)} ${unit}`;
}

/** Local time of day, to the second. */
export function formatClock(timestamp: number): string {
  const date = new Date(timestamp);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Local day and time, to the minute: `2026-03-07 04:12`. */
export function formatDate(timestamp: number): string {
  const date = new Date(timestamp);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const text = day.map((part) => String(part).padStart(2, '0')).join('-');
  return `${text} ${formatClock(timestamp).slice(0, 5)}`;
}
