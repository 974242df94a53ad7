import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { BestSpot, Region, ScanDomain } from '#shared/scan';
import type { ChartColours } from '../../charts/use-chart-colours';
import { chartFont, chartFontSize } from '../../charts/value-axis';
import type { PointJudgement } from '#shared/verdict';
import { formatFixed } from '../../format/numbers';
import type { LabelSide } from '../../map/label-side';
import type { PaneSize } from '../../map/viewport';

/** Stage (x, y) in the order of the screen axes. */
type ToScreenAxes = (x: number, y: number) => [number, number];

function ringPath(
  regions: readonly Pick<Region, 'rings'>[],
  toAxes: ToScreenAxes,
): [number, number][] {
  const path: [number, number][] = [];
  for (const region of regions) {
    for (const ring of region.rings) {
      for (const [x, y] of ring) path.push(toAxes(x, y));
      // A gap, so that one series draws all rings.
      path.push([NaN, NaN]);
    }
  }
  return path;
}

function outline(
  id: string,
  data: [number, number][],
  style: { color: string; width: number; dashed: boolean; opacity: number },
): LineSeriesOption {
  return {
    id,
    type: 'line',
    data,
    silent: true,
    showSymbol: false,
    animation: false,
    clip: true,
    z: 3,
    connectNulls: false,
    lineStyle: {
      color: style.color,
      width: style.width,
      type: style.dashed ? [7, 4] : 'solid',
      opacity: style.opacity,
      join: 'round',
    },
  };
}

/** Boundaries of the domains, light beneath and dark above, so that they show on every colour. */
export function domainSeries(
  domains: readonly ScanDomain[],
  toAxes: ToScreenAxes,
  colours: ChartColours,
): LineSeriesOption[] {
  const path = ringPath(domains, toAxes);
  const line = { dashed: false, opacity: 0.9 };
  return [
    outline('domains-edge', path, { ...line, color: colours.marker, width: 2.5 }),
    outline('domains', path, { ...line, color: colours['marker-edge'], width: 1.2 }),
  ];
}

/** Dashed outlines of the regions with a light line between the dashes, so that they show on every colour. */
export function regionSeries(
  regions: readonly Region[],
  toAxes: ToScreenAxes,
  colours: ChartColours,
): LineSeriesOption[] {
  const best = ringPath(
    regions.filter((region) => region.rank === 1),
    toAxes,
  );
  const others = ringPath(
    regions.filter((region) => region.rank > 1),
    toAxes,
  );
  const edge = { color: colours.marker, dashed: false, opacity: 0.9 };
  const line = { color: colours.region, dashed: true, opacity: 1 };
  return [
    outline('other-regions-edge', others, { ...edge, width: 0.75 }),
    outline('other-regions', others, { ...line, width: 1.25 }),
    outline('best-region-edge', best, { ...edge, width: 1.25 }),
    outline('best-region', best, { ...line, width: 2.5 }),
  ];
}

/** Above and below, left and right of a label's text, px. */
const LABEL_PADDING = [3, 6] as const;
/** Mean width of a bold digit, and height of a line, over the size of the font. */
const DIGIT_WIDTH = 0.64;
const LINE_HEIGHT = 1.3;

/** Size of a label in px, near enough to keep it off other marks. */
function labelSize(text: string): PaneSize {
  const [vertical, horizontal] = LABEL_PADDING;
  return {
    width: text.length * DIGIT_WIDTH * chartFontSize() + 2 * horizontal,
    height: LINE_HEIGHT * chartFontSize() + 2 * vertical,
  };
}

/** The best spot as a target with its coordinates, the others as their rank. */
export function spotSeries(
  spots: readonly BestSpot[],
  toAxes: ToScreenAxes,
  decimals: { x: number; y: number },
  sideOf: (spot: BestSpot, label: PaneSize) => LabelSide,
  colours: ChartColours,
): ScatterSeriesOption {
  const data = spots.map((spot) => {
    const isBest = spot.rank === 1;
    const coordinates = `${formatFixed(spot.x, decimals.x)}, ${formatFixed(spot.y, decimals.y)}`;
    return {
      value: toAxes(spot.x, spot.y),
      symbolSize: isBest ? 15 : 13,
      itemStyle: {
        opacity: 1,
        color: isBest ? 'transparent' : colours['marker-edge'],
        borderColor: colours.marker,
        borderWidth: isBest ? 2.5 : 1,
        shadowColor: colours['marker-edge'],
        shadowBlur: 3,
      },
      label: isBest
        ? {
            formatter: coordinates,
            position: sideOf(spot, labelSize(coordinates)),
            distance: 7,
            backgroundColor: colours.surface,
            borderColor: colours.region,
            borderWidth: 1,
            borderRadius: 3,
            padding: [...LABEL_PADDING],
            color: colours.text,
            fontSize: chartFontSize(),
            fontWeight: 600,
          }
        : {
            formatter: String(spot.rank),
            position: 'inside' as const,
            color: colours.marker,
            fontSize: 9,
          },
    };
  });
  return {
    id: 'best-spots',
    type: 'scatter',
    data: data.reverse(),
    silent: true,
    animation: false,
    z: 5,
    label: { show: true, fontFamily: chartFont },
  };
}

/** A ring around every point marked in the scatter. */
export function brushSeries(
  pointIds: readonly number[],
  { x, y }: { x: ArrayLike<number>; y: ArrayLike<number> },
  toAxes: ToScreenAxes,
  colours: ChartColours,
): ScatterSeriesOption {
  return {
    id: 'brushed',
    type: 'scatter',
    data: pointIds.map((id) => toAxes(x[id], y[id])),
    silent: true,
    animation: false,
    clip: true,
    z: 4,
    symbolSize: 7,
    itemStyle: { color: colours.marker, borderColor: colours['marker-edge'], borderWidth: 1.5 },
  };
}

/** Verdicts and notes: told apart by shape and sign, not by colour alone. */
export function verdictSeries(
  judgements: Iterable<PointJudgement>,
  { x, y }: { x: ArrayLike<number>; y: ArrayLike<number> },
  toAxes: ToScreenAxes,
  colours: ChartColours,
): ScatterSeriesOption {
  const looks = {
    good: { symbol: 'circle', sign: '+', colour: colours.success },
    bad: { symbol: 'diamond', sign: '−', colour: colours.danger },
    none: { symbol: 'rect', sign: '…', colour: colours['series-3'] },
  };
  const judged = Array.from(judgements).filter(({ verdict, note }) => verdict ?? note);
  return {
    id: 'verdicts',
    type: 'scatter',
    data: judged.map(({ pointId, verdict }) => {
      const { symbol, sign, colour } = looks[verdict ?? 'none'];
      return {
        value: toAxes(x[pointId], y[pointId]),
        symbol,
        symbolSize: symbol === 'diamond' ? 16 : 12,
        itemStyle: { color: colour, borderColor: colours.surface, borderWidth: 1.5 },
        label: { formatter: sign },
      };
    }),
    silent: true,
    animation: false,
    clip: true,
    z: 6,
    label: {
      show: true,
      position: 'inside',
      color: colours.surface,
      fontFamily: chartFont,
      fontSize: 10,
      fontWeight: 700,
    },
  };
}
