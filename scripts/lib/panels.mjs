import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { intensityPng } from './png.mjs';

const fonts = join(
  dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
  'ttf',
);
const panelWidth = 250;
const panelHeight = 220;
const margin = { left: 52, right: 12, top: 30, bottom: 40 };
const cellWidth = panelWidth + margin.left + margin.right;

/** Value that `share` of the pixels stay below. */
function quantile(values, share) {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.floor(share * (sorted.length - 1))];
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, content, more = '') =>
  `<text x="${x}" y="${y}" font-size="12" ${more}>${escaped(content)}</text>`;

/** Round numbers inside a range, four or so. */
function ticks([low, high]) {
  const rough = (high - low) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((value) => value >= rough);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

/**
 * One panel: `image` { values, rows, columns }, `x` and `y` { label, range }, `lines`
 * [{ points, colour }] in axis units, `marks` [{ x, y, colour }], and `notes`.
 */
function panelSvg(panel, left, top) {
  const { image, x, y, title, lines = [], marks = [], notes = [] } = panel;
  const brightest = Math.max(1e-9, quantile(image.values, 0.998));
  const png = intensityPng(image.values, image.rows, image.columns, brightest);
  const toX = (value) => ((value - x.range[0]) / (x.range[1] - x.range[0])) * panelWidth;
  const toY = (value) =>
    panelHeight - ((value - y.range[0]) / (y.range[1] - y.range[0])) * panelHeight;
  const inside = ([px, py]) =>
    px >= x.range[0] && px <= x.range[1] && py >= y.range[0] && py <= y.range[1];
  const paths = lines.flatMap(({ points, colour }) => {
    const runs = [[]];
    for (const point of points) {
      if (inside(point)) runs.at(-1).push(point);
      else if (runs.at(-1).length > 0) runs.push([]);
    }
    return runs
      .filter((run) => run.length > 1)
      .map((run) => {
        const d = run.map(
          ([px, py], i) => `${i ? 'L' : 'M'}${toX(px).toFixed(1)} ${toY(py).toFixed(1)}`,
        );
        return `<path d="${d.join('')}" fill="none" stroke="${colour}" stroke-dasharray="4 3"/>`;
      });
  });
  const crosses = marks.map(({ x: mx, y: my, colour }) => {
    const [cx, cy] = [toX(mx), toY(my)];
    return `<path d="M${cx - 7} ${cy}H${cx + 7}M${cx} ${cy - 7}V${cy + 7}" stroke="${colour}" stroke-width="2"/>`;
  });
  return `<g transform="translate(${left + margin.left} ${top + margin.top})" font-family="DejaVu Sans">
<image width="${panelWidth}" height="${panelHeight}" preserveAspectRatio="none"
 href="data:image/png;base64,${png.toString('base64')}"/>
<rect width="${panelWidth}" height="${panelHeight}" fill="none" stroke="#444"/>
${paths.join('')}${crosses.join('')}
${text(0, -9, title, 'font-weight="bold"')}
${ticks(x.range)
  .map((v) => text(toX(v), panelHeight + 15, String(v), 'text-anchor="middle"'))
  .join('')}
${ticks(y.range)
  .map((v) => text(-5, toY(v) + 4, String(v), 'text-anchor="end"'))
  .join('')}
${text(panelWidth / 2, panelHeight + 32, x.label, 'text-anchor="middle"')}
${text(-panelHeight / 2, -36, y.label, 'text-anchor="middle" transform="rotate(-90)"')}
${notes.map(({ content, colour }, i) => text(6, 16 + 15 * i, content, `fill="${colour}" font-weight="bold"`)).join('')}
</g>`;
}

/** A PNG of panels in rows of `perRow`. */
export function panelsPng(panels, perRow) {
  const cellHeight = panelHeight + margin.top + margin.bottom;
  const width = perRow * cellWidth;
  const height = Math.ceil(panels.length / perRow) * cellHeight;
  const cells = panels.map((panel, i) =>
    panelSvg(panel, (i % perRow) * cellWidth, Math.floor(i / perRow) * cellHeight),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="white"/>${cells.join('')}</svg>`;
  const font = { fontDirs: [fonts], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(svg, { font }).render().asPng();
}
