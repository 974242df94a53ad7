import type { EChartsCoreOption } from 'echarts/core';
import { lengthFactor } from '#core/map/map-motors';
import type { Box } from './figure-layout';
import type { CellMap } from './map-cells';
import { niceStep, type Ticks } from './nice-ticks';
import type { ScanReport } from './scan-report';

/** Bundled with the app, so that the picture looks the same everywhere. */
export const figureFont = 'DejaVu Sans';
export const fontFamily = `${figureFont}, Verdana, sans-serif`;
export const ink = '#1c2128';
export const faintInk = '#59636e';
/** Mean width of a caption's character, px. */
const CAPTION_CHARACTER_WIDTH = 6.8;
/** Ground on which nothing was measured: never a colour of the scale. */
export const unmeasured = '#d5d8dc';

/** What every figure starts from. */
export const base: EChartsCoreOption = {
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily, color: ink },
};

/** A value axis of a panel with ticks at round values. */
export function axis(gridIndex: number, [min, max]: [number, number], ticks: Ticks) {
  return {
    type: 'value',
    gridIndex,
    z: 10,
    min,
    max,
    nameLocation: 'middle',
    nameTextStyle: { fontFamily, fontSize: 14, color: ink },
    axisLine: { show: true, onZero: false, lineStyle: { color: ink, width: 1 } },
    axisTick: { show: true, length: 5, customValues: ticks.values, lineStyle: { color: ink } },
    axisLabel: {
      fontFamily,
      fontSize: 12,
      color: ink,
      customValues: ticks.values,
      formatter: ticks.label,
    },
    splitLine: { show: false },
  };
}

/** A panel's name above its upper left corner. */
export function paneTitle(text: string, box: Box) {
  return {
    type: 'text',
    left: box.left,
    top: box.top - 24,
    style: { text, fontFamily, fontSize: 15, fontWeight: 'bold', fill: ink },
  };
}

/** A bar of round length in the lower left corner, in µm where the unit is a length. */
export function scaleBar(report: ScanReport, map: CellMap, box: Box) {
  const { unit } = report.derived.axes.x;
  const toMicrometres = lengthFactor(unit, 'um');
  const [from, to] = map.extent.x;
  const perPixel = (to - from) / box.width;
  const length = niceStep(box.width * 0.22 * perPixel * (toMicrometres ?? 1));
  const pixels = length / (toMicrometres ?? 1) / perPixel;
  const digits = Math.max(0, -Math.floor(Math.log10(length) + 1e-9));
  const text = `${length.toFixed(digits)} ${toMicrometres === null ? unit : 'µm'}`.trim();
  const left = box.left + 14;
  const bottom = box.top + box.height - 14;
  const halo = { stroke: 'rgba(0, 0, 0, 0.55)', lineWidth: 3 };
  return [
    {
      type: 'rect',
      z: 50,
      shape: { x: left, y: bottom - 4, width: pixels, height: 4 },
      style: { fill: '#ffffff', stroke: 'rgba(0, 0, 0, 0.55)', lineWidth: 1 },
    },
    {
      type: 'text',
      z: 50,
      style: {
        text,
        x: left + pixels / 2,
        y: bottom - 10,
        textAlign: 'center',
        textVerticalAlign: 'bottom',
        fontFamily,
        fontSize: 13,
        fill: '#ffffff',
        ...halo,
      },
    },
  ];
}

/** Small print, wrapped to the figure's width, from `top` on. */
export function captionLines(lines: readonly string[], width: number, top: number) {
  const longest = Math.floor((width - 52) / CAPTION_CHARACTER_WIDTH);
  return lines
    .flatMap((text) => wrapped(text, longest))
    .map((text, line) => ({
      type: 'text',
      left: 26,
      top: top + 18 * line,
      style: { text, fontFamily, fontSize: 12, fill: faintInk },
    }));
}

/** Lines of at most so many characters, broken between words. */
function wrapped(text: string, longest: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= longest) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `12 500`: groups of three with a narrow space. */
export function thousands(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** The letter `index` places after `first`. */
export function letterFrom(first: string, index: number): string {
  return String.fromCharCode(first.charCodeAt(0) + index);
}
