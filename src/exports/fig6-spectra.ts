import type { FailedFit, LorentzianFit } from '#core/benchmark/lorentzian-fit';
import type { MomentumDistributionCurve } from '#core/benchmark/mdc';
import type { MdcWindow } from '#shared/scan';
import type { Axis } from '#shared/axis';
import type { Spectrum } from '#shared/spectrum';
import type { OverviewLayout } from './fig6-layout';
import type { Box } from './figure-layout';
import { axis, letterFrom } from './figure-parts';
import { niceTicks } from './nice-ticks';
import { withUnit, type PointSpectrum, type ScanReport } from './scan-report';
import { brightest, edgesOf, mdcSeries, spectrumSeries, windowSeries } from './spectrum-series';

/** A panel of the figure with axes of its own. */
export interface Panel {
  box: Box;
  /** Above the panel; '' for none. */
  title: string;
  ground: string;
  x: object;
  y: object;
  series: (gridIndex: number) => object[];
}

const white = '#ffffff';

/** Panel a: the spectrum with its window, and the MDC with its fit on the same angles. */
export function spectrumPanels(
  spectrum: Spectrum,
  window: MdcWindow | null,
  curve: MomentumDistributionCurve | null,
  fit: LorentzianFit | FailedFit | null,
  layout: OverviewLayout,
): Panel[] {
  const image = imagePanel(spectrum, layout.spectrum, '(a) Spectrum and MDC fit', true);
  const panels: Panel[] = [
    {
      ...image,
      x: { ...image.x, name: '', axisLabel: { show: false } },
      series: (grid) => [
        ...image.series(grid),
        ...(window === null ? [] : [windowSeries(window, grid)]),
      ],
    },
  ];
  const highest = curve === null ? 1 : Math.max(1, ...curve.intensity) * 1.08;
  const range: [number, number] = [0, highest];
  panels.push({
    box: layout.mdc,
    title: '',
    ground: white,
    x: angleAxis(spectrum.angle, layout.mdc),
    y: { ...axis(0, range, niceTicks(...range, 2)), name: 'counts', nameGap: 56 },
    series: (grid) =>
      curve === null ? [] : mdcSeries(curve, fit?.kind === 'fitted' ? fit : null, grid),
  });
  return panels;
}

/** Panels f to j: spectra with both scores. */
export function comparedPanels(
  compared: readonly PointSpectrum[],
  { points }: ScanReport,
  boxes: readonly Box[],
  firstLetter: string,
): Panel[] {
  return compared.map(({ pointId, spectrum }, i) => {
    const { bms, mls } = points[pointId].quantities;
    const score = (value: number) => (Number.isFinite(value) ? value.toFixed(1) : '–');
    const title = `(${letterFrom(firstLetter, i)}) BMS ${score(bms)}   MLS ${score(mls)}`;
    return imagePanel(spectrum, boxes[i], title, i === 0);
  });
}

function imagePanel(spectrum: Spectrum, box: Box, title: string, isFirst: boolean): Panel {
  const range = edgesOf(spectrum.energy);
  const ticks = niceTicks(...range, Math.max(2, box.height / 45));
  return {
    box,
    title,
    ground: white,
    x: angleAxis(spectrum.angle, box),
    y: {
      ...axis(0, range, ticks),
      name: isFirst ? withUnit(spectrum.energy.name, spectrum.energy.unit) : '',
      nameGap: 56,
    },
    series: (grid) => [spectrumSeries(spectrum, brightest(spectrum), box, grid)],
  };
}

function angleAxis(angle: Axis, box: Box) {
  const range = edgesOf(angle);
  return {
    ...axis(0, range, niceTicks(...range, Math.max(2, box.width / 55))),
    name: withUnit(angle.name, angle.unit),
    nameGap: 28,
  };
}
