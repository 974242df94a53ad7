import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, GraphicComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { commonPlaces, derive, measuredGrid, type Derivation } from '#core/twin/derived';
import { simulatedGrid, stepPlaces } from '#core/twin/step-advice';
import type { TableTwin } from '#core/twin/table-twin';
import { colourAt } from '../colour-scale';
import { axis, base, captionLines, fontFamily, ink } from '../figure-parts';
import { niceTicks } from '../nice-ticks';
import type { TwinColumns } from './twin-folder';

use([LineChart, CustomChart, GridComponent, GraphicComponent, TitleComponent, SVGRenderer]);

const WIDTH = 1080;
const HEIGHT = 860;
const BOXES = [
  { left: 80, top: 70, width: 420, height: 290 },
  { left: 610, top: 70, width: 420, height: 290 },
  { left: 80, top: 450, width: 420, height: 290 },
  { left: 610, top: 450, width: 420, height: 290 },
];
/** Cells of the simulated map, and the most lines that are drawn. */
const MAP_CELLS = { x: 140, at: 70 };
const MOST_LINES = 24;
const FINE_LINES = 400;

/** Curves of one panel. */
interface Curve {
  x: ArrayLike<number>;
  values: ArrayLike<number>;
  colour: string;
  width: number;
  dash?: 'dashed' | 'solid';
}

export interface TwinFigureOptions {
  title: string;
  columns: TwinColumns;
  /** What the fourth panel shows; null: what left-out lines were predicted as. */
  derivation: Derivation | null;
  /** Name and unit of the derived quantity. */
  derivedName: string;
  /** Advised step of the second axis. */
  step: number | null;
}

/**
 * A twin as a picture (SVG): what was measured, what is simulated between the lines, the simulated
 * map, and the derived quantity from measured lines and from the twin. Simulated panels say so.
 */
export function twinFigureSvg(twin: TableTwin, options: TwinFigureOptions): string {
  const { columns, title } = options;
  const { lines } = twin.table;
  const value = columns.value.name;
  const map = {
    x: extentOf(lines.map((line) => line.x)),
    values: extentOf([lines.map(({ at }) => at)]),
  };
  const panels = [
    withExtent({ name: 'a  measured', curves: measuredCurves(twin), y: value }),
    withExtent({ name: 'b  simulated, between the lines', curves: betweenCurves(twin), y: value }),
    { name: 'c  simulated map', curves: [], y: columns.y.name, ...map },
    withExtent(lastPanel(twin, options)),
  ];
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({
      ...base,
      title: {
        text: title,
        left: 24,
        top: 14,
        textStyle: { fontFamily, fontSize: 17, color: ink },
      },
      grid: BOXES,
      graphic: [
        ...panels.map(({ name }, i) => ({
          type: 'text',
          left: BOXES[i].left,
          top: BOXES[i].top - 20,
          style: { text: name, fontFamily, fontSize: 13, fontWeight: 'bold', fill: ink },
        })),
        ...captionLines(captionOf(twin, options), WIDTH, HEIGHT - 62),
      ],
      xAxis: panels.map(({ x }, gridIndex) => axisOf(gridIndex, columns.x.name, 28, x)),
      yAxis: panels.map(({ y, values }, gridIndex) => axisOf(gridIndex, y, 56, values)),
      series: [
        ...panels.flatMap(({ curves }, index) => curves.map((curve) => series(curve, index))),
        mapSeries(twin),
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** A panel of curves with the extents of its axes. */
function withExtent<Panel extends { curves: Curve[] }>(panel: Panel) {
  const { curves } = panel;
  return {
    ...panel,
    x: extentOf(curves.map(({ x }) => x)),
    values: extentOf(curves.map(({ values }) => values)),
  };
}

/** Least and largest of the finite numbers. */
function extentOf(columns: readonly ArrayLike<number>[]): [number, number] {
  const finite = columns.flatMap((column) => Array.from(column)).filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const largest = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  return least < largest ? [least, largest] : [least - 1, least + 1];
}

function axisOf(gridIndex: number, name: string, nameGap: number, [from, to]: [number, number]) {
  return { ...axis(gridIndex, [from, to], niceTicks(from, to, 5)), name, nameGap };
}

function series({ x, values, colour, width, dash = 'solid' }: Curve, index: number) {
  return {
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    showSymbol: false,
    data: Array.from(values, (value, i) => [x[i], Number.isNaN(value) ? null : value]),
    lineStyle: { color: colour, width, type: dash },
  };
}

function measuredCurves({ table: { lines } }: TableTwin): Curve[] {
  const every = Math.ceil(lines.length / MOST_LINES);
  return lines
    .filter((_, line) => line % every === 0)
    .map(({ x, value }, line, shown) => ({
      x,
      values: value,
      colour: colourAt('viridis', (0.9 * line) / Math.max(1, shown.length - 1)),
      width: 1.4,
    }));
}

/** Lines of the twin halfway between measured ones. */
function betweenCurves(twin: TableTwin): Curve[] {
  const { lines } = twin.table;
  const every = Math.ceil(lines.length / MOST_LINES);
  const x = commonPlaces(twin.table);
  return lines.slice(1).flatMap(({ at }, line) => {
    if (line % every !== 0) return [];
    const { value } = twin.predict(0.5 * (at + lines[line].at), x);
    const colour = colourAt('viridis', (0.9 * (line + 0.5)) / Math.max(1, lines.length - 1));
    return [{ x, values: value, colour, width: 1.4, dash: 'dashed' as const }];
  });
}

function lastPanel(twin: TableTwin, { derivation, derivedName, columns, step }: TwinFigureOptions) {
  if (derivation === null) {
    const { line, predicted } = twin.chosen.lines[twin.chosen.lines.length >> 1] ?? {
      line: 0,
      predicted: twin.table.lines[0].value,
    };
    const { x, value, at } = twin.table.lines[line];
    const curves: Curve[] = [
      { x, values: value, colour: '#8a8f98', width: 1.6 },
      { x, values: predicted, colour: '#b5387d', width: 1.4, dash: 'dashed' },
    ];
    return {
      name: `d  line at ${at}: measured, and predicted unseen`,
      curves,
      y: columns.value.name,
    };
  }
  const x = commonPlaces(twin.table);
  const [from, to] = [twin.table.lines[0].at, twin.table.lines[twin.table.lines.length - 1].at];
  const simulated = (width: number) =>
    derive(simulatedGrid(twin, stepPlaces(from, to, width), x), derivation);
  const curves: Curve[] = [
    { x, values: derive(measuredGrid(twin.table, x), derivation), colour: '#8a8f98', width: 1.6 },
    { x, values: simulated((to - from) / FINE_LINES), colour: '#1f6fb2', width: 1.8 },
  ];
  if (step !== null) {
    curves.push({ x, values: simulated(step), colour: '#b5387d', width: 1.2, dash: 'dashed' });
  }
  return { name: 'd  from measured lines, and simulated', curves, y: derivedName };
}

/** Cells of the simulated map as rectangles. */
function mapSeries(twin: TableTwin) {
  const { lines } = twin.table;
  const all = commonPlaces(twin.table);
  const [left, right] = [all[0], all[all.length - 1]];
  const [bottom, top] = [lines[0].at, lines[lines.length - 1].at];
  const cell = { x: (right - left) / MAP_CELLS.x, at: (top - bottom) / MAP_CELLS.at };
  const x = Float64Array.from({ length: MAP_CELLS.x }, (_, i) => left + (i + 0.5) * cell.x);
  const data: number[][] = [];
  for (let row = 0; row < MAP_CELLS.at; row++) {
    const at = bottom + (row + 0.5) * cell.at;
    twin.predict(at, x).value.forEach((value, i) => {
      if (!Number.isNaN(value)) data.push([x[i] - cell.x / 2, at - cell.at / 2, value]);
    });
  }
  const values = data.map(([, , value]) => value).sort((a, b) => a - b);
  const [low, high] = [values[0], values[Math.floor(0.995 * (values.length - 1))]];
  return {
    type: 'custom',
    xAxisIndex: 2,
    yAxisIndex: 2,
    data: [...data, [right, top, NaN]],
    renderItem: (_: unknown, api: CellApi) => {
      const value = api.value(2);
      if (Number.isNaN(value)) return null;
      const [px, py] = api.coord([api.value(0), api.value(1)]);
      const [qx, qy] = api.coord([api.value(0) + cell.x, api.value(1) + cell.at]);
      const shape = { x: px, y: qy, width: qx - px + 0.6, height: py - qy + 0.6 };
      const fill = colourAt('viridis', (value - low) / (high - low || 1));
      return { type: 'rect', shape, style: { fill } };
    },
  };
}

interface CellApi {
  value(dimension: number): number;
  coord(place: [number, number]): [number, number];
}

function captionOf(twin: TableTwin, { derivation, step, columns }: TwinFigureOptions): string[] {
  const { chosen, gaps, calibration } = twin;
  const error = chosen.error === null ? 'unknown' : Number(chosen.error.toPrecision(3)).toString();
  const coverage =
    calibration.coverage === null
      ? ''
      : `; 2σ holds on ${(100 * calibration.coverage).toFixed(0)} %`;
  return [
    `Panels b and c are simulated, not measured: ${chosen.candidate.name}. ` +
      `Mean error on left-out lines ${error}${coverage}.` +
      gaps.map(({ from, to }) => ` Too coarse to learn: ${from}–${to}.`).join(''),
    derivation === null
      ? 'd: grey measured, dashed predicted from the other lines.'
      : `d: grey from the measured lines, blue simulated finely` +
        (step === null ? '.' : `, dashed simulated in steps of ${step} (${columns.y.name}).`),
  ];
}
