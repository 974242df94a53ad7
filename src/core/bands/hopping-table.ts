import { SweetSpotError } from '#shared/errors';
import type { BandFamily, FamilyParameter, HoppingTerm, PlanarLattice } from './band-family';

/** How a table of hoppings is read. */
export interface HoppingTableOptions {
  lattice: Exclude<PlanarLattice, 'none'>;
  /** Entries to fit by themselves, as `rx,ry,rz,a,b`; all others move with `scale`. */
  free: readonly string[];
  /** Out-of-plane phase k_z c, rad. */
  kzPhase: number;
}

const LARGEST_ORBITALS = 32;
const LARGEST_ROWS = 100_000;
/** Hoppings below this part of the largest are the rounding of a calculation. */
const NEGLIGIBLE = 1e-8;

interface HoppingRow {
  key: string;
  r: [number, number, number];
  from: number;
  to: number;
  re: number;
  im: number;
}

/**
 * A family from a table of hoppings as public tight-binding collections have it: rows
 * `rx ry rz a b Re(t) Im(t)`, separated by commas, blanks or tabs, R in lattice vectors, orbitals
 * counted from 1, t in eV, H_ab(k) = Σ_R t e^{ik·R}; lines that begin with # are passed over. Both R
 * and −R must be listed. Its parameters are `scale`, which multiplies the table, μ, and the free
 * entries (with their partners under R → −R, a ↔ b). Throws `invalid-format` with the line.
 */
export function familyOfTable(text: string, options: HoppingTableOptions): BandFamily {
  const rows = parseRows(text);
  const orbitals = Math.max(...rows.map(({ from, to }) => Math.max(from, to)));
  const free = options.free.map((key) => key.replace(/\s/g, ''));
  const missing = free.find((key) => !rows.some((row) => row.key === key));
  if (missing !== undefined) {
    throw new SweetSpotError(
      'invalid-request',
      `Expected free hoppings that the table lists, as rx,ry,rz,a,b; found ${missing}.`,
    );
  }
  const largest = Math.max(...rows.map(({ re, im }) => Math.hypot(re, im)));
  const parameters: FamilyParameter[] = [
    { name: 'scale', unit: 'eV', typical: 1, start: { low: 0.4, high: 2.5 }, isFree: true },
    { name: 'mu', unit: 'eV', typical: 0, start: { low: -largest, high: largest }, isFree: true },
    ...free.map((key): FamilyParameter => {
      const { re } = rows.find((row) => row.key === key) as HoppingRow;
      const [low, high] = [re - 0.5 * Math.abs(re), re + 0.5 * Math.abs(re)];
      return { name: `t_${key}`, unit: 'eV', typical: re, start: { low, high }, isFree: true };
    }),
  ];
  const hoppings: HoppingTerm[] = rows
    .filter(({ from, to, re, im }) => from <= to && Math.hypot(re, im) > NEGLIGIBLE * largest)
    .map((row) => termOf(row, free, options));
  for (let orbital = 0; orbital < orbitals; orbital++) {
    hoppings.push({ parameter: 1, from: orbital, to: orbital, re: -1, im: 0, x: 0, y: 0 });
  }
  return {
    id: 'table',
    label: 'Imported hoppings',
    lattice: options.lattice,
    orbitals: Array.from({ length: orbitals }, (_, i) => `orbital ${i + 1}`),
    parameters,
    hoppings,
    momenta: [],
    hoppingNames: ['scale', ...free.map((key) => `t_${key}`)],
  };
}

function termOf(
  { r, from, to, re, im, key }: HoppingRow,
  free: readonly string[],
  { lattice, kzPhase }: HoppingTableOptions,
): HoppingTerm {
  const mirrored = `${r.map((n) => -n).join(',')},${to},${from}`.replaceAll('-0', '0');
  const index = free.findIndex((name) => name === key || name === mirrored);
  // A free entry is its parameter, one bound to the scale that times its value.
  const [tRe, tIm] = index >= 0 ? [1, 0] : [re, im];
  const phase = kzPhase * r[2];
  const [x, y] = lattice === 'square' ? [r[0], r[1]] : [r[0] + r[1] / 2, (r[1] * Math.sqrt(3)) / 2];
  return {
    parameter: index >= 0 ? 2 + index : 0,
    from: from - 1,
    to: to - 1,
    re: tRe * Math.cos(phase) - tIm * Math.sin(phase),
    im: tRe * Math.sin(phase) + tIm * Math.cos(phase),
    x,
    y,
  };
}

function parseRows(text: string): HoppingRow[] {
  const rows: HoppingRow[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) return;
    const values = content.split(/[\s,;]+/).map(Number);
    const isRow =
      values.length === 7 &&
      values.every(Number.isFinite) &&
      values.slice(0, 5).every(Number.isInteger) &&
      [values[3], values[4]].every((orbital) => orbital >= 1 && orbital <= LARGEST_ORBITALS);
    if (!isRow || rows.length >= LARGEST_ROWS) {
      throw new SweetSpotError(
        'invalid-format',
        `Line ${index + 1} of the hoppings: expected rx ry rz a b Re(t) Im(t) with orbitals from 1 ` +
          `to ${LARGEST_ORBITALS}, found "${content.slice(0, 80)}".`,
      );
    }
    const [rx, ry, rz, from, to, re, im] = values;
    rows.push({ key: values.slice(0, 5).join(','), r: [rx, ry, rz], from, to, re, im });
  });
  if (rows.length > 0) return rows;
  throw new SweetSpotError('invalid-format', 'Expected rows of hoppings, found none.');
}
