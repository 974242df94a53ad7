import { File, Dataset } from 'h5wasm/node';
import type { Axis } from '#shared/axis';
import { SweetSpotError } from '#shared/errors';
import { loadHdf5 } from '../hdf5/writing-library';
import { reserve, writing } from './new-file';
import {
  createAxis,
  createNexusGroup,
  createNumbers,
  createText,
  setAttributes,
} from './nexus-tree';

/** A motor of the scan; those marked are the map's axes. */
export interface ScanMotor {
  name: string;
  unit: string;
  scanAxis: 'x' | 'y' | null;
}

/** What is known before the first point. */
export interface PointScan {
  title: string;
  /** ISO 8601 with zone. */
  startTime: string;
  /** Points the scan is set up for, in this file and its siblings. */
  expectedPoints: number;
  dwellSeconds: number;
  energy: Axis;
  angle: Axis;
  motors: ScanMotor[];
}

/** One measured point. */
export interface ScanPoint {
  /** Row-major [energy][angle]. */
  counts: Float32Array;
  /** One entry a motor, in the order of the scan's motors. */
  positions: { set: number; readback: number }[];
  secondsSinceStart: number;
}

const entry = '/entry';
const dataGroup = `${entry}/data`;
const signal = `${dataGroup}/data`;
const positioner = (name: string) => `${entry}/instrument/${name}`;

/**
 * Writes the generic layout (docs/generic-layout.md). `live` files can be read
 * through SWMR while they grow; each append leaves the file consistent on disk.
 */
export class PointScanWriter {
  private written = 0;

  private constructor(
    private readonly file: File,
    private readonly scan: PointScan,
    private readonly path: string,
  ) {}

  /** Creates the file; an existing one is never overwritten (`write-failed`). */
  static async create(
    path: string,
    scan: PointScan,
    options: { live: boolean },
  ): Promise<PointScanWriter> {
    await loadHdf5();
    reserve(path);
    return writing(path, () => {
      const file = new File(path, 'w', { libver: 'v110' });
      createLayout(file, scan, options.live ? scan.expectedPoints : 1);
      if (options.live) file.start_swmr_write();
      return new PointScanWriter(file, scan, path);
    });
  }

  append(point: ScanPoint): void {
    const { energy, angle, motors } = this.scan;
    const index = this.written;
    writing(this.path, () => {
      this.appendRow(signal, index, point.counts, [energy.count, angle.count]);
      motors.forEach(({ name }, i) => {
        const { set, readback } = point.positions[i];
        this.appendRow(`${positioner(name)}/value`, index, Float64Array.of(readback));
        this.appendRow(`${positioner(name)}/target_value`, index, Float64Array.of(set));
      });
      this.appendRow(`${entry}/point_time`, index, Float64Array.of(point.secondsSinceStart));
      this.file.flush();
      // Counted last: a reader that sees the number finds every row it stands for on disk.
      this.overwrite(`${entry}/points_written`, Int32Array.of(index + 1));
      this.file.flush();
    });
    this.written++;
  }

  /** Marks the scan as over and closes the file. */
  finish(): void {
    writing(this.path, () => {
      this.overwrite(`${entry}/finished`, Uint8Array.of(1));
      this.file.flush();
      this.file.close();
    });
  }

  private appendRow(
    path: string,
    index: number,
    values: Float32Array | Float64Array,
    rowShape: number[] = [],
  ): void {
    const dataset = this.dataset(path);
    dataset.resize([index + 1, ...rowShape]);
    dataset.write_slice(
      [[index, index + 1], ...rowShape.map((length): [number, number] => [0, length])],
      values,
    );
  }

  private overwrite(path: string, values: Int32Array | Uint8Array): void {
    this.dataset(path).write_slice([[0, values.length]], values);
  }

  private dataset(path: string): Dataset {
    const dataset = this.file.get(path);
    if (dataset instanceof Dataset) return dataset;
    throw new SweetSpotError('internal', `${this.path}: expected the data set ${path}.`);
  }
}

/** `pointsInFile` only decides how much space the columns take at once. */
function createLayout(file: File, scan: PointScan, pointsInFile: number): void {
  const { energy, angle, motors } = scan;
  setAttributes(file, '/', { default: 'entry' });
  createNexusGroup(file, entry, 'NXentry', { default: 'data' });
  createText(file, `${entry}/title`, scan.title);
  createText(file, `${entry}/start_time`, scan.startTime);
  createNumbers(file, `${entry}/expected_points`, { values: Int32Array.of(scan.expectedPoints) });
  createNumbers(file, `${entry}/points_written`, { values: Int32Array.of(0) });
  createNumbers(file, `${entry}/finished`, { values: Uint8Array.of(0) });
  createNumbers(file, `${entry}/dwell`, {
    values: Float64Array.of(scan.dwellSeconds),
    attributes: { units: 's' },
  });
  const columnChunk = Math.min(256, Math.max(1, pointsInFile));
  createColumn(file, `${entry}/point_time`, columnChunk, { units: 's' });

  createNexusGroup(file, `${entry}/instrument`, 'NXinstrument');
  for (const { name, unit, scanAxis } of motors) {
    const path = positioner(name);
    createNexusGroup(file, path, 'NXpositioner', scanAxis === null ? {} : { scan_axis: scanAxis });
    createColumn(file, `${path}/value`, columnChunk, { units: unit });
    createColumn(file, `${path}/target_value`, columnChunk, { units: unit });
  }

  createNexusGroup(file, dataGroup, 'NXdata', {
    signal: 'data',
    axes: ['.', 'energy', 'angle'],
    energy_indices: 1,
    angle_indices: 2,
    ...Object.fromEntries(motors.map(({ name }) => [`${name}_indices`, 0])),
  });
  createNumbers(file, signal, {
    values: new Float32Array(0),
    shape: [0, energy.count, angle.count],
    maxshape: [null, energy.count, angle.count],
    chunks: [1, energy.count, angle.count],
    compression: 1,
    attributes: { units: 'counts' },
  });
  createAxis(file, `${dataGroup}/energy`, energy);
  createAxis(file, `${dataGroup}/angle`, angle);
  for (const { name } of motors) {
    file.create_hard_link(`${positioner(name)}/value`, `${dataGroup}/${name}`.slice(1));
  }
}

/** A data set with one number a point. */
function createColumn(
  file: File,
  path: string,
  chunk: number,
  attributes: Record<string, string>,
): void {
  createNumbers(file, path, {
    values: new Float64Array(0),
    shape: [0],
    maxshape: [null],
    chunks: [chunk],
    attributes,
  });
}
