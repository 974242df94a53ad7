import { quantityNames, type QuantityName } from '#shared/quantities';
import { createPointBatch, type PointBatch } from '#shared/points';
import type { FrameReference } from '#shared/scan';

const FIRST_CAPACITY = 1024;
/** Room beyond the points there are, so that the next one after a snapshot needs none made. */
const HEADROOM = 1.25;

/**
 * All points of the scan as columns that grow by doubling. Point n is at index n;
 * a batch adds points or rewrites those already there.
 */
export class PointColumns {
  length = 0;
  private columns = createPointBatch(FIRST_CAPACITY);
  /** Place of each file name in the columns' own list; batches number theirs anew. */
  private readonly fileNumbers = new Map<string, number>();

  get x(): Float64Array {
    return this.columns.x;
  }

  get y(): Float64Array {
    return this.columns.y;
  }

  get arrivedAt(): Float64Array {
    return this.columns.arrivedAt;
  }

  get quantities(): Record<QuantityName, Float32Array> {
    return this.columns.quantities;
  }

  /** File and frame the point was read from. */
  referenceOf(id: number): FrameReference {
    const { fileNames, fileIndex, frames } = this.columns;
    return { file: fileNames[fileIndex[id]], frame: frames[id] };
  }

  /** Writes a batch; true when it changed points that were there before. */
  apply(batch: PointBatch): boolean {
    const lengthBefore = this.length;
    let changed = false;
    for (const id of batch.ids) this.length = Math.max(this.length, id + 1);
    if (this.length > this.columns.x.length) this.reserve(Math.ceil(HEADROOM * this.length));
    const fileNumbers = batch.fileNames.map((name) => this.fileNumber(name));
    batch.ids.forEach((id, index) => {
      changed ||= id < lengthBefore;
      this.columns.x[id] = batch.x[index];
      this.columns.y[id] = batch.y[index];
      this.columns.arrivedAt[id] = batch.arrivedAt[index];
      this.columns.fileIndex[id] = fileNumbers[batch.fileIndex[index]];
      this.columns.frames[id] = batch.frames[index];
      for (const name of quantityNames) {
        this.columns.quantities[name][id] = batch.quantities[name][index];
      }
    });
    return changed;
  }

  private fileNumber(name: string): number {
    const known = this.fileNumbers.get(name);
    if (known !== undefined) return known;
    const number = this.columns.fileNames.push(name) - 1;
    this.fileNumbers.set(name, number);
    return number;
  }

  /** Makes room for so many points: growing later, in the midst of a scan, takes a moment. */
  reserve(length: number): void {
    const capacity = this.columns.x.length;
    if (length <= capacity) return;
    const grown = createPointBatch(Math.max(length, 2 * capacity));
    grown.ids.set(this.columns.ids);
    grown.x.set(this.columns.x);
    grown.y.set(this.columns.y);
    grown.arrivedAt.set(this.columns.arrivedAt);
    grown.fileNames = this.columns.fileNames;
    grown.fileIndex.set(this.columns.fileIndex);
    grown.frames.set(this.columns.frames);
    for (const name of quantityNames) grown.quantities[name].set(this.columns.quantities[name]);
    this.columns = grown;
  }
}
