import type { Random } from '#core/simulate/random';
import type { Degradation } from './degraded-band';

/** Points of a raster's side. */
export const RASTER_SIDE = 12;
/** Electrons at a good place. */
export const BASE_ELECTRONS = 1.2e5;
export const CLEAN: Degradation = {
  blur: 0,
  background: 0,
  secondDomain: 0,
  electrons: BASE_ELECTRONS,
};
const MOST_BLUR = 0.06;
/** Light of the worst background over that of the band: four fifths of the frame. */
const MOST_BACKGROUND = 4;
const LARGEST_FLUX_CHANGE = 0.3;
const DIRT_BRIGHTNESS = 3;

/** What makes a place worse, `lack` going from 0 where it is good to 1 where it is worst. */
export type RasterRule = (lack: number, random: Random) => Degradation;

/** One thing varies over the raster, and the counts do not tell what. */
export const RASTERS: Record<string, RasterRule> = {
  blur: (lack) => ({ ...CLEAN, blur: MOST_BLUR * lack }),
  'flat background, total kept': (lack) => ({ ...CLEAN, background: MOST_BACKGROUND * lack }),
  'second domain': (lack) => ({ ...CLEAN, secondDomain: 0.5 * lack }),
  counts: (lack) => ({ ...CLEAN, electrons: BASE_ELECTRONS * 0.03 ** lack }),
  'blur, flux varies': (lack, random) => ({
    ...CLEAN,
    blur: MOST_BLUR * lack,
    electrons: BASE_ELECTRONS * (1 + random.uniform(-LARGEST_FLUX_CHANGE, LARGEST_FLUX_CHANGE)),
  }),
  'background that adds counts': (lack) => ({
    ...CLEAN,
    background: MOST_BACKGROUND * lack,
    electrons: BASE_ELECTRONS * (1 + MOST_BACKGROUND * lack),
  }),
  'bright dirt': (lack) => ({
    ...CLEAN,
    blur: MOST_BLUR * lack,
    background: MOST_BACKGROUND * lack,
    electrons: BASE_ELECTRONS * (1 + (DIRT_BRIGHTNESS - 1) * lack),
  }),
};

/** All things fall together, each raster with other shares of them. */
export const FALLING_RASTERS: RasterRule[] = [1, 0.7, 0.5, 0.3, 0.2].map(
  (strength): RasterRule =>
    (lack) => ({
      blur: MOST_BLUR * strength * lack,
      background: MOST_BACKGROUND * strength * lack,
      secondDomain: 0.5 * strength * lack,
      electrons: BASE_ELECTRONS * 0.1 ** lack,
    }),
);

/** How good each point of a raster is, 0 … 1: a smooth surface, drawn at random. */
export function drawRasterQuality(random: Random): Float64Array {
  const waves = Array.from({ length: 6 }, () => ({
    x: random.uniform(-2.5, 2.5),
    y: random.uniform(-2.5, 2.5),
    phase: random.uniform(0, 2 * Math.PI),
    height: random.uniform(0.3, 1),
  }));
  const surface = Float64Array.from({ length: RASTER_SIDE * RASTER_SIDE }, (_, point) => {
    const [x, y] = [
      (point % RASTER_SIDE) / RASTER_SIDE,
      Math.floor(point / RASTER_SIDE) / RASTER_SIDE,
    ];
    return waves.reduce(
      (sum, wave) => sum + wave.height * Math.sin(Math.PI * (wave.x * x + wave.y * y) + wave.phase),
      0,
    );
  });
  const low = Math.min(...surface);
  const high = Math.max(...surface);
  return surface.map((value) => (value - low) / (high - low));
}
