import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { reactive } from 'vue';
import { createColourScale } from '../../map/colour-scale';
import type { MapLayer, MapPlace } from '../../map/map-layers';
import { cssColour, lookupTable } from '../../map/lookup-table';
import { Raster } from '../../map/raster';
import { mount } from '../../mount.test-support';
import MapPlot from './MapPlot.vue';

const table = lookupTable('viridis');
const [lowest, highest] = [table[0], table.at(-1)!].map((word) => cssColour(word));

/** A map of 2 × 1 cells of 1 mm around (0, 0) and (1, 0), of the values given. */
function valueLayer(values: readonly number[], opacity = 1): MapLayer {
  const raster = new Raster({ minimumX: 0, maximumX: 1, minimumY: 0, maximumY: 0 }, { x: 1, y: 1 });
  const [x, y] = [values.map((_, id) => id), values.map(() => 0)];
  x.forEach((_, id) => raster.add(id, x[id], y[id]));
  return {
    kind: 'values',
    id: 'test',
    geometry: { kind: 'raster', raster },
    places: () => ({ x, y, length: x.length }),
    values: {
      valueAt: (id) => values[id],
      scale: createColourScale([0, 10], 'viridis'),
      repeated: 'latest',
    },
    opacity,
  };
}

const bounds = { minimumU: -0.5, maximumU: 1.5, minimumV: -0.5, maximumV: 0.5 };

function plot(layers: MapLayer[], more: Record<string, unknown> = {}) {
  const props = reactive({
    layers,
    version: 0,
    marks: () => [],
    axes: { x: { name: 'sax', unit: 'mm' }, y: { name: 'say', unit: 'mm' } },
    step: { x: 1, y: 1 },
    wholeBounds: bounds,
    scanBounds: null,
    aspect: 'free',
    orientation: { flipX: false, flipY: false, swapAxes: false },
    label: 'Prediction',
    viewport: null,
    ...more,
  });
  const { element } = mount(MapPlot, props);
  return { props, element };
}

/** The colour in the middle of the left or right half of the map. */
function colourAt(element: HTMLElement, share: number): string {
  const canvas = element.querySelector<HTMLCanvasElement>('.map-cells')!;
  const pixel = canvas
    .getContext('2d')!
    .getImageData(Math.round(canvas.width * share), Math.round(canvas.height / 2), 1, 1).data;
  const [red, green, blue, alpha] = pixel;
  return alpha === 255 ? `rgb(${red} ${green} ${blue})` : `alpha ${(alpha / 255).toFixed(1)}`;
}

it('draws the values of any source, and follows them', async () => {
  const { props, element } = plot([valueLayer([0, 10])]);
  await expect.poll(() => colourAt(element, 0.25)).toBe(lowest);
  expect(colourAt(element, 0.75)).toBe(highest);
  props.layers = [valueLayer([10, 0])];
  await expect.poll(() => colourAt(element, 0.25)).toBe(highest);
});

it('draws layers over one another, as seen through as they are said to be', async () => {
  const picture = document.createElement('canvas');
  picture.width = picture.height = 10;
  const context = picture.getContext('2d')!;
  context.fillStyle = 'rgb(200, 0, 0)';
  context.fillRect(0, 0, 10, 10);
  const photo: MapLayer = {
    kind: 'picture',
    id: 'photo',
    image: picture,
    // Ten pixels over the right cell, rows downwards.
    toStage: [0.1, 0, 0, -0.1, 0.5, 0.5],
    opacity: 1,
  };
  const { element } = plot([valueLayer([0, 0]), photo]);
  await expect.poll(() => colourAt(element, 0.75)).toBe('rgb(200 0 0)');
  expect(colourAt(element, 0.25)).toBe(lowest);
  const { element: faint } = plot([valueLayer([10, 10], 0.5)]);
  await expect.poll(() => colourAt(faint, 0.25)).toBe('alpha 0.5');
});

it('tells of places, whichever way the axes run', async () => {
  const chosen = vi.fn<(place: MapPlace) => void>();
  const travelled = vi.fn();
  const { element } = plot([valueLayer([0, 10])], {
    orientation: { flipX: true, flipY: false, swapAxes: false },
    onChoose: chosen,
    onTravel: travelled,
  });
  const surface = element.querySelector<HTMLElement>('.overlay')!;
  await expect.poll(() => surface.getBoundingClientRect().width).toBeGreaterThan(100);
  const { width, height } = surface.getBoundingClientRect();
  await userEvent.click(surface, { position: { x: width * 0.25, y: height / 2 } });
  expect(chosen).toHaveBeenCalledOnce();
  expect(chosen.mock.calls[0][0].x).toBeCloseTo(1, 1);
  surface.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(travelled).toHaveBeenCalledWith({ axis: 'x', sign: -1 }, 1);
});
