import type { File } from 'h5wasm/node';
import { quantities, quantityNames, type QuantityName } from '#shared/quantities';
import { createNexusGroup, createNumbers } from '#formats/writers/nexus-tree';
import { zonedTime } from '#formats/zoned-time';
import { mapCells, type CellMap, type MapCell } from './map-cells';
import { nexusExport, processGroup } from './nexus-export';
import { columnName, withUnit, type ScanReport } from './scan-report';

const data = `${processGroup}/data`;

/**
 * `map.h5` as bytes: NeXus, `/entry@default=process` with the map as NXdata (signal
 * `mls`, auxiliary signals `bms` and `intensity`). On a raster the fields are 2-D
 * [y, x] with NaN where nothing was measured; scattered points are 1-D along both
 * position axes. Settings, model and every point stand beside it.
 */
export async function mapNexus(report: ScanReport): Promise<Buffer> {
  const title = `Score map of ${report.status.sourceName}`;
  return nexusExport(report, { title, default: 'process' }, (file) => {
    writeMap(file, report, mapCells(report));
    writePoints(file, report);
  });
}

function writeMap(file: File, report: ScanReport, map: CellMap | null): void {
  const { x, y } = report.derived.axes;
  const cells = map?.cells ?? [];
  const grid = map?.grid ?? null;
  const raster = grid?.kind === 'raster' ? grid : null;
  const shape = raster === null ? [cells.length] : [raster.rows.count, raster.columns.count];
  createNexusGroup(file, data, 'NXdata', {
    signal: 'mls',
    auxiliary_signals: ['bms', 'intensity'],
    // Two axes on a list of points are a scatter plot to silx and h5web.
    axes: raster === null ? ['x', 'y'] : ['y', 'x'],
    x_indices: raster === null ? 0 : 1,
    y_indices: 0,
    title: 'Machine-learning score (MLS)',
  });
  const axisValues = (
    levels: { start: number; step: number; count: number } | undefined,
    positions: number[],
  ) =>
    levels === undefined
      ? Float64Array.from(positions)
      : Float64Array.from({ length: levels.count }, (_, i) => levels.start + i * levels.step);
  createNumbers(file, `${data}/x`, {
    values: axisValues(
      raster?.columns,
      cells.map((cell) => cell.x),
    ),
    attributes: { units: x.unit, long_name: withUnit(x.name, x.unit) },
  });
  createNumbers(file, `${data}/y`, {
    values: axisValues(
      raster?.rows,
      cells.map((cell) => cell.y),
    ),
    attributes: { units: y.unit, long_name: withUnit(y.name, y.unit) },
  });
  const pixel = (cell: MapCell, index: number) =>
    raster === null ? index : cell.row * raster.columns.count + cell.column;
  for (const name of quantityNames) {
    const values = new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(
      NaN,
    );
    cells.forEach((cell, index) => (values[pixel(cell, index)] = cell.quantities[name]));
    const { label, unit, description } = quantities[name];
    createNumbers(file, `${data}/${fieldName(name)}`, {
      values,
      shape,
      attributes: { units: unit, long_name: withUnit(label, unit), description },
    });
  }
  const measured = new Uint8Array(shape.reduce((product, length) => product * length, 1));
  cells.forEach((cell, index) => (measured[pixel(cell, index)] = 1));
  createNumbers(file, `${data}/measured`, {
    values: measured,
    shape,
    attributes: { long_name: '1 where a spectrum was measured and scored' },
  });
}

/** Every point in the order of scoring: what each pixel of the map was made from. */
function writePoints(file: File, report: ScanReport): void {
  const { points, derived } = report;
  const group = `${processGroup}/points`;
  createNexusGroup(file, group, 'NXcollection');
  if (points.length === 0) return;
  createNumbers(file, `${group}/frame`, { values: Int32Array.from(points, ({ frame }) => frame) });
  createNumbers(file, `${group}/x`, {
    values: Float64Array.from(points, ({ x }) => x),
    attributes: { units: derived.axes.x.unit },
  });
  createNumbers(file, `${group}/y`, {
    values: Float64Array.from(points, ({ y }) => y),
    attributes: { units: derived.axes.y.unit },
  });
  for (const name of quantityNames) {
    createNumbers(file, `${group}/${fieldName(name)}`, {
      values: Float32Array.from(points, (point) => point.quantities[name]),
      attributes: { units: quantities[name].unit },
    });
  }
  file.create_dataset({ name: `${group}/file`.slice(1), data: points.map((point) => point.file) });
  file.create_dataset({
    name: `${group}/verdict`.slice(1),
    data: points.map(({ verdict }) => verdict ?? ''),
  });
  file.create_dataset({ name: `${group}/note`.slice(1), data: points.map(({ note }) => note) });
  file.create_dataset({
    name: `${group}/arrived_at`.slice(1),
    data: points.map(({ arrivedAt }) => zonedTime(new Date(arrivedAt))),
  });
}

/** NeXus readers know the total counts as the intensity. */
function fieldName(name: QuantityName): string {
  return name === 'totalCounts' ? 'intensity' : columnName(name);
}
