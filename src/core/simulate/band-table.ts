import { SweetSpotError } from '#shared/errors';

/** A uniform momentum axis, Å⁻¹. */
export interface MomentumAxis {
  start: number;
  step: number;
  count: number;
}

/** Band energies on a momentum grid, as a calculation delivers them. */
export interface BandTable {
  kx: MomentumAxis;
  ky: MomentumAxis;
  names: string[];
  /** Per band, row-major [ky][kx], relative to the Fermi level, eV. */
  energiesEv: number[][];
  /** Whether the grid covers one period, so that bands repeat beyond it; else there are none. */
  isPeriodic: boolean;
}

/** Largest deviation from even spacing, over the step. */
const SPACING_TOLERANCE = 1e-3;

/**
 * Reads a CSV table with the header `kx, ky, <band>, …`, one row per momentum in
 * Å⁻¹ and energies in eV relative to the Fermi level. The momenta must form a
 * complete, evenly spaced grid, in any order of rows. Throws `invalid-format`
 * with the line that does not fit.
 */
export function parseBandTable(csv: string, options: { isPeriodic: boolean }): BandTable {
  const lines = csv
    .split(/\r?\n/)
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  const header =
    lines
      .at(0)
      ?.text.split(',')
      .map((name) => name.trim()) ?? [];
  if (header.length < 3 || header[0] !== 'kx' || header[1] !== 'ky') {
    throw invalid(`a header "kx, ky, band, …" was expected, found "${header.join(', ')}"`);
  }
  const rows = lines.slice(1).map(({ text, number }) => {
    const values = text
      .split(',')
      .map((field) => (field.trim() === '' ? Number.NaN : Number(field)));
    if (values.length !== header.length || values.some((value) => !Number.isFinite(value))) {
      throw invalid(`${header.length} numbers were expected in line ${number}, found "${text}"`);
    }
    return values;
  });
  const kx = axisOf(
    'kx',
    rows.map((row) => row[0]),
  );
  const ky = axisOf(
    'ky',
    rows.map((row) => row[1]),
  );
  const size = kx.count * ky.count;
  if (rows.length !== size) {
    throw invalid(
      `${size} rows were expected for a grid of ${kx.count} × ${ky.count} momenta, found ${rows.length}`,
    );
  }
  const names = header.slice(2);
  const energiesEv = names.map(() => new Array<number>(size).fill(Number.NaN));
  for (const row of rows) {
    const place = indexOn(ky, row[1]) * kx.count + indexOn(kx, row[0]);
    if (!Number.isNaN(energiesEv[0][place])) {
      throw invalid(`each momentum was expected once, found kx ${row[0]}, ky ${row[1]} twice`);
    }
    names.forEach((_, band) => {
      energiesEv[band][place] = row[band + 2];
    });
  }
  return { kx, ky, names, energiesEv, isPeriodic: options.isPeriodic };
}

function invalid(problem: string): SweetSpotError {
  return new SweetSpotError('invalid-format', `In the table of bands ${problem}.`);
}

function indexOn(axis: MomentumAxis, value: number): number {
  return Math.round((value - axis.start) / axis.step);
}

function axisOf(name: string, values: number[]): MomentumAxis {
  const sorted = [...values].sort((a, b) => a - b);
  const span = sorted.length > 0 ? sorted[sorted.length - 1] - sorted[0] : 0;
  const distinct = sorted.filter(
    (value, index) => index === 0 || value - sorted[index - 1] > 1e-9 * Math.max(span, 1e-9),
  );
  if (distinct.length < 2) {
    throw invalid(`at least 2 values of ${name} were expected, found ${distinct.length}`);
  }
  const start = distinct[0];
  const count = distinct.length;
  const step = (distinct[count - 1] - start) / (count - 1);
  distinct.forEach((value, index) => {
    if (Math.abs(value - start - index * step) > SPACING_TOLERANCE * step) {
      throw invalid(`evenly spaced values of ${name} were expected, found ${value} out of step`);
    }
  });
  return { start, step, count };
}

/** Lower neighbour, upper neighbour and share of the upper one; null beyond the grid. */
function neighboursOn(
  axis: MomentumAxis,
  value: number,
  isPeriodic: boolean,
): { low: number; high: number; share: number } | null {
  const position = (value - axis.start) / axis.step;
  const low = Math.floor(position);
  const share = position - low;
  const { count } = axis;
  if (isPeriodic) {
    const wrapped = ((low % count) + count) % count;
    return { low: wrapped, high: (wrapped + 1) % count, share };
  }
  if (position < 0 || position > count - 1) return null;
  return { low, high: Math.min(low + 1, count - 1), share };
}

/** Where a momentum lies in a table: four entries of a band's energies, and how they mix. */
interface TablePlace {
  lowerLeft: number;
  lowerRight: number;
  upperLeft: number;
  upperRight: number;
  shareX: number;
  shareY: number;
}

/** The place of kx, ky in Å⁻¹; null beyond a table that does not repeat. */
export function placeInTable(table: BandTable, kx: number, ky: number): TablePlace | null {
  const x = neighboursOn(table.kx, kx, table.isPeriodic);
  const y = neighboursOn(table.ky, ky, table.isPeriodic);
  if (x === null || y === null) return null;
  const lower = y.low * table.kx.count;
  const upper = y.high * table.kx.count;
  return {
    lowerLeft: lower + x.low,
    lowerRight: lower + x.high,
    upperLeft: upper + x.low,
    upperRight: upper + x.high,
    shareX: x.share,
    shareY: y.share,
  };
}

/** Energy of one band at a place of its table by bilinear interpolation, eV. */
export function bandEnergyAt(energiesEv: readonly number[], place: TablePlace): number {
  const { shareX, shareY } = place;
  const below = energiesEv[place.lowerLeft] * (1 - shareX) + energiesEv[place.lowerRight] * shareX;
  const above = energiesEv[place.upperLeft] * (1 - shareX) + energiesEv[place.upperRight] * shareX;
  return below * (1 - shareY) + above * shareY;
}
