import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { BestSpot, Region, ScanDomain } from '#shared/scan';
import type { PointJudgement } from '#shared/verdict';
import { chartFont, chartFontSize } from '../../charts/value-axis';
import { formatFixed } from '../../format/numbers';
import { labelSide, type LabelSide } from '../../map/label-side';
import type { PaneSize } from '../../map/viewport';
import { outlineSeries, ringPath, type MarkContext } from '../../ui/map/map-marks';

/** Boundaries of the domains, light beneath and dark above, so that they show on every colour. */
export function domainSeries(
  domains: readonly ScanDomain[],
  { toAxes, colours }: MarkContext,
): LineSeriesOption[] {
  const path = ringPath(domains, toAxes);
  const line = { dashed: false, opacity: 0.9 };
  return [
    outlineSeries('domains-edge', path, { ...line, color: colours.marker, width: 2.5 }),
    outlineSeries('domains', path, { ...line, color: colours['marker-edge'], width: 1.2 }),
  ];
}

/** Dashed outlines of the regions with a light line between the dashes, so that they show on every colour. */
export function regionSeries(
  regions: readonly Region[],
  { toAxes, colours }: MarkContext,
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
    outlineSeries('other-regions-edge', others, { ...edge, width: 0.75 }),
    outlineSeries('other-regions', others, { ...line, width: 1.25 }),
    outlineSeries('best-region-edge', best, { ...edge, width: 1.25 }),
    outlineSeries('best-region', best, { ...line, width: 2.5 }),
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
  decimals: { x: number; y: number },
  { toAxes, toPixel, size, colours }: MarkContext,
): ScatterSeriesOption {
  const pixelOf = ({ x, y }: BestSpot) => toPixel(x, y);
  const sideOf = (spot: BestSpot, label: PaneSize): LabelSide => {
    const others = spots.filter(({ rank }) => rank !== spot.rank);
    return labelSide(pixelOf(spot), label, others.map(pixelOf), size);
  };
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

/** Verdicts and notes: told apart by shape and sign, not by colour alone. */
export function verdictSeries(
  judgements: Iterable<PointJudgement>,
  { x, y }: { x: ArrayLike<number>; y: ArrayLike<number> },
  { toAxes, colours }: MarkContext,
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
