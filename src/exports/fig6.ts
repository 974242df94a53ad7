import { CustomChart } from 'echarts/charts';
import { GraphicComponent, GridComponent, TitleComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { fitLorentzian } from '#core/benchmark/lorentzian-fit';
import { momentumDistributionCurve } from '#core/benchmark/mdc';
import { overviewLayout, type OverviewLayout } from './fig6-layout';
import { comparedPanels, spectrumPanels, type Panel } from './fig6-spectra';
import {
  axis,
  base,
  captionLines,
  fontFamily,
  letterFrom,
  paneTitle,
  scaleBar,
  thousands,
  unmeasured,
} from './figure-parts';
import { barSeries, cellSeries, letterSeries, outlineSeries, type Pane } from './figure-series';
import { mapCells, type CellMap } from './map-cells';
import { niceTicks, withMinus } from './nice-ticks';
import { withUnit, type ScanReport } from './scan-report';

use([CustomChart, GridComponent, TitleComponent, GraphicComponent, SVGRenderer]);

/** Part of the points beyond each end of a fitted quantity's colour scale: single bad fits. */
const OUTLIERS = 0.02;
const FIRST_COMPARED = 'f';

/**
 * `fig6.svg` in the manner of the paper's Fig. 6: a spectrum with its MDC window and fit, the maps
 * of peak position, FWHM, BMS and MLS with the optimal regions, and up to five spectra with both
 * scores. Null where the scan has no map or no spectrum could be read.
 */
export function scoreOverviewFigure(report: ScanReport): string | null {
  const map = mapCells(report);
  const { example } = report.spectra;
  if (map === null || example === null) return null;
  const layout = overviewLayout(map.extent);
  const { width, height } = layout;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(overviewOption(report, map, layout, example.spectrum));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function overviewOption(
  report: ScanReport,
  map: CellMap,
  layout: OverviewLayout,
  spectrum: NonNullable<ScanReport['spectra']['example']>['spectrum'],
): EChartsCoreOption {
  const window = report.derived.mdcWindow;
  const curve = window === null ? null : momentumDistributionCurve(spectrum, window);
  const fit = curve === null ? null : fitLorentzian(curve.angle, curve.intensity);
  const compared = report.spectra.compared.slice(0, layout.compared.length);
  const panels = [
    ...spectrumPanels(spectrum, window, curve, fit, layout),
    ...comparedPanels(compared, report, layout.compared, FIRST_COMPARED),
    ...mapPanels(report, map, layout),
  ];
  const letters = compared.flatMap(({ pointId }, i) => {
    const point = report.points[pointId];
    return Number.isFinite(point.x) && Number.isFinite(point.y)
      ? [{ x: point.x, y: point.y, letter: letterFrom(FIRST_COMPARED, i) }]
      : [];
  });
  const mlsGrid = panels.length - 2;
  return {
    ...base,
    title: titleOf(report),
    grid: panels.map(({ box, ground }) => ({
      ...box,
      show: true,
      backgroundColor: ground,
      borderWidth: 0,
    })),
    xAxis: panels.map(({ x }, i) => ({ ...x, gridIndex: i })),
    yAxis: panels.map(({ y }, i) => ({ ...y, gridIndex: i })),
    series: [
      ...panels.flatMap(({ series }, i) => series(i)),
      letterSeries(letters, mlsGrid, fontFamily),
    ],
    graphic: [
      ...panels.flatMap(({ title, box }) => (title === '' ? [] : [paneTitle(title, box)])),
      ...scaleBar(report, map, layout.maps[0].map),
      ...captionLines(captionOf(report, fit), layout.width, layout.captionTop),
    ],
  };
}

function titleOf({ status }: ScanReport) {
  return {
    text: `${status.sourceName}  ·  ${status.scored} points`,
    left: 26,
    top: 18,
    padding: 0,
    textStyle: { fontFamily, fontSize: 19, fontWeight: 'bold' },
  };
}

/** Panels b to e, each followed by its colour bar. */
function mapPanels(report: ScanReport, map: CellMap, layout: OverviewLayout): Panel[] {
  const { derived } = report;
  const panes: Pane[] = [
    { quantity: 'mdcPosition', title: '(b) MDC peak position', scale: 'cividis', range: [0, 1] },
    { quantity: 'mdcFwhm', title: '(c) MDC FWHM', scale: 'cividis', range: [0, 1] },
    { quantity: 'bms', title: '(d) BMS', scale: 'viridis', range: [0, 10] },
    { quantity: 'mls', title: '(e) MLS', scale: 'viridis', range: [0, 10] },
  ];
  return panes.flatMap((known, i) => {
    const isScore = known.quantity === 'mls' || known.quantity === 'bms';
    const pane = isScore ? known : { ...known, range: rangeOf(map, known) };
    const { map: box, colourBar } = layout.maps[i];
    const xTicks = niceTicks(...map.extent.x, Math.max(2, box.width / 75));
    const yTicks = niceTicks(...map.extent.y, Math.max(2, box.height / 60));
    const hidden = { type: 'value', show: false, min: 0, max: 1 };
    const unit = isScore ? '' : ' [deg]';
    const y = {
      ...axis(0, map.extent.y, yTicks),
      name: i === 0 ? withUnit(derived.axes.y.name, derived.axes.y.unit) : '',
      nameGap: 56,
    };
    return [
      {
        box,
        title: `${pane.title}${unit}`,
        ground: unmeasured,
        x: {
          ...axis(0, map.extent.x, xTicks),
          name: withUnit(derived.axes.x.name, derived.axes.x.unit),
          nameGap: 28,
        },
        y: i === 0 ? y : { ...y, axisLabel: { show: false } },
        series: (grid) => [
          cellSeries(pane, map, grid),
          ...(isScore ? [outlineSeries(derived.regions, grid)] : []),
        ],
      },
      {
        box: colourBar,
        title: '',
        ground: 'transparent',
        x: hidden,
        y: { ...axis(0, pane.range, niceTicks(...pane.range, 5)), position: 'right' },
        series: (grid) => [barSeries(pane, grid)],
      },
    ];
  });
}

/** Colour limits of a fitted quantity: all but its outliers. */
function rangeOf({ cells }: CellMap, { quantity }: Pane): [number, number] {
  const values = cells
    .map(({ quantities }) => quantities[quantity])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (values.length === 0) return [0, 1];
  const at = (share: number) => values[Math.round(share * (values.length - 1))];
  const [low, high] = [at(OUTLIERS), at(1 - OUTLIERS)];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

function captionOf(report: ScanReport, fit: ReturnType<typeof fitLorentzian> | null): string[] {
  const { derived, settings, model, status, points } = report;
  const window = derived.mdcWindow;
  const fitted = points.filter(({ quantities }) => Number.isFinite(quantities.mdcFwhm)).length;
  const range = ([a, b]: readonly [number, number], digits: number) =>
    withMinus(`${Math.min(a, b).toFixed(digits)}`) +
    ` to ${withMinus(Math.max(a, b).toFixed(digits))}`;
  const windowText =
    window === null
      ? 'No MDC window stood out.'
      : `MDC window (red): ${range(window.energyEv, 3)} eV, ${range(window.angle, 1)}°; Lorentzian on a line: ` +
        (fit === null || fit.kind === 'failed'
          ? `no fit (${fit?.reason ?? 'no window'}).`
          : `position ${withMinus(fit.position.toFixed(2))} ± ${fit.positionError.toFixed(2)}°, ` +
            `FWHM ${fit.fwhm.toFixed(2)} ± ${fit.fwhmError.toFixed(2)}°.`);
  const threshold = derived.benchmark?.backgroundThreshold;
  const { sharpness, signalToBackground, counts } = settings.weights;
  return [
    `(a) Spectrum at the best spot. ${windowText}`,
    `(b, c) The fit at each point; grey: not measured or no fit (${points.length - fitted} of ${points.length} points). Colours leave out ${100 * OUTLIERS} % at each end.`,
    `(d, e) Scores from 0 to 10, not normalised; dashed red: within ${settings.regionDelta} of the best smoothed MLS. Weights S ${sharpness}, B ${signalToBackground}, N ${counts}; full MLS score at ${thousands(derived.fullScoreCounts)} counts` +
      (threshold === undefined ? '.' : `; I_th ${Number(threshold.toPrecision(3))} counts.`),
    `(f–j) Spectra at the places marked in (e), each from 0 counts (white) to its brightest pixels (black). Model ${model.name} (${model.hash.slice(0, 12)}), ${status.engine}. SweetSpot ${report.appVersion}, ${report.exportedAt}.`,
  ];
}
