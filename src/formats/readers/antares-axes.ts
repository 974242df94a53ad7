import type { Axis } from '#shared/axis';
import type { Hdf5File } from '../hdf5/hdf5-file';
import type { FrameMotor } from '../scan-file';
import { uniformAxis } from '../uniform-axis';

/** What moves along a scanned dimension: its even axis, and where it was at each point. */
export interface Actuator {
  axis: Axis;
  /** Position at a point of the scan, by its indices along the scanned dimensions. */
  at: (indices: readonly number[]) => number;
}

/**
 * The actuator of a scanned dimension: the first one runs along the last. Positions are those
 * in `scan_data`; points that are not measured yet, and files without, take the trajectory,
 * from … to in steps of delta. Throws `invalid-format` for a trajectory of another length.
 */
export function actuatorOf(
  file: Hdf5File,
  entry: string,
  scan: readonly number[],
  dimension: number,
): Actuator {
  const number = `${scan.length - dimension}_1`;
  const count = scan[dimension];
  const recordedPath = `${entry}/scan_data/actuator_${number}`;
  const { name, unit } = actuatorName(file, entry, number, recordedPath);
  const recorded = recordedPositions(file, recordedPath, scan, dimension);
  const planned = trajectory(file, entry, number, { name, unit });
  if (planned !== null && planned.count !== count && recorded === null) {
    throw file.wrong(
      `expected ${planned.count} points of ${name || 'the stage'} in ${entry}/scan_data, found ${count}`,
    );
  }
  const first = scan.map(() => 0);
  const line = Array.from({ length: count }, (_, index) => {
    const indices = [...first];
    indices[dimension] = index;
    return recorded === null ? NaN : recorded(indices);
  });
  const axis = evenAxis(line, planned, { name, unit }, count);
  return {
    axis,
    at: (indices) => {
      const value = recorded?.(indices) ?? NaN;
      return Number.isFinite(value) ? value : axis.start + indices[dimension] * axis.step;
    },
  };
}

/** Sample stages and piezo as they stood: position less offset. */
export function standingMotors(file: Hdf5File, entry: string): FrameMotor[] {
  const root = `${entry}/ANTARES`;
  return file.childNames(root).flatMap((device): FrameMotor[] => {
    const path = `${root}/${device}`;
    if (/-pi$/.test(device)) {
      return ['x', 'y', 'z'].flatMap((axis): FrameMotor[] => {
        const value = valueIn(file, `${path}/${axis}`);
        return value === null ? [] : [{ name: `pi/${axis}`, unit: 'um', value }];
      });
    }
    const stage = /(?:^|-)(mt_s\w+)$/.exec(device)?.[1];
    const position = stage === undefined ? null : valueIn(file, `${path}/position`);
    if (stage === undefined || position === null) return [];
    const value = position - (valueIn(file, `${path}/offset`) ?? 0);
    return [{ name: stage, unit: stageUnit(stage), value }];
  });
}

/** A number kept by itself or, in older files, as `data` in a group of its own. */
export function valueIn(file: Hdf5File, path: string): number | null {
  const value = file.scalar(path) ?? file.scalar(`${path}/data`);
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Even steps through what was measured so far, else the trajectory, else a count. */
function evenAxis(
  line: readonly number[],
  planned: Axis | null,
  named: { name: string; unit: string },
  count: number,
): Axis {
  const measured = line.findIndex((value) => !Number.isFinite(value));
  const known = measured < 0 ? line : line.slice(0, measured);
  const through = known.length < 2 ? null : uniformAxis(known, named.name, named.unit);
  if (through !== null && !('reason' in through)) {
    const step = (known[known.length - 1] - known[0]) / (known.length - 1);
    return { ...named, start: known[0], step, count };
  }
  if (planned !== null && planned.count === count) return planned;
  return { ...named, start: known.at(0) ?? 0, step: 1, count };
}

function trajectory(
  file: Hdf5File,
  entry: string,
  number: string,
  named: { name: string; unit: string },
): Axis | null {
  const path = `${entry}/scan_config/trajectory/actuator_${number}`;
  const [from, to, delta] = ['from', 'to', 'delta'].map((name) => valueIn(file, `${path}/${name}`));
  if (from === null || to === null || delta === null || delta === 0) return null;
  const count = Math.round(Math.abs((to - from) / delta)) + 1;
  return { ...named, start: from, step: Math.abs(delta) * Math.sign(to - from || 1), count };
}

/** Positions read back: along the dimension, or at every point of the scan. Null without. */
function recordedPositions(
  file: Hdf5File,
  path: string,
  scan: readonly number[],
  dimension: number,
): ((indices: readonly number[]) => number) | null {
  if (file.kindOf(path) !== 'dataset' || !file.isNumeric(path)) return null;
  const shape = file.shapeOf(path).filter((length) => length !== 1);
  const total = shape.reduce((product, length) => product * length, 1);
  const points = scan.reduce((product, length) => product * length, 1);
  if (total === points && points > scan[dimension]) {
    const values = file.numbers(path);
    return (indices) => values[indices.reduce((flat, index, d) => flat * scan[d] + index, 0)];
  }
  if (total !== scan[dimension]) return null;
  const values = file.numbers(path);
  return (indices) => values[indices[dimension]];
}

/**
 * The name of an actuator, by its Tango path, and its unit. The file states none: `mt_…` and
 * ST, SZ are the coarse stage in mm, `pi/…` and PIX, PIY the piezo in µm, deflections degrees.
 */
function actuatorName(
  file: Hdf5File,
  entry: string,
  number: string,
  recordedPath: string,
): { name: string; unit: string } {
  const path = `${entry}/scan_config/trajectory/actuator_${number}/name`;
  const tango = (file.text(path) ?? file.textAttribute(recordedPath, 'long_name') ?? '')
    .replaceAll("'", '')
    .replace(/\/(position|value)$/, '');
  const parts = tango.split('/').filter((part) => part !== '');
  const name =
    parts.at(-2) === 'pi'
      ? parts.slice(-2).join('/')
      : (parts.at(-1) ?? '').replace(/^.*-(?=mt_)/, '');
  return { name, unit: stageUnit(name) };
}

function stageUnit(name: string): string {
  if (/^(pi\/|pi_?[xyz]$)/i.test(name)) return 'um';
  if (/^mt_sr|defl|theta|phi/i.test(name)) return 'deg';
  return /^(mt_|s[ntxyz]$)/i.test(name) ? 'mm' : '';
}
