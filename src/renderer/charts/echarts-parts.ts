import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { use, type ComposeOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';

// Only the parts the window draws with end up in the bundle.
use([CanvasRenderer, CustomChart, LineChart, ScatterChart, GridComponent]);

export type ChartOption = ComposeOption<
  CustomSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption
>;

/** A series that fills its grid with one prepared canvas. */
export function canvasSeries(
  id: string,
  canvas: HTMLCanvasElement,
  corner: [number, number],
  axes: { xAxisIndex: number; yAxisIndex: number } = { xAxisIndex: 0, yAxisIndex: 0 },
): CustomSeriesOption {
  return {
    id,
    type: 'custom',
    ...axes,
    silent: true,
    z: 1,
    data: [corner],
    renderItem: (parameters) => {
      const area = parameters.coordSys as unknown as {
        x: number;
        y: number;
        width: number;
        height: number;
      };
      return {
        type: 'image',
        style: { image: canvas, x: area.x, y: area.y, width: area.width, height: area.height },
      };
    },
  };
}
