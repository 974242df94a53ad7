import { BRACKET_COUNT, COUNT_CLASS_COUNT, type ComponentProbabilities } from '#core/quality/types';
import type { PreparedSpectrum } from '#model/preprocess';
import { labelProfileNames, type LabelProfileName } from '#shared/labels';
import { createPointBatch, type PointBatch } from '#shared/points';
import { quantityNames, type QuantityName } from '#shared/quantities';
import type { FrameReference } from '#shared/scan';
import { float32Column, float64Column, uint32Column } from './columns';
import { MotorTable } from './motor-table';

const PROBABILITY_COUNT = 2 * BRACKET_COUNT + COUNT_CLASS_COUNT + 2;
/** Points looked at for files that had a size and time. */
const MOST_NAMESAKES = 64;
const FLAGS_AT = 2 * BRACKET_COUNT + COUNT_CLASS_COUNT;

/** What the network's output for a point was asked for. */
export interface ScoreScale {
  /** Counts that earn the full N score. */
  fullScoreCounts: number;
  labelProfile: LabelProfileName;
}

/** Numbers of a prepared spectrum that the calibration acts on; the image itself is not kept. */
export type NetworkInputs = Omit<PreparedSpectrum, 'image'>;

/**
 * All points of a scan as growing columns: a point costs a few hundred bytes whatever
 * its spectrum. Ids are dense and start at 0.
 */
export class PointStore {
  readonly motors = new MotorTable();
  readonly fileNames: string[] = [];
  private readonly fileIndices = new Map<string, number>();
  private readonly idByFrame = new Map<string, number>();
  /** Latest point from a file of a modification time. */
  private readonly latestByTime = new Map<number, number>();
  private length = 0;

  private readonly columns = {
    fileIndex: uint32Column(),
    frame: uint32Column(),
    arrivedAt: float64Column(),
    size: float64Column(),
    modifiedAt: float64Column(),
    /** Id of an earlier point from a file of the same modification time, plus one; 0 for none. */
    nextOfTime: uint32Column(),
    x: float64Column(),
    y: float64Column(),
    inputs: float64Column(5),
    probabilities: float32Column(PROBABILITY_COUNT),
    fullScoreCounts: float64Column(),
    /** Index into `labelProfileNames`. */
    labelProfile: uint32Column(),
    /** Position, its error, FWHM, its error, amplitude, background; NaN where there is no fit. */
    fit: float64Column(7),
    backgroundFraction: float64Column(),
    fitVersion: uint32Column(),
  };
  private readonly quantities = Object.fromEntries(
    quantityNames.map((name) => [name, float32Column()]),
  ) as Record<QuantityName, ReturnType<typeof float32Column>>;

  get count(): number {
    return this.length;
  }

  /** Column of a value per point. Holds room beyond `count`; valid until the next point is added. */
  column(
    name:
      'arrivedAt' | 'size' | 'modifiedAt' | 'x' | 'y' | 'fullScoreCounts' | 'backgroundFraction',
  ): Float64Array {
    return this.columns[name].data;
  }

  get fitVersion(): Uint32Array {
    return this.columns.fitVersion.data;
  }

  /** Stored fit of a point: seven numbers, NaN where there is none. A view. */
  fit(id: number): Float64Array {
    return this.columns.fit.row(id);
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

  /** Id of a frame; the next free one for a frame that is new. */
  add(reference: FrameReference): number {
    const file = this.fileIndex(reference.file);
    const key = frameKey(file, reference.frame);
    const known = this.idByFrame.get(key);
    if (known !== undefined) return known;
    const id = this.length++;
    for (const column of [...Object.values(this.columns), ...Object.values(this.quantities)]) {
      column.reserve(this.length);
    }
    this.idByFrame.set(key, id);
    this.columns.fileIndex.data[id] = file;
    this.columns.frame.data[id] = reference.frame;
    return id;
  }

  setInputs(id: number, inputs: NetworkInputs): void {
    this.columns.inputs
      .row(id)
      .set([
        inputs.totalCounts,
        inputs.meanCounts,
        inputs.maxCounts,
        inputs.energyPerPixelEv ?? NaN,
        inputs.anglePerPixelDeg ?? NaN,
      ]);
    this.quantity('totalCounts')[id] = inputs.totalCounts;
  }

  inputs(id: number): NetworkInputs {
    const [totalCounts, meanCounts, maxCounts, energyPerPixelEv, anglePerPixelDeg] =
      this.columns.inputs.row(id);
    return {
      totalCounts,
      meanCounts,
      maxCounts,
      energyPerPixelEv: Number.isNaN(energyPerPixelEv) ? null : energyPerPixelEv,
      anglePerPixelDeg: Number.isNaN(anglePerPixelDeg) ? null : anglePerPixelDeg,
    };
  }

  totalCounts(id: number): number {
    return this.columns.inputs.data[id * 5];
  }

  setProbabilities(id: number, p: ComponentProbabilities, scale: ScoreScale): void {
    const row = this.columns.probabilities.row(id);
    row.set(Array.from(p.sharpness), 0);
    row.set(Array.from(p.signalToBackground), BRACKET_COUNT);
    row.set(Array.from(p.counts), 2 * BRACKET_COUNT);
    row[FLAGS_AT] = p.featureMissing;
    row[FLAGS_AT + 1] = p.lowSignalAndCounts;
    this.columns.fullScoreCounts.data[id] = scale.fullScoreCounts;
    this.columns.labelProfile.data[id] = labelProfileNames.indexOf(scale.labelProfile);
  }

  /** The scale that a point's probabilities are on. */
  scale(id: number): ScoreScale {
    return {
      fullScoreCounts: this.columns.fullScoreCounts.data[id],
      labelProfile: labelProfileNames[this.columns.labelProfile.data[id]],
    };
  }

  /** The network's output for a point. Its lists are views. */
  probabilities(id: number): ComponentProbabilities {
    const row = this.columns.probabilities.row(id);
    return {
      sharpness: row.subarray(0, BRACKET_COUNT),
      signalToBackground: row.subarray(BRACKET_COUNT, 2 * BRACKET_COUNT),
      counts: row.subarray(2 * BRACKET_COUNT, FLAGS_AT),
      featureMissing: row[FLAGS_AT],
      lowSignalAndCounts: row[FLAGS_AT + 1],
    };
  }

  probabilityRow(id: number): Float32Array {
    return this.columns.probabilities.row(id);
  }

  inputRow(id: number): Float64Array {
    return this.columns.inputs.row(id);
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
