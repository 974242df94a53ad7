import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { ChartColours } from '../../charts/use-chart-colours';
import type { MapPlace } from '../../map/map-layers';
import type { ToPixel } from '../../map/map-painter';
import type { PaneSize } from '../../map/viewport';

/** What marks are drawn with. */
export interface MarkContext {
  /** Stage (x, y) in the order of the screen axes. */
  toAxes: (x: number, y: number) => [number, number];
  toPixel: ToPixel;
  size: PaneSize;
  colours: ChartColours;
}

/** Outlines and symbols over a map. A new object means they are drawn anew. */
export type MapMarks = (context: MarkContext) => (LineSeriesOption | ScatterSeriesOption)[];

/** Closed rings as one path with gaps, so that one series draws all of them. */
export function ringPath(
  shapes: readonly { rings: readonly (readonly [number, number])[][] }[],
  toAxes: MarkContext['toAxes'],
): [number, number][] {
  const path: [number, number][] = [];
  for (const { rings } of shapes) {
    for (const ring of rings) {
      for (const [x, y] of ring) path.push(toAxes(x, y));
      path.push([NaN, NaN]);
    }
  }
  return path;
}

/** A line along a path. */
export function outlineSeries(
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

/** A ring around each place. */
export function ringSeries(
  id: string,
  places: readonly MapPlace[],
  { toAxes, colours }: MarkContext,
): ScatterSeriesOption {
  return {
    id,
    type: 'scatter',
    data: places.map(({ x, y }) => toAxes(x, y)),
    silent: true,
    animation: false,
    clip: true,
    z: 4,
    symbolSize: 7,
    itemStyle: { color: colours.marker, borderColor: colours['marker-edge'], borderWidth: 1.5 },
  };
}
