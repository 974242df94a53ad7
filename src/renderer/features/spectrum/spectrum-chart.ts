import type { LineSeriesOption } from 'echarts/charts';
import { axisValue, type Axis } from '#shared/axis';
import type { MdcWindow } from '#shared/scan';
import type { MdcFit } from '#shared/spectrum-view';
import { canvasSeries, type ChartOption } from '../../charts/echarts-parts';
import type { ChartColours } from '../../charts/use-chart-colours';
import { valueAxis } from '../../charts/value-axis';
import {
  edcAt,
  fitScale,
  fittedMdc,
  mdcAt,
  mdcOfWindow,
  type SpectrumImage,
} from '../../spectrum/profiles';
import { axisLimits, type SpectrumPlace } from '../../spectrum/mdc-window';

/** Space around the image: profiles above and to the right, labels below and to the left. */
export const spectrumMargin = { left: 58, right: 84, top: 68, bottom: 40 };
const PROFILE_GAP = 6;
const EDGE = 8;
const FIT_POINTS = 200;

function axisTitle(axis: Axis): string {
  return axis.unit ? `${axis.name} (${axis.unit})` : axis.name;
}

function line(
  id: string,
  grid: number,
  data: [number, number][],
  style: { color: string; width: number; type?: 'solid' | 'dashed' },
): LineSeriesOption {
  return {
    id,
    type: 'line',
    xAxisIndex: grid,
    yAxisIndex: grid,
    data,
    silent: true,
    showSymbol: false,
    animation: false,
    clip: true,
    lineStyle: style,
  };
}

/** Largest value and a little room above it; 1 for an empty profile. */
function roof(...profiles: Float64Array[]): number {
  const largest = profiles.reduce(
    (highest, profile) => profile.reduce((best, value) => Math.max(best, value), highest),
    0,
  );
  return largest > 0 ? largest * 1.08 : 1;
}

interface SpectrumChartInput {
  spectrum: SpectrumImage;
  canvas: HTMLCanvasElement;
  /** Where the profiles are taken. */
  place: SpectrumPlace;
  /** Set while no cursor is over the image: the MDC is then that of the window, with its fit. */
  window: MdcWindow | null;
  /** The fit in that window; null where there is none to draw. */
  fit: MdcFit | null;
  width: number;
  height: number;
  colours: ChartColours;
}

/** Image with the MDC above it and the EDC beside it, on shared axes. */
export function spectrumChart(input: SpectrumChartInput): ChartOption {
  const { spectrum, place, window, fit, width, height, colours } = input;
  const { energy, angle } = spectrum;
  const angles = axisLimits(angle);
  const energies = axisLimits(energy);
  const imageWidth = Math.max(1, width - spectrumMargin.left - spectrumMargin.right);
  const imageHeight = Math.max(1, height - spectrumMargin.top - spectrumMargin.bottom);
  const mdc = window ? mdcOfWindow(spectrum, window) : mdcAt(spectrum, place.energy);
  const edc = edcAt(spectrum, place.angle);
  const series: ChartOption['series'] = [
    canvasSeries('spectrum', input.canvas, [angles[0], energies[0]]),
    line(
      'mdc',
      1,
      Array.from(mdc, (value, index) => [axisValue(angle, index), value]),
      {
        color: colours['series-1'],
        width: 1.25,
      },
    ),
    line(
      'edc',
      2,
      Array.from(edc, (value, index) => [value, axisValue(energy, index)]),
      {
        color: colours['series-1'],
        width: 1.25,
      },
    ),
  ];
  if (window && fit) {
    const [from, to] = window.angle;
    const scale = fitScale(fit, mdc, angle, window);
    const curve = Array.from({ length: FIT_POINTS + 1 }, (_, index): [number, number] => {
      const at = from + ((to - from) * index) / FIT_POINTS;
      return [at, scale * fittedMdc(fit, at)];
    });
    series.push(line('mdc-fit', 1, curve, { color: colours['series-2'], width: 2 }));
  }
  const hidden = { showLabels: false, length: 0 };
  return {
    animation: false,
    grid: [
      { ...spectrumMargin, outerBoundsMode: 'none' },
      {
        left: spectrumMargin.left,
        right: spectrumMargin.right,
        top: EDGE,
        height: spectrumMargin.top - EDGE - PROFILE_GAP,
        outerBoundsMode: 'none',
      },
      {
        top: spectrumMargin.top,
        bottom: spectrumMargin.bottom,
        right: EDGE,
        width: spectrumMargin.right - EDGE - PROFILE_GAP,
        outerBoundsMode: 'none',
      },
    ],
    xAxis: [
      valueAxis(
        {
          name: axisTitle(angle),
          minimum: angles[0],
          maximum: angles[1],
          length: imageWidth,
          position: 'bottom',
        },
        colours,
      ),
      valueAxis({ ...hidden, minimum: angles[0], maximum: angles[1], gridIndex: 1 }, colours),
      valueAxis({ ...hidden, minimum: 0, maximum: roof(edc), gridIndex: 2 }, colours),
    ],
    yAxis: [
      valueAxis(
        {
          name: axisTitle(energy),
          minimum: energies[0],
          maximum: energies[1],
          length: imageHeight,
          labelDistance: 50,
          nameGap: 44,
          position: 'left',
        },
        colours,
      ),
      valueAxis({ ...hidden, minimum: 0, maximum: roof(mdc), gridIndex: 1 }, colours),
      valueAxis({ ...hidden, minimum: energies[0], maximum: energies[1], gridIndex: 2 }, colours),
    ],
    series,
  };
}
