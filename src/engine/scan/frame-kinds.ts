import type { Axis } from '#shared/axis';
import type { Spectrum } from '#shared/spectrum';

/** Part of its length by which an axis may be shifted, and of its step by which it may be stretched. */
const LARGEST_SHIFT = 0.1;
const LARGEST_STRETCH = 0.01;

/** A file and the window of its spectra, in words. */
export interface FrameKind {
  file: string;
  window: string;
}

type Window = Pick<Spectrum, 'energy' | 'angle'>;

/**
 * The kind of a scan's spectra: pixels and window of the first that was read. Spectra of others
 * cannot share its map, its count scale or its MDC window.
 */
export class FrameKinds {
  private first: { file: string; window: Window } | null = null;

  /** The first kind and that of `file`, where they differ; null where they agree. */
  compare(file: string, { energy, angle }: Window): { first: FrameKind; other: FrameKind } | null {
    const window = { energy, angle };
    this.first ??= { file, window };
    const { first } = this;
    if (isAlike(first.window.energy, energy) && isAlike(first.window.angle, angle)) return null;
    const kind = (name: string, of: Window) => ({ file: name, window: inWords(of) });
    return { first: kind(first.file, first.window), other: kind(file, window) };
  }
}

function isAlike(a: Axis, b: Axis): boolean {
  return (
    a.count === b.count &&
    a.unit === b.unit &&
    Math.abs(a.step - b.step) <= LARGEST_STRETCH * Math.abs(a.step) &&
    Math.abs(a.start - b.start) <= LARGEST_SHIFT * Math.abs(a.step) * a.count
  );
}

function inWords({ energy, angle }: Window): string {
  return [energy, angle].map(rangeOf).join(' × ');
}

function rangeOf({ start, step, count, unit }: Axis): string {
  const [low, high] = [start, start + (count - 1) * step].map((end) => Number(end.toPrecision(4)));
  return `${count} pixels of ${low} to ${high}${unit === '' ? '' : ` ${unit}`}`;
}
