import { Dataset, File } from 'h5wasm/node';
import type { Axis } from '#shared/axis';
import { SweetSpotError } from '#shared/errors';
import { loadHdf5 } from '../hdf5/writing-library';
import type { PointScan } from './generic-nexus-writer';
import { reserve, writing } from './new-file';
import {
  createAxis,
  createNexusGroup,
  createNumbers,
  createText,
  setAttributes,
} from './nexus-tree';

/** The raster of a block: its motors' set positions across and up. */
export interface BlockRaster {
  x: Axis;
  y: Axis;
  /** What stands where nothing has been measured yet. */
  unfilled: 'nan' | 'zero';
}

const entry = '/entry';
const dataGroup = `${entry}/data`;
const signal = `${dataGroup}/data`;

/**
 * Writes a scan as one block [y, x, energy, angle] whose room is laid out beforehand, and
 * whose pixels may be filled in any order; readable through SWMR all the while.
 */
export class BlockScanWriter {
  private constructor(
    private readonly file: File,
    private readonly scan: PointScan,
    private readonly path: string,
  ) {}

  /** Creates the file; an existing one is never overwritten (`write-failed`). */
  static async create(
    path: string,
    scan: PointScan,
    raster: BlockRaster,
  ): Promise<BlockScanWriter> {
    await loadHdf5();
    reserve(path);
    return writing(path, () => {
      const file = new File(path, 'w', { libver: 'v110' });
      createLayout(file, scan, raster);
      const writer = new BlockScanWriter(file, scan, path);
      writer.layOut(raster);
      file.start_swmr_write();
      return writer;
    });
  }

  /** Fills a pixel; `counts` is row-major [energy][angle]. */
  write(column: number, row: number, counts: Float32Array): void {
    writing(this.path, () => {
      this.fill(column, row, counts);
      this.file.flush();
    });
  }

  /** Marks the scan as over and closes the file. */
  finish(): void {
    writing(this.path, () => {
      this.dataset(`${entry}/finished`).write_slice([[0, 1]], Uint8Array.of(1));
      this.file.flush();
      this.file.close();
    });
  }

  private layOut({ x, y, unfilled }: BlockRaster): void {
    const { energy, angle } = this.scan;
    this.dataset(signal).resize([y.count, x.count, energy.count, angle.count]);
    if (unfilled === 'zero') return;
    const empty = new Float32Array(energy.count * angle.count).fill(NaN);
    for (let row = 0; row < y.count; row++) {
      for (let column = 0; column < x.count; column++) this.fill(column, row, empty);
    }
  }

  private fill(column: number, row: number, counts: Float32Array): void {
    const { energy, angle } = this.scan;
    this.dataset(signal).write_slice(
      [
        [row, row + 1],
        [column, column + 1],
        [0, energy.count],
        [0, angle.count],
      ],
      counts,
    );
  }

  private dataset(path: string): Dataset {
    const dataset = this.file.get(path);
    if (dataset instanceof Dataset) return dataset;
    throw new SweetSpotError('internal', `${this.path}: expected the data set ${path}.`);
  }
}

function createLayout(file: File, scan: PointScan, { x, y }: BlockRaster): void {
  const { energy, angle } = scan;
  setAttributes(file, '/', { default: 'entry' });
  createNexusGroup(file, entry, 'NXentry', { default: 'data' });
  createText(file, `${entry}/title`, scan.title);
  createText(file, `${entry}/start_time`, scan.startTime);
  createNumbers(file, `${entry}/finished`, { values: Uint8Array.of(0) });
  createNumbers(file, `${entry}/dwell`, {
    values: Float64Array.of(scan.dwellSeconds),
    attributes: { units: 's' },
  });
  const axes = [
    { key: y.name, axis: y },
    { key: x.name, axis: x },
    { key: 'energy', axis: energy },
    { key: 'angle', axis: angle },
  ];
  createNexusGroup(file, dataGroup, 'NXdata', {
    signal: 'data',
    axes: axes.map(({ key }) => key),
    ...Object.fromEntries(axes.map(({ key }, index) => [`${key}_indices`, index])),
  });
  const frame = [energy.count, angle.count];
  createNumbers(file, signal, {
    values: new Float32Array(0),
    shape: [0, 0, ...frame],
    maxshape: [y.count, x.count, ...frame],
    chunks: [1, 1, ...frame],
    compression: 1,
    attributes: { units: 'counts' },
  });
  for (const { key, axis } of axes) createAxis(file, `${dataGroup}/${key}`, axis);
}
