import { CustomChart } from 'echarts/charts';
import { GraphicComponent, GridComponent, TitleComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { figureLayout, type Box, type FigureLayout } from './figure-layout';
import {
  axis,
  base,
  captionLines,
  faintInk,
  fontFamily,
  ink,
  paneTitle,
  scaleBar,
  thousands,
  unmeasured,
} from './figure-parts';
import {
  barSeries,
  cellSeries,
  outlineSeries,
  spotCoordinates,
  spotSeries,
  type Pane,
} from './figure-series';
import { mapCells, type CellMap } from './map-cells';
import { niceStep, niceTicks } from './nice-ticks';
import { withUnit, type ScanReport } from './scan-report';

use([CustomChart, GridComponent, TitleComponent, GraphicComponent, SVGRenderer]);

/**
 * `map.svg`: the MLS map with the optimal regions, best spot and scale bar, and the
 * total counts beside it, both with real aspect and a colour bar, and a caption
 * that says what it was made from.
 */
export function mapFigure(report: ScanReport): string {
  const map = mapCells(report);
  const layout = figureLayout(map?.extent ?? { x: [0, 1], y: [0, 1] });
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: layout.width,
    height: layout.height,
  });
  try {
    chart.setOption(map === null ? emptyOption(report) : figureOption(report, map, layout));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function emptyOption(report: ScanReport): EChartsCoreOption {
  return {
    ...base,
    title: {
      ...titleStyle(report),
      subtext: 'No scored point has a position: there is no map to draw.',
    },
  };
}

function titleStyle(report: ScanReport) {
  const { arrived, expected, sourceName } = report.status;
  const points = expected === null ? `${arrived} points` : `${arrived} of ${expected} points`;
  return {
    text: `${sourceName}  ·  ${points}`,
    left: 26,
    top: 16,
    padding: 0,
    itemGap: 8,
    textStyle: { fontFamily, fontSize: 19, fontWeight: 'bold', color: ink },
    subtextStyle: { fontFamily, fontSize: 13, color: faintInk },
  };
}

function figureOption(report: ScanReport, map: CellMap, layout: FigureLayout): EChartsCoreOption {
  const panes = panesOf(map);
  const { x, y } = report.derived.axes;
  const axes = panes.flatMap((pane, index) =>
    paneAxes(pane, index, map.extent, layout.panes[index].map, [
      withUnit(x.name, x.unit),
      withUnit(y.name, y.unit),
    ]),
  );
  return {
    ...base,
    title: { ...titleStyle(report), subtext: spotText(report) },
    grid: panes.flatMap((_, index) => [
      { ...layout.panes[index].map, show: true, backgroundColor: unmeasured, borderWidth: 0 },
      { ...layout.panes[index].colourBar },
    ]),
    xAxis: axes.map(({ xAxis }) => xAxis),
    yAxis: axes.map(({ yAxis }) => yAxis),
    series: panes.flatMap((pane, index) => [
      cellSeries(pane, map, 2 * index),
      outlineSeries(report.derived.regions, 2 * index),
      ...(index === 0 ? [spotSeries(report.derived, layout.panes[0].map, 0, fontFamily)] : []),
      barSeries(pane, 2 * index + 1),
    ]),
    graphic: [
      ...panes.map((pane, index) => paneTitle(pane.title, layout.panes[index].map)),
      ...scaleBar(report, map, layout.panes[0].map),
      ...caption(report, layout),
    ],
  };
}

function panesOf(map: CellMap): Pane[] {
  const largest = map.cells.reduce(
    (most, { quantities }) => (quantities.totalCounts > most ? quantities.totalCounts : most),
    0,
  );
  const most = largest > 0 ? largest : 1;
  const step = niceStep(most / 5);
  return [
    { quantity: 'mls', title: 'MLS', scale: 'viridis', range: [0, 10] },
    {
      quantity: 'totalCounts',
      title: 'Total counts',
      scale: 'cividis',
      range: [0, Math.ceil(most / step) * step],
    },
  ];
}

/** The map's axes and those of its colour bar. */
function paneAxes(
  pane: Pane,
  index: number,
  extent: CellMap['extent'],
  box: Box,
  [xName, yName]: [string, string],
) {
  const xTicks = niceTicks(...extent.x, Math.max(2, Math.min(6, box.width / 85)));
  const yTicks = niceTicks(...extent.y, Math.max(2, Math.min(6, box.height / 60)));
  const barTicks = niceTicks(...pane.range, 5);
  const barLabel = pane.range[1] >= 10_000 ? (value: number) => thousands(value) : barTicks.label;
  const hidden = { type: 'value', show: false, min: 0, max: 1 };
  return [
    {
      xAxis: { ...axis(2 * index, extent.x, xTicks), name: xName, nameGap: 30 },
      yAxis: { ...axis(2 * index, extent.y, yTicks), name: yName, nameGap: 64 },
    },
    {
      xAxis: { ...hidden, gridIndex: 2 * index + 1 },
      yAxis: {
        ...axis(2 * index + 1, pane.range, { ...barTicks, label: barLabel }),
        position: 'right',
      },
    },
  ];
}

function spotText({ derived }: ScanReport): string {
  const spot = derived.bestSpots.at(0);
  if (spot === undefined) return derived.noSpotReason ?? 'No best spot yet.';
  const { x, y } = derived.axes;
  const place = spotCoordinates(derived, spot);
  return (
    `Best spot: ${x.name} ${place.x} ${spot.unit}, ${y.name} ${place.y} ${spot.unit}, ` +
    `MLS ${spot.mls.toFixed(1)} ± ${spot.uncertainty.toFixed(1)}`
  );
}

function caption(report: ScanReport, { width, captionTop }: FigureLayout) {
  const { derived, settings, model, status } = report;
  const { sharpness, signalToBackground, counts } = settings.weights;
  const lines = [
    `Pixels are centred on their positions; grey was not measured. Dashed red: within ${settings.regionDelta} ` +
      'of the best smoothed MLS. MLS as predicted, not normalised.',
    `Weights S ${sharpness}, B ${signalToBackground}, N ${counts}; full score at ` +
      `${thousands(derived.fullScoreCounts)} counts. Model ${model.name} (${model.hash.slice(0, 12)}), ${status.engine}.`,
    `SweetSpot ${report.appVersion}, ${report.exportedAt}, session ${status.sessionId}.`,
  ];
  return captionLines(lines, width, captionTop);
}
