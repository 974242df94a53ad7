import type { QuantityName } from '#shared/quantities';
import type { BestSpot, Derived, Region } from '#shared/scan';
import { colourAt, colourStops, type ColourScaleName } from './colour-scale';
import type { Box } from './figure-layout';
import type { CellMap, MapCell } from './map-cells';
import { withMinus } from './nice-ticks';
import { encodePng } from './png';

/** One map of the figure. */
export interface Pane {
  quantity: QuantityName;
  title: string;
  scale: ColourScaleName;
  range: [number, number];
}

/** What ECharts hands to a function that draws an item. */
interface DrawingApi {
  coord: (position: [number, number]) => [number, number];
}
interface DrawingParameters {
  dataIndex: number;
}

type Raster = Extract<CellMap['grid'], { kind: 'raster' }>;
type TextAlign = 'left' | 'center' | 'right';

const LABEL_SIZE = 12.5;
const LABEL_DISTANCE = 15;
/** Mean width of a bold character over its size. */
const CHARACTER_WIDTH = 0.68;
const regionColour = '#e5262b';
/** Longer side of a map's picture. */
const PICTURE_PIXELS = 1000;
/** Overlap of neighbouring cells: without it, rounding leaves hairlines between them. */
const SEAM = 0.6;

/** A custom series whose every datum is drawn by a function. */
export function drawnSeries<Item>(
  items: readonly Item[],
  gridIndex: number,
  draw: (item: Item, api: DrawingApi) => object,
) {
  return {
    type: 'custom',
    coordinateSystem: 'cartesian2d',
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    silent: true,
    clip: true,
    data: items.map((_, index) => [index]),
    renderItem: ({ dataIndex }: DrawingParameters, api: DrawingApi) => draw(items[dataIndex], api),
  };
}

/** The cells in the colour of their value; unknown values stay the colour of the ground. */
export function cellSeries(pane: Pane, { grid, cells }: CellMap, gridIndex: number) {
  const known = cells.filter(({ quantities }) => Number.isFinite(quantities[pane.quantity]));
  if (grid?.kind === 'raster') return pictureSeries(pane, known, grid, gridIndex);
  return drawnSeries(known, gridIndex, (cell, api) => {
    const colour = colourOf(pane, cell);
    return {
      type: 'polygon',
      shape: { points: cell.outline.map((corner) => api.coord(corner)) },
      style: { fill: colour, stroke: colour, lineWidth: SEAM },
    };
  });
}

/** A raster as one picture: ten thousand polygons would make a file of megabytes. */
function pictureSeries(pane: Pane, cells: readonly MapCell[], grid: Raster, gridIndex: number) {
  const { columns, rows, step } = grid;
  // Enlarged, so that viewers that smooth pictures leave the cells their edges.
  const zoom = Math.max(1, Math.floor(PICTURE_PIXELS / Math.max(columns.count, rows.count)));
  const width = columns.count * zoom;
  const pixels = new Uint8Array(4 * width * rows.count * zoom);
  for (const cell of cells) {
    const channels = channelsOf(colourOf(pane, cell));
    const [left, top] = [cell.column * zoom, (rows.count - 1 - cell.row) * zoom];
    for (let y = top; y < top + zoom; y++) {
      for (let x = left; x < left + zoom; x++) pixels.set(channels, 4 * (y * width + x));
    }
  }
  const png = encodePng(pixels, width, rows.count * zoom);
  return drawnSeries([png], gridIndex, (bytes, api) => {
    const edge = (axis: typeof columns, half: number, end: 0 | 1) =>
      axis.start + end * (axis.count - 1) * axis.step + (end - 0.5) * half;
    const [x, y] = api.coord([edge(columns, step.x, 0), edge(rows, step.y, 1)]);
    const [right, bottom] = api.coord([edge(columns, step.x, 1), edge(rows, step.y, 0)]);
    const image = `data:image/png;base64,${bytes.toString('base64')}`;
    return { type: 'image', style: { image, x, y, width: right - x, height: bottom - y } };
  });
}

function colourOf({ quantity, range: [low, high], scale }: Pane, { quantities }: MapCell): string {
  return colourAt(scale, (quantities[quantity] - low) / (high - low));
}

/** Red, green, blue and full opacity of `#rrggbb`. */
function channelsOf(colour: string): number[] {
  return [...[1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)), 255];
}

/** Outlines of the regions, dashed; the best one strongest. */
export function outlineSeries(regions: readonly Region[], gridIndex: number) {
  const rings = regions.flatMap((region) =>
    region.rings.map((ring) => ({ ring, rank: region.rank })),
  );
  return drawnSeries(rings, gridIndex, ({ ring, rank }, api) => {
    const points = ring.map((place) => api.coord(place));
    const best = rank === 1;
    return {
      type: 'group',
      children: [
        { type: 'polyline', shape: { points }, style: line('#ffffff', best ? 4 : 2.5, 0.55) },
        {
          type: 'polyline',
          shape: { points },
          style: { ...line(regionColour, best ? 2.4 : 1.4, 1), lineDash: best ? [8, 5] : [4, 4] },
        },
      ],
    };
  });
}

function line(stroke: string, lineWidth: number, opacity: number) {
  return { stroke, lineWidth, opacity, fill: 'none' };
}

/** The best spot with its coordinates, the runners-up with their rank. */
export function spotSeries(derived: Derived, box: Box, gridIndex: number, fontFamily: string) {
  const worstFirst = [...derived.bestSpots].sort((a, b) => b.rank - a.rank);
  const series = drawnSeries(worstFirst, gridIndex, (spot, api) => {
    const [x, y] = api.coord([spot.x, spot.y]);
    const ring = (r: number, stroke: string, lineWidth: number) => ({
      type: 'circle',
      shape: { cx: x, cy: y, r },
      style: { fill: 'none', stroke, lineWidth },
    });
    if (spot.rank > 1) {
      return {
        type: 'group',
        children: [
          ring(5, '#000000', 2.6),
          ring(5, '#ffffff', 1.4),
          label(String(spot.rank), x + 9, y, 'left', 11, fontFamily),
        ],
      };
    }
    const place = spotCoordinates(derived, spot);
    const text = `${place.x}, ${place.y} ${spot.unit}`.trim();
    return {
      type: 'group',
      children: [
        ring(8, '#000000', 4.4),
        ring(8, '#ffffff', 2.6),
        {
          type: 'circle',
          shape: { cx: x, cy: y, r: 2.4 },
          style: { fill: regionColour, stroke: '#ffffff', lineWidth: 0.8 },
        },
        label(text, ...labelPlace(text, x, y, box), LABEL_SIZE, fontFamily),
      ],
    };
  });
  // Coordinates are worth more than a clean edge.
  return { ...series, clip: false };
}

/** Beside the spot where the text fits, else above it. */
function labelPlace(
  text: string,
  x: number,
  y: number,
  box: Box,
): [x: number, y: number, align: TextAlign] {
  const needed = text.length * LABEL_SIZE * CHARACTER_WIDTH + LABEL_DISTANCE;
  if (x + needed < box.left + box.width) return [x + LABEL_DISTANCE, y, 'left'];
  if (x - needed > box.left) return [x - LABEL_DISTANCE, y, 'right'];
  const half = needed / 2;
  const clamped = Math.max(box.left + half, Math.min(box.left + box.width - half, x));
  return [clamped, y - 1.5 * LABEL_DISTANCE, 'center'];
}

function label(
  text: string,
  x: number,
  y: number,
  align: TextAlign,
  size: number,
  fontFamily: string,
) {
  return {
    type: 'text',
    style: {
      text,
      x,
      y,
      textAlign: align,
      textVerticalAlign: 'middle',
      fontFamily,
      fontSize: size,
      fontWeight: 'bold',
      fill: '#ffffff',
      stroke: 'rgba(0, 0, 0, 0.75)',
      lineWidth: 3,
    },
  };
}

/** Places named by letters. */
export function letterSeries(
  places: readonly { x: number; y: number; letter: string }[],
  gridIndex: number,
  fontFamily: string,
) {
  const series = drawnSeries(places, gridIndex, ({ x, y, letter }, api) => {
    const [cx, cy] = api.coord([x, y]);
    return {
      type: 'group',
      children: [
        {
          type: 'circle',
          shape: { cx, cy, r: 2.6 },
          style: { fill: '#ffffff', stroke: '#000000' },
        },
        label(letter, cx + 6, cy - 7, 'left', LABEL_SIZE, fontFamily),
      ],
    };
  });
  return { ...series, clip: false };
}

/** A spot's coordinates in words. */
export function spotCoordinates(derived: Derived, spot: BestSpot): { x: string; y: string } {
  const step = derived.step ?? { x: 0.01, y: 0.01 };
  return { x: coordinate(spot.x, step.x), y: coordinate(spot.y, step.y) };
}

/** A stage coordinate with the digits that a hundredth of a step deserves. */
function coordinate(value: number, step: number): string {
  const digits = step > 0 ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(step) + 1e-6))) : 4;
  return withMinus(value.toFixed(digits));
}

/** The colour scale as a filled bar on the axes 0 … 1 × range. */
export function barSeries(pane: Pane, gridIndex: number) {
  const stops = colourStops(pane.scale);
  const colorStops = stops.map((color, i) => ({ offset: i / (stops.length - 1), color }));
  return drawnSeries([pane], gridIndex, (_, api) => {
    const [left, top] = api.coord([0, pane.range[1]]);
    const [right, bottom] = api.coord([1, pane.range[0]]);
    return {
      type: 'rect',
      shape: { x: left, y: top, width: right - left, height: bottom - top },
      style: { fill: { type: 'linear', x: 0, y: 1, x2: 0, y2: 0, colorStops } },
    };
  });
}
