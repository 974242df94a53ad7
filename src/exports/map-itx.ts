import type { QuantityName } from '#shared/quantities';
import { asciiLine, igorText } from './igor-language';
import { mapCells, type CellMap } from './map-cells';
import { shortest, withUnit, type ScanReport } from './scan-report';

/** The maps by the names of their waves. */
const waves: readonly (readonly [name: string, quantity: QuantityName, unit: string])[] = [
  ['mls', 'mls', ''],
  ['bms', 'bms', ''],
  ['intensity', 'totalCounts', 'counts'],
];
/** Igor reads commands of up to 2500 bytes, older versions 400. */
const LONGEST_NOTE = 300;

/**
 * `map.itx`, Igor text: MLS, BMS and intensity as waves over x (rows) and y (columns) with
 * the scales of the raster, NaN where nothing was measured; scattered points as a wave for
 * each position and quantity. Notes say what they were made from. Null without positions.
 */
export function mapItx(report: ScanReport): string | null {
  const map = mapCells(report);
  if (map === null) return null;
  const { grid } = map;
  const lines =
    grid?.kind === 'raster' ? rasterWaves(report, map, grid) : scatteredWaves(report, map);
  return ['IGOR', ...lines, ''].map(asciiLine).join('\r\n');
}

type Raster = Extract<CellMap['grid'], { kind: 'raster' }>;

function rasterWaves(report: ScanReport, { cells }: CellMap, grid: Raster): string[] {
  const { columns, rows } = grid;
  const { x, y } = report.derived.axes;
  return waves.flatMap(([name, quantity, unit]) => {
    const values = Array.from({ length: columns.count }, () =>
      new Array<string>(rows.count).fill('NaN'),
    );
    for (const cell of cells) {
      values[cell.column][cell.row] = numberText(shortest(cell.quantities[quantity]));
    }
    const scale = (dimension: string, levels: { start: number; step: number }, of: string) =>
      `X SetScale/P ${dimension}, ${levels.start}, ${levels.step}, ${igorText(of)}, ${name}`;
    return [
      `WAVES/D/N=(${columns.count},${rows.count}) ${name}`,
      'BEGIN',
      ...values.map((row) => row.join('\t')),
      'END',
      scale('x', columns, x.unit),
      scale('y', rows, y.unit),
      `X SetScale d, 0, 0, ${igorText(unit)}, ${name}`,
      ...notes(report, name),
    ];
  });
}

function scatteredWaves(report: ScanReport, { cells }: CellMap): string[] {
  const { x, y } = report.derived.axes;
  return [
    `WAVES/D map_x map_y ${waves.map(([name]) => name).join(' ')}`,
    'BEGIN',
    ...cells.map((cell) =>
      [cell.x, cell.y, ...waves.map(([, quantity]) => shortest(cell.quantities[quantity]))]
        .map(numberText)
        .join('\t'),
    ),
    'END',
    `X SetScale d, 0, 0, ${igorText(x.unit)}, map_x`,
    `X SetScale d, 0, 0, ${igorText(y.unit)}, map_y`,
    ...waves.flatMap(([name]) => notes(report, name)),
  ];
}

function notes(report: ScanReport, wave: string): string[] {
  const { derived, status, model, settings } = report;
  const { x, y } = derived.axes;
  const { sharpness, signalToBackground, counts } = settings.weights;
  return [
    `x: ${withUnit(x.name, x.unit)}; y: ${withUnit(y.name, y.unit)}`,
    `source: ${status.sourcePath}`,
    `model: ${model.name} ${model.hash.slice(0, 12)}; weights S ${sharpness} B ${signalToBackground} N ${counts}`,
    `SweetSpot ${report.appVersion}, ${report.exportedAt}`,
  ].map((text) => `X Note ${wave}, ${igorText(text.slice(0, LONGEST_NOTE))}`);
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : 'NaN';
}
