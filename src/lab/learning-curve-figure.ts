import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { figurePng } from '#exports/figure-png';
import { figureFont } from '#exports/figure-parts';
import type { LearningPoint } from '#model/model-card';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 1000;
const HEIGHT = 420;

/** One panel: what its height means, and the lines in it. */
interface Panel {
  axis: string;
  lines: { name: string; colour: string; column: keyof LearningPoint }[];
}

const PANELS: Panel[] = [
  {
    axis: 'loss',
    lines: [
      { name: 'training loss', colour: '#8a6d3b', column: 'loss' },
      { name: 'validation loss', colour: '#b5387d', column: 'validationLoss' },
    ],
  },
  {
    axis: 'mean absolute error (points)',
    lines: [
      { name: 'published', colour: '#1f6fb2', column: 'publishedError' },
      { name: 'alignment', colour: '#2a8a4a', column: 'alignmentError' },
    ],
  },
];

/** The learning curve as an SVG: losses, and errors of the score on the validation spectra. */
export function learningCurveSvg(curve: readonly LearningPoint[]): string {
  const textStyle = { fontFamily: `${figureFont}, Verdana, sans-serif`, fontSize: 13 };
  const width = WIDTH / PANELS.length;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle,
      title: { text: 'Learning curve', left: 20, top: 12, textStyle },
      legend: PANELS.map(({ lines }, i) => ({
        data: lines.map(({ name }) => name),
        left: i * width + 70,
        top: 38,
        itemGap: 28,
        textStyle,
      })),
      grid: PANELS.map((_, i) => ({
        left: i * width + 70,
        top: 80,
        width: width - 100,
        bottom: 60,
      })),
      xAxis: PANELS.map((_, gridIndex) => ({
        type: 'value',
        gridIndex,
        name: 'spectra seen (thousands)',
        nameLocation: 'middle',
        nameGap: 30,
        nameTextStyle: textStyle,
        max: 'dataMax',
      })),
      yAxis: PANELS.map(({ axis }, gridIndex) => ({
        type: 'value',
        gridIndex,
        name: axis,
        nameLocation: 'middle',
        nameGap: 46,
        nameTextStyle: textStyle,
        scale: true,
      })),
      series: PANELS.flatMap(({ lines }, index) =>
        lines.map(({ name, colour, column }) => ({
          type: 'line',
          name,
          xAxisIndex: index,
          yAxisIndex: index,
          data: curve.map((point) => [point.samples / 1000, point[column] ?? null]),
          itemStyle: { color: colour },
          lineStyle: { color: colour, width: 2 },
          symbolSize: 5,
        })),
      ),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** The same as a PNG. */
export async function learningCurvePng(curve: readonly LearningPoint[]): Promise<Uint8Array> {
  return figurePng(learningCurveSvg(curve));
}
