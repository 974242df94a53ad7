import { directionCount, isCut, type BandData } from '#core/bands/band-data';
import { BandModel } from '#core/bands/band-model';
import { brillouinZone, type Momentum } from '#core/bands/brillouin-zone';
import type { EnergyContour } from '#core/bands/fermi-surface';
import { colourAt } from '../colour-scale';
import { fontFamily, ink, unmeasured } from '../figure-parts';
import { niceTicks } from '../nice-ticks';
import type { ExportedFit } from './exported-fit';
import { momentaOf } from './momenta';

const PANE = 380;
const MARGIN = { left: 70, top: 60, gap: 90, bottom: 70 } as const;
/** Energies about the Fermi level that a map's counts are added over, eV. */
const MAP_WINDOW_EV = 0.015;

/** A square pane with its scales. */
interface Pane {
  left: number;
  top: number;
  x: (value: number) => number;
  y: (value: number) => number;
}

/**
 * The fit as a picture: the map at the Fermi level with contours and zone, what the fit leaves over,
 * each cut with its bands, and the loss over two parameters where it was evaluated.
 */
export function bandFigure(
  exported: ExportedFit,
  contours: readonly EnergyContour[],
  reach: number,
): string {
  const panes: string[] = [];
  const { prepared, landscape } = exported;
  const place = (): [number, number] => {
    const index = panes.length;
    return [
      MARGIN.left + (index % 2) * (PANE + MARGIN.gap),
      MARGIN.top + Math.floor(index / 2) * (PANE + MARGIN.gap),
    ];
  };
  const models = exported.fit.models();
  prepared.full.forEach((data, index) => {
    if (isCut(data)) panes.push(cutPane(exported, data, place()));
    else {
      const measured = mapValues(exported, data, data.counts);
      const expected = mapValues(exported, data, models[index]);
      panes.push(
        mapPane(exported, data, place(), {
          contours,
          reach,
          values: measured,
          title: 'Counts at the Fermi level',
        }),
      );
      const left = measured.map(
        (value, d) => (value - expected[d]) / Math.sqrt(Math.max(expected[d], 1)),
      );
      panes.push(
        mapPane(exported, data, place(), {
          contours: [],
          reach,
          values: left,
          title: 'Residual, in standard deviations',
        }),
      );
    }
  });
  if (landscape !== null) panes.push(landscapePane(exported, place()));
  const rows = Math.ceil(panes.length / 2);
  const width = 2 * MARGIN.left + 2 * PANE + MARGIN.gap;
  const height = MARGIN.top + rows * (PANE + MARGIN.gap) + 30;
  const caption = captionOf(exported);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(fontFamily)}" fill="${ink}">` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>${panes.join('')}` +
    caption
      .map((line, i) => text(26, height - 34 + 18 * i, line, { size: 12, anchor: 'start' }))
      .join('') +
    '</svg>'
  );
}

function captionOf({ answer, provenance }: ExportedFit): string[] {
  const values = answer.parameters
    .map(({ name, value, sigma }) =>
      value === null || sigma === null
        ? `${name} not determined`
        : `${name} ${value.toFixed(4)}±${sigma.toFixed(4)}`,
    )
    .join(', ');
  return [
    `${answer.family}, eV: ${values}`,
    `${provenance.sources.map(({ path }) => path.split(/[\\/]/).at(-1)).join(', ')}. SweetSpot ${provenance.appVersion}, ${provenance.exportedAt}`,
  ];
}

/** Counts of each direction, added over energies about the Fermi level. */
function mapValues({ answer }: ExportedFit, data: BandData, counts: ArrayLike<number>): number[] {
  const energies = data.energiesEv.length;
  const near = [...data.energiesEv.keys()].filter(
    (i) => energies === 1 || Math.abs(data.energiesEv[i] - answer.fermiEv) <= MAP_WINDOW_EV,
  );
  return Array.from({ length: directionCount(data) }, (_, d) =>
    near.reduce(
      (sum, i) => sum + (data.mask[d * energies + i] === 0 ? 0 : counts[d * energies + i]),
      0,
    ),
  );
}

function mapPane(
  { prepared, unknowns }: ExportedFit,
  data: BandData,
  [left, top]: [number, number],
  shown: { contours: readonly EnergyContour[]; reach: number; values: number[]; title: string },
): string {
  const { reach, values, contours } = shown;
  const pane = paneOf(left, top, [-reach, reach], [-reach, reach]);
  const momenta = momentaOf(data, prepared, unknowns);
  const share = shares(values);
  const size = cellSize(momenta, pane);
  const cells = momenta.map(
    ([kx, ky], d) =>
      `<rect x="${(pane.x(kx) - size[0] / 2).toFixed(1)}" y="${(pane.y(ky) - size[1] / 2).toFixed(1)}" width="${size[0].toFixed(1)}" height="${size[1].toFixed(1)}" fill="${colourAt('viridis', share(values[d]))}"/>`,
  );
  const lines = contours.flatMap((contour) =>
    contour.lines.map((line) => polyline(line, pane, '#ff3b30', 1.4)),
  );
  return frame(
    pane,
    shown.title,
    'kx (1/Å)',
    'ky (1/Å)',
    [-reach, reach],
    [-reach, reach],
    [
      ...cells,
      ...zoneMarks(prepared.request.family.lattice, prepared.request.latticeAngstrom, pane, reach),
      ...lines,
    ],
  );
}

function zoneMarks(
  lattice: Parameters<typeof brillouinZone>[0],
  a: number,
  pane: Pane,
  reach: number,
): string[] {
  const zone = brillouinZone(lattice, a);
  if (zone === null) return [];
  const inside = zone.points.filter(({ at }) => Math.max(Math.abs(at[0]), Math.abs(at[1])) < reach);
  return [
    polyline([...zone.corners, zone.corners[0]], pane, '#ffffff', 1, '5 4'),
    ...inside.map(({ name, at }) =>
      text(pane.x(at[0]) + 4, pane.y(at[1]) - 4, name, {
        size: 13,
        anchor: 'start',
        fill: '#ffffff',
      }),
    ),
  ];
}

function cutPane(exported: ExportedFit, data: BandData, [left, top]: [number, number]): string {
  const { answer, prepared, unknowns } = exported;
  const { energiesEv, alongDeg, counts } = data;
  const energies = energiesEv.length;
  const omega = (i: number): number => energiesEv[i] - answer.fermiEv;
  const yRange: [number, number] = [omega(0), omega(energies - 1)];
  const xRange: [number, number] = [Math.min(...alongDeg), Math.max(...alongDeg)];
  const pane = paneOf(left, top, xRange, yRange);
  const share = shares(Array.from(counts));
  const width = PANE / Math.max(1, directionCount(data) - 1);
  const height = PANE / Math.max(1, energies - 1);
  const cells: string[] = [];
  for (let d = 0; d < directionCount(data); d++) {
    for (let i = 0; i < energies; i++) {
      cells.push(
        `<rect x="${(pane.x(alongDeg[d]) - width / 2).toFixed(1)}" y="${(pane.y(omega(i)) - height / 2).toFixed(1)}" width="${(width + 0.3).toFixed(1)}" height="${(height + 0.3).toFixed(1)}" fill="${colourAt('viridis', share(counts[d * energies + i]))}"/>`,
      );
    }
  }
  const model = new BandModel(prepared.request.family, prepared.request.latticeAngstrom);
  const momenta = momentaOf(data, prepared, unknowns);
  const bands = Array.from({ length: model.bandCount }, (_, band) =>
    momenta.map(([kx, ky], d): Momentum => [
      alongDeg[d],
      model.at(unknowns, kx, ky).energies[band],
    ]),
  );
  const lines = bands.flatMap((band) =>
    within(band, yRange).map((part) => polyline(part, pane, '#ff3b30', 1.4)),
  );
  return frame(pane, data.name, 'angle along the slit (deg)', 'E − E_F (eV)', xRange, yRange, [
    ...cells,
    ...lines,
  ]);
}

function landscapePane({ landscape }: ExportedFit, [left, top]: [number, number]): string {
  if (landscape === null) return '';
  const { x, y, relativeLoss } = landscape;
  const range = (values: number[]): [number, number] => [values[0], values[values.length - 1]];
  const pane = paneOf(left, top, range(x.values), range(y.values));
  const logs = relativeLoss.map((row) => row.map((loss) => Math.log(loss)));
  const share = shares(logs.flat());
  const [width, height] = [PANE / (x.values.length - 1), PANE / (y.values.length - 1)];
  const cells = logs.flatMap((row, j) =>
    row.map(
      (value, i) =>
        `<rect x="${(pane.x(x.values[i]) - width / 2).toFixed(1)}" y="${(pane.y(y.values[j]) - height / 2).toFixed(1)}" width="${(width + 0.5).toFixed(1)}" height="${(height + 0.5).toFixed(1)}" fill="${colourAt('viridis', 1 - share(value))}"/>`,
    ),
  );
  return frame(
    pane,
    'Loss (bright: small, logarithmic)',
    x.name,
    y.name,
    range(x.values),
    range(y.values),
    cells,
  );
}

/** Parts of a line whose heights lie within a range. */
function within(line: readonly Momentum[], [low, high]: readonly [number, number]): Momentum[][] {
  const parts: Momentum[][] = [[]];
  for (const point of line) {
    if (point[1] >= low && point[1] <= high) parts[parts.length - 1].push(point);
    else if (parts[parts.length - 1].length > 0) parts.push([]);
  }
  return parts.filter((part) => part.length > 1);
}

function paneOf(left: number, top: number, x: [number, number], y: [number, number]): Pane {
  return {
    left,
    top,
    x: (value) => left + (PANE * (value - x[0])) / (x[1] - x[0]),
    y: (value) => top + PANE - (PANE * (value - y[0])) / (y[1] - y[0]),
  };
}

/** Shares 0 … 1 from the second to the last but one per cent of the values. */
function shares(values: readonly number[]): (value: number) => number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(0.02 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.995 * (sorted.length - 1))];
  return (value) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0);
}

/** Width and height of a cell that leaves no gaps between directions. */
function cellSize(momenta: readonly Momentum[], pane: Pane): [number, number] {
  const spacing = (axis: 0 | 1): number => {
    const steps: number[] = [];
    for (let d = 1; d < momenta.length; d++) {
      const step = Math.hypot(momenta[d][0] - momenta[d - 1][0], momenta[d][1] - momenta[d - 1][1]);
      steps.push(step);
    }
    steps.sort((a, b) => a - b);
    const along = steps[Math.floor(steps.length / 2)] ?? 0;
    const span =
      Math.max(...momenta.map((k) => k[axis])) - Math.min(...momenta.map((k) => k[axis]));
    const across = (span * span) / Math.max(1e-9, momenta.length * along);
    return axis === 1 ? along : across;
  };
  return [
    Math.abs(pane.x(1.35 * spacing(0)) - pane.x(0)),
    Math.abs(pane.y(1.35 * spacing(1)) - pane.y(0)),
  ];
}

function polyline(
  points: readonly Momentum[],
  pane: Pane,
  colour: string,
  width: number,
  dashes = '',
): string {
  const path = points.map(([x, y]) => `${pane.x(x).toFixed(1)},${pane.y(y).toFixed(1)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/>`;
}

function frame(
  pane: Pane,
  title: string,
  xName: string,
  yName: string,
  x: readonly [number, number],
  y: readonly [number, number],
  content: readonly string[],
): string {
  const id = `pane-${pane.left}-${pane.top}`;
  const xTicks = niceTicks(x[0], x[1], 5);
  const yTicks = niceTicks(y[0], y[1], 5);
  return (
    `<clipPath id="${id}"><rect x="${pane.left}" y="${pane.top}" width="${PANE}" height="${PANE}"/></clipPath>` +
    `<rect x="${pane.left}" y="${pane.top}" width="${PANE}" height="${PANE}" fill="${unmeasured}"/>` +
    `<g clip-path="url(#${id})">${content.join('')}</g>` +
    `<rect x="${pane.left}" y="${pane.top}" width="${PANE}" height="${PANE}" fill="none" stroke="${ink}"/>` +
    text(pane.left, pane.top - 10, title, { size: 15, anchor: 'start' }) +
    xTicks.values
      .map((value) =>
        text(pane.x(value), pane.top + PANE + 18, xTicks.label(value), {
          size: 12,
          anchor: 'middle',
        }),
      )
      .join('') +
    yTicks.values
      .map((value) =>
        text(pane.left - 6, pane.y(value) + 4, yTicks.label(value), { size: 12, anchor: 'end' }),
      )
      .join('') +
    text(pane.left + PANE / 2, pane.top + PANE + 38, xName, { size: 13, anchor: 'middle' }) +
    `<g transform="rotate(-90 ${pane.left - 50} ${pane.top + PANE / 2})">${text(pane.left - 50, pane.top + PANE / 2, yName, { size: 13, anchor: 'middle' })}</g>`
  );
}

function text(
  x: number,
  y: number,
  content: string,
  { size, anchor, fill = ink }: { size: number; anchor: 'start' | 'middle' | 'end'; fill?: string },
): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" fill="${fill}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
