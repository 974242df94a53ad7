export type TypedArray = Float32Array | Float64Array | Uint32Array;

/** A growing column of numbers with `stride` values a row; appending costs O(1) on average. */
export class Column<Values extends TypedArray> {
  private values: Values;

  constructor(
    private readonly create: (length: number) => Values,
    readonly stride = 1,
    private readonly initial = 0,
  ) {
    this.values = create(64 * stride).fill(initial) as Values;
  }

  /** All values, with room beyond those in use. Valid until the next `reserve`. */
  get data(): Values {
    return this.values;
  }

  /** Makes room for `rows` rows; new ones hold the initial value. */
  reserve(rows: number): void {
    const needed = rows * this.stride;
    if (needed <= this.values.length) return;
    const grown = this.create(Math.max(needed, 2 * this.values.length)).fill(this.initial);
    grown.set(this.values);
    this.values = grown as Values;
  }

  /** Values of one row. A view: it changes with the column. */
  row(index: number): Values {
    return this.values.subarray(index * this.stride, (index + 1) * this.stride) as Values;
  }
}

export const float32Column = (stride = 1, initial = NaN) =>
  new Column((length) => new Float32Array(length), stride, initial);
export const float64Column = (stride = 1, initial = NaN) =>
  new Column((length) => new Float64Array(length), stride, initial);
export const uint32Column = (stride = 1) => new Column((length) => new Uint32Array(length), stride);
