import { createPointBatch, type PointBatch } from '#shared/points';
import { quantityNames, type QuantityName } from '#shared/quantities';
import type { FrameReference } from '#shared/scan';
import {
  float32Column,
  float64Column,
  uint32Column,
  type Column,
  type TypedArray,
} from './columns';
import { MotorTable } from './motor-table';
import type { SpectrumPrint } from './spectrum-print';

/** Points looked at for files that had a size and time. */
const MOST_NAMESAKES = 64;

/**
 * Points of a scan as growing columns: a point costs a few hundred bytes whatever its
 * spectrum. Ids are dense and start at 0. The store knows files, positions and the described
 * quantities; a feature attaches columns of its own for what only it reads.
 */
export class PointStore {
  readonly motors = new MotorTable();
  readonly fileNames: string[] = [];
  private readonly fileIndices = new Map<string, number>();
  private readonly idByFrame = new Map<string, number>();
  /** Points whose number in the session's files is not their id. */
  private readonly idByOtherRow = new Map<number, number>();
  /** Latest point from a file of a modification time. */
  private readonly latestByTime = new Map<number, number>();
  private length = 0;
  private nextRow = 0;

  private readonly columns = {
    fileIndex: uint32Column(),
    frame: uint32Column(),
    /** Number that the point goes by in the session's files. */
    row: uint32Column(),
    arrivedAt: float64Column(),
    size: float64Column(),
    modifiedAt: float64Column(),
    /** Id of an earlier point from a file of the same modification time, plus one; 0 for none. */
    nextOfTime: uint32Column(),
    x: float64Column(),
    y: float64Column(),
    /** Sum over the image, counts; not rounded to float32. */
    total: float64Column(),
    /** Hash of the spectrum; NaN where an earlier version kept none. */
    print: float64Column(),
  };
  private readonly quantities = Object.fromEntries(
    quantityNames.map((name) => [name, float32Column()]),
  ) as Record<QuantityName, ReturnType<typeof float32Column>>;
  private readonly growing: { reserve: (rows: number) => void }[] = [
    ...Object.values(this.columns),
    ...Object.values(this.quantities),
  ];

  get count(): number {
    return this.length;
  }

  /** A column of a feature's own: from here on it has room for every point. */
  attach<Values extends TypedArray>(column: Column<Values>): Column<Values> {
    column.reserve(this.length);
    this.growing.push(column);
    return column;
  }

  /** Column of a value per point. Holds room beyond `count`; valid until the next point is added. */
  column(name: 'arrivedAt' | 'size' | 'modifiedAt' | 'x' | 'y' | 'total'): Float64Array {
    return this.columns[name].data;
  }

  quantity(name: QuantityName): Float32Array {
    return this.quantities[name].data;
  }

  idOf(reference: FrameReference): number | undefined {
    const file = this.fileIndices.get(reference.file);
    return file === undefined ? undefined : this.idByFrame.get(frameKey(file, reference.frame));
  }

  reference(id: number): FrameReference {
    return {
      file: this.fileNames[this.columns.fileIndex.data[id]],
      frame: this.columns.frame.data[id],
    };
  }

  /** Number of a point in the session's files. */
  row(id: number): number {
    return this.columns.row.data[id];
  }

  /** Point with a number in the session's files; undefined where that was lost. */
  idOfRow(row: number): number | undefined {
    const other = this.idByOtherRow.get(row);
    if (other !== undefined) return other;
    return row < this.length && this.row(row) === row ? row : undefined;
  }

  /**
   * Id of a frame; the next free one for a frame that is new. `row`: the number it has in the
   * session's files already.
   */
  add(reference: FrameReference, row = this.nextRow): number {
    const file = this.fileIndex(reference.file);
    const key = frameKey(file, reference.frame);
    const known = this.idByFrame.get(key);
    if (known !== undefined) return known;
    const id = this.length++;
    for (const column of this.growing) column.reserve(this.length);
    this.idByFrame.set(key, id);
    this.columns.fileIndex.data[id] = file;
    this.columns.frame.data[id] = reference.frame;
    this.columns.row.data[id] = row;
    if (row !== id) this.idByOtherRow.set(row, id);
    this.nextRow = Math.max(this.nextRow, row + 1);
    return id;
  }

  setPrint(id: number, { total, print }: SpectrumPrint): void {
    this.columns.total.data[id] = total;
    this.columns.print.data[id] = print ?? NaN;
    this.quantity('totalCounts')[id] = total;
  }

  /** What a point's spectrum is known by. */
  print(id: number): SpectrumPrint {
    const print = this.columns.print.data[id];
    return { total: this.totalCounts(id), print: Number.isNaN(print) ? null : print };
  }

  totalCounts(id: number): number {
    return this.columns.total.data[id];
  }

  /** Size and modification time of a point's file as it was read. */
  setFingerprint(id: number, size: number, modifiedAt: number): void {
    this.columns.size.data[id] = size;
    this.columns.modifiedAt.data[id] = modifiedAt;
    const latest = this.latestByTime.get(modifiedAt);
    if (latest === id) return;
    this.columns.nextOfTime.data[id] = latest === undefined ? 0 : latest + 1;
    this.latestByTime.set(modifiedAt, id);
  }

  /** Scored files that had this size and modification time, the latest first; not all of very many. */
  filesLike(size: number, modifiedAt: number): string[] {
    const { size: sizes, modifiedAt: times, nextOfTime } = this.columns;
    const names = new Set<string>();
    let id = this.latestByTime.get(modifiedAt) ?? -1;
    for (let step = 0; id >= 0 && step < MOST_NAMESAKES; step++) {
      if (sizes.data[id] === size && times.data[id] === modifiedAt) {
        names.add(this.reference(id).file);
      }
      id = nextOfTime.data[id] - 1;
    }
    return [...names];
  }

  /** A file goes by another name from here on; its points stay what they are. */
  renameFile(from: string, to: string): void {
    const index = this.fileIndices.get(from);
    if (index === undefined || this.fileIndices.has(to)) return;
    this.fileIndices.delete(from);
    this.fileIndices.set(to, index);
    this.fileNames[index] = to;
  }

  /** Points as the views get them. */
  batch(ids: ArrayLike<number>): PointBatch {
    const batch = createPointBatch(ids.length);
    const local = new Map<number, number>();
    const { fileIndex, frame, x, y, arrivedAt } = this.columns;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i];
      const file = fileIndex.data[id];
      let index = local.get(file);
      if (index === undefined) {
        index = local.size;
        local.set(file, index);
        batch.fileNames.push(this.fileNames[file]);
      }
      batch.ids[i] = id;
      batch.fileIndex[i] = index;
      batch.frames[i] = frame.data[id];
      batch.x[i] = x.data[id];
      batch.y[i] = y.data[id];
      batch.arrivedAt[i] = arrivedAt.data[id];
    }
    for (const name of quantityNames) {
      const source = this.quantities[name].data;
      const target = batch.quantities[name];
      for (let i = 0; i < ids.length; i++) target[i] = source[ids[i]];
    }
    return batch;
  }

  private fileIndex(file: string): number {
    const known = this.fileIndices.get(file);
    if (known !== undefined) return known;
    this.fileIndices.set(file, this.fileNames.length);
    return this.fileNames.push(file) - 1;
  }
}

function frameKey(fileIndex: number, frame: number): string {
  return `${fileIndex}#${frame}`;
}
