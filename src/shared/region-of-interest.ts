import { z } from 'zod';

const span = z.tuple([z.number(), z.number()]);

/** Corners a polygon may have: what is drawn by hand is simplified to fewer. */
export const MOST_VERTICES = 60;

/** An area of the map, along the map's axes in stage units; a point on its edge is inside. */
export const mapRegionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rectangle'), x: span, y: span }),
  z.object({
    kind: z.literal('polygon'),
    vertices: z
      .array(z.tuple([z.number(), z.number()]))
      .min(3)
      .max(MOST_VERTICES),
  }),
]);
export type MapRegion = z.infer<typeof mapRegionSchema>;

/** How far the mean spectrum of the marked area of the map is. */
export const meanProgressSchema = z.object({
  /** Points inside the area. */
  inside: z.int().nonnegative(),
  /** Points whose spectra are in the mean. */
  averaged: z.int().nonnegative(),
  /** Points left out: their spectra could not be read, or have other axes. */
  skipped: z.int().nonnegative(),
});
export type MeanProgress = z.infer<typeof meanProgressSchema>;
