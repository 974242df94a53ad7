import { formatFixed } from '../format/numbers';
import { roundTicks } from '../map/ticks';
import type { ChartColours } from './use-chart-colours';

interface ValueAxisSettings {
  name?: string;
  minimum: number;
  maximum: number;
  /** Length on screen, CSS pixels. */
  length: number;
  /** Typical distance between labels, CSS pixels. */
  labelDistance?: number;
  nameGap?: number;
  inverse?: boolean;
  showLabels?: boolean;
  showGrid?: boolean;
  gridIndex?: number;
  position?: 'top' | 'bottom' | 'left' | 'right';
}

export const chartFont = "'Inter Variable', system-ui, sans-serif";

/** Size of labels in charts, CSS pixels: follows the text size of the page. */
export function chartFontSize(): number {
  return 0.6875 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** A linear axis with limits as given and ticks at round values. */
export function valueAxis(settings: ValueAxisSettings, colours: ChartColours) {
  const { minimum, maximum, length, labelDistance = 80, showLabels = true } = settings;
  const ticks = roundTicks(minimum, maximum, Math.max(2, length / labelDistance));
  return {
    type: 'value' as const,
    gridIndex: settings.gridIndex ?? 0,
    position: settings.position,
    min: minimum,
    max: maximum,
    inverse: settings.inverse ?? false,
    name: settings.name,
    nameLocation: 'middle' as const,
    nameGap: settings.nameGap ?? 24,
    nameTruncate: { maxWidth: Math.max(20, length - 8), ellipsis: '…' },
    nameTextStyle: {
      color: colours['text-muted'],
      fontSize: chartFontSize(),
      fontFamily: chartFont,
    },
    axisLine: { show: true, onZero: false, lineStyle: { color: colours['line-strong'], width: 1 } },
    axisTick: {
      show: showLabels,
      length: 4,
      lineStyle: { color: colours['line-strong'] },
      customValues: ticks.values,
    },
    axisLabel: {
      show: showLabels,
      color: colours['text-muted'],
      fontSize: chartFontSize(),
      fontFamily: chartFont,
      margin: 7,
      hideOverlap: true,
      customValues: ticks.values,
      formatter: (value: number) => formatFixed(value, ticks.decimals),
    },
    splitLine: { show: settings.showGrid ?? false, lineStyle: { color: colours.line, width: 1 } },
  };
}
