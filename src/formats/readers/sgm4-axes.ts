import type { Hdf5File } from '../hdf5/hdf5-file';
import type { FrameMotor } from '../scan-file';

/** An axis of the scan; what the file does not say is null. */
export interface SlowAxis {
  name: string;
  start: number | null;
  step: number | null;
  length: number | null;
}

/** The slow axes of a scan, the fastest of them first. */
export function slowAxes(file: Hdf5File, detailsPath: string): SlowAxis[] {
  const column = (name: string) => {
    const path = `${detailsPath}/SlowAxis_${name}`;
    return file.kindOf(path) === 'dataset' && file.isNumeric(path) ? file.numbers(path) : [];
  };
  const [starts, steps, lengths] = ['start', 'step', 'length'].map(column);
  const at = (values: ArrayLike<number>, index: number) =>
    index < values.length && Number.isFinite(values[index]) ? values[index] : null;
  return file.texts(`${detailsPath}/SlowAxis_names`).map((name, index) => ({
    name,
    start: at(starts, index),
    step: at(steps, index),
    length: at(lengths, index),
  }));
}

/** Where a point was planned to be: the first axis runs fastest. */
export function plannedAt(axes: readonly SlowAxis[], point: number): FrameMotor[] {
  let rest = point;
  return axes.flatMap(({ name, start, step, length }): FrameMotor[] => {
    if (start === null || step === null || length === null || length < 1) return [];
    const index = rest % length;
    rest = Math.floor(rest / length);
    return [{ name, unit: sgm4Unit(name), value: start + index * step }];
  });
}

/**
 * The unit of an axis of SGM4, which its files do not state: stages and capillary in µm,
 * deflections and tilts in degrees, polar angle and azimuth of the sample in thousandths of
 * one, the gratings' names stand for photon energies.
 */
export function sgm4Unit(name: string): string {
  if (/^(F?Sam|Cap)[XYZ]$/.test(name)) return 'um';
  if (/^(Shift|SAL)[XY]$|^SamTilt$|^Ana(Polar|Azi)$|^CapPolar$/.test(name)) return 'deg';
  if (/^Sam(Polar|Azi)$/.test(name)) return 'mdeg';
  return /^[LMH]EG$/.test(name) ? 'eV' : '';
}
