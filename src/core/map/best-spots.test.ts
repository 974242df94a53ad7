import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseMap, type MapAnalysis, type MapSettings } from './best-spots';
import { isInsideRings, ringsArea } from './outline';
import type { ScoredPoints } from './sites';

const settings: MapSettings = { delta: 1, beamFwhm: null, repeatedPoints: 'latest' };

interface Point {
  x: number;
  y: number;
  score: number;
  uncertainty: number;
}

function columns(points: readonly Point[], ids = points.map((_, i) => i)): ScoredPoints {
  return {
    ids,
    x: points.map((p) => p.x),
    y: points.map((p) => p.y),
    score: points.map((p) => p.score),
    uncertainty: points.map((p) => p.uncertainty),
  };
}

function raster(scores: readonly (readonly number[])[], step = 1): Point[] {
  return scores.flatMap((line, row) =>
    line.map((score, column) => ({ x: column * step, y: row * step, score, uncertainty: 0.1 })),
  );
}

/** Rasters with one score drawn per cell, and scattered positions a step or so apart. */
const rasterPoints = fc
  .tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 }))
  .chain(([width, height]) =>
    fc
      .array(fc.double({ min: 0, max: 10, noNaN: true }), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map((scores) =>
        scores.map((score, i) => ({
          x: i % width,
          y: Math.floor(i / width),
          score,
          uncertainty: 0.2 + (i % 5) / 10,
        })),
      ),
  );
const scatteredPoints = fc
  .array(
    fc.record({
      angle: fc.double({ min: 0, max: 1, noNaN: true }),
      score: fc.double({ min: 0, max: 10, noNaN: true }),
    }),
    { minLength: 8, maxLength: 40 },
  )
  .map((draws) =>
    // A sunflower spiral: evenly spread, on no raster.
    draws.map(({ angle, score }, i) => {
      const radius = Math.sqrt(i + 0.5);
      const turn = 2.399963 * i + 0.2 * angle;
      return {
        x: radius * Math.cos(turn),
        y: radius * Math.sin(turn),
        score,
        uncertainty: 0.3,
      };
    }),
  );
const anyPoints = fc.oneof(rasterPoints, scatteredPoints).filter((p) => p.some((q) => q.score > 3));

function spotsOf(analysis: MapAnalysis) {
  return analysis.search.kind === 'found' ? analysis.search.spots : [];
}

describe('analyseMap', () => {
  it('outlines the good corner of a small raster and names its best place', () => {
    // By hand: a beam of one step gives a neighbour at one step 1/16 of the weight, at a
    // diagonal 1/256. The lower left 2 × 2 block is the only place within 1 of the maximum.
    const points = raster([
      [9, 9, 2, 2],
      [9, 9, 2, 2],
      [2, 2, 2, 2],
      [2, 2, 2, 2],
    ]);
    const analysis = analyseMap(columns(points), settings);
    expect(analysis.grid).toMatchObject({ kind: 'raster', step: { x: 1, y: 1 } });
    expect(analysis.map?.regions).toHaveLength(1);
    const [region] = analysis.map!.regions;
    expect(region.sites.map((site) => analysis.sites[site].pointId).sort()).toEqual([0, 1, 4, 5]);
    expect(region.meanScore).toBe(9);
    expect(region.area).toBeGreaterThan(2);
    expect(region.area).toBeLessThan(5);
    const corner = analysis.map!.smoothed[0];
    const expected = (9 * (1 + 2 / 16 + 1 / 256) + 0) / (1 + 2 / 16 + 1 / 256);
    expect(corner).toBeCloseTo(expected, 9);
    const [spot] = spotsOf(analysis);
    expect(spot.rank).toBe(1);
    expect(spot.x).toBeLessThanOrEqual(0.5);
    expect(spot.y).toBeLessThanOrEqual(0.5);
    expect(spot.score).toBeGreaterThan(8.9);
    expect(spot.uncertainty).toBeCloseTo(0.1, 9);
  });

  it('prefers the surer of two equal places', () => {
    const points = raster([
      [9, 1, 9],
      [1, 1, 1],
      [9, 1, 9],
    ]).map((point, i) => ({ ...point, uncertainty: i === 8 ? 0.1 : 1.5 }));
    const [spot] = spotsOf(analyseMap(columns(points), settings));
    // All four corners stand alone with equal merit as regions; the first in position order leads.
    expect(spot.region).toBe(0);
    const all = spotsOf(analyseMap(columns(points), settings));
    expect(all).toHaveLength(4);
    expect([all[1].x, all[1].y]).toEqual([2, 2]);
  });

  it('places a spot between points where the scores say so', () => {
    const points = raster([
      [5, 8, 5, 1],
      [5, 9, 9, 1],
      [5, 8, 5, 1],
      [1, 1, 1, 1],
    ]);
    const [spot] = spotsOf(analyseMap(columns(points), settings));
    expect(spot.x).toBeGreaterThan(1);
    expect(spot.x).toBeLessThan(2);
    expect(spot.y).toBeCloseTo(1, 9);
  });

  it('says so before the third point, without positions, and when nothing is good', () => {
    const reason = (points: readonly Point[]) => {
      const { search } = analyseMap(columns(points), settings);
      return search.kind === 'none' ? search.reason : null;
    };
    const line = raster([[8, 7, 6]]);
    expect(reason([])).toBe('No point with a stage position yet');
    expect(reason(line.slice(0, 2))).toBe('Best spots appear from the third point on');
    expect(reason(line)).toBeNull();
    expect(reason(raster([[2, 3, 1, 0.5]]))).toBe('No spectrum here scores above 3');
  });

  it('shows the latest of repeated points, or their mean', () => {
    const points = [
      ...raster([
        [4, 4, 4],
        [4, 4, 4],
      ]),
      { x: 1, y: 1, score: 8, uncertainty: 0.1 },
    ];
    const latest = analyseMap(columns(points), settings);
    const mean = analyseMap(columns(points), { ...settings, repeatedPoints: 'mean' });
    const scoreAt = (analysis: MapAnalysis) =>
      analysis.sites.find((site) => site.pointIds.length === 2);
    expect(scoreAt(latest)).toMatchObject({ score: 8, pointId: 6, pointIds: [4, 6] });
    expect(scoreAt(mean)).toMatchObject({ score: 6, pointId: 6 });
    const reordered = analyseMap(columns([...points].reverse(), [6, 5, 4, 3, 2, 1, 0]), settings);
    expect(reordered.sites).toEqual(latest.sites);
    expect(reordered.search).toEqual(latest.search);
  });

  it('is the same for any order of arrival', () => {
    fc.assert(
      fc.property(anyPoints, fc.integer({ min: 1, max: 1000 }), (points, seed) => {
        const order = points.map((_, i) => i);
        for (let i = order.length - 1; i > 0; i--) {
          const j = (seed * (i + 3)) % (i + 1);
          [order[i], order[j]] = [order[j], order[i]];
        }
        const a = analyseMap(columns(points), settings);
        const b = analyseMap(
          columns(
            order.map((i) => points[i]),
            order,
          ),
          settings,
        );
        expect(b.map?.regions).toEqual(a.map?.regions);
        expect(b.search).toEqual(a.search);
      }),
      { numRuns: 60 },
    );
  });

  it('moves and scales with the stage coordinates', () => {
    fc.assert(
      fc.property(
        anyPoints,
        fc.constantFrom(0.25, 1, 8),
        fc.integer({ min: -64, max: 64 }),
        (points, scale, shift) => {
          const moved = points.map((p) => ({
            ...p,
            x: scale * p.x + shift,
            y: scale * p.y - shift,
          }));
          const a = analyseMap(columns(points), settings);
          const b = analyseMap(columns(moved), settings);
          expect(b.map?.regions.map((r) => r.sites)).toEqual(a.map?.regions.map((r) => r.sites));
          const [spotA] = spotsOf(a);
          const [spotB] = spotsOf(b);
          expect(spotB.score).toBeCloseTo(spotA.score, 6);
          expect(b.map!.regions[0].area / scale ** 2).toBeCloseTo(a.map!.regions[0].area, 6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('outlines exactly the sites of each region, and puts every spot inside its own', () => {
    fc.assert(
      fc.property(anyPoints, fc.constantFrom(0.3, 1, 3), (points, delta) => {
        const analysis = analyseMap(columns(points), { ...settings, delta });
        const { sites, map } = analysis;
        const maximum = Math.max(...map!.smoothed);
        const held = map!.regions.some((r) => r.sites.some((s) => map!.smoothed[s] === maximum));
        expect(held).toBe(true);
        for (const region of map!.regions) {
          for (const ring of region.rings) expect(ring[0]).toEqual(ring[ring.length - 1]);
          expect(region.area).toBeCloseTo(ringsArea(region.rings), 12);
          const members = new Set(region.sites);
          sites.forEach((site, i) => {
            expect(isInsideRings(region.rings, site.x, site.y)).toBe(members.has(i));
          });
        }
        const spots = spotsOf(analysis);
        expect(spots.length).toBeGreaterThan(0);
        expect(spots.length).toBeLessThanOrEqual(10);
        spots.forEach((spot, i) => {
          expect(spot.rank).toBe(i + 1);
          expect(isInsideRings(map!.regions[spot.region].rings, spot.x, spot.y)).toBe(true);
          for (const other of spots.slice(0, i)) {
            expect(Math.hypot(other.x - spot.x, other.y - spot.y)).toBeGreaterThanOrEqual(
              map!.beamFwhm,
            );
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it('asks a region to be as large as the beam, unless none is', () => {
    const points = raster([
      [9, 1, 1, 1, 1],
      [1, 1, 1, 8, 8],
      [1, 1, 1, 8, 8],
      [1, 1, 1, 8, 8],
    ]);
    const wide = analyseMap(columns(points), { delta: 6, beamFwhm: 2, repeatedPoints: 'latest' });
    expect(wide.map!.regions.every((region) => region.sites.length >= Math.PI)).toBe(true);
    const huge = analyseMap(columns(points), { delta: 1, beamFwhm: 9, repeatedPoints: 'latest' });
    expect(huge.map!.regions).toHaveLength(1);
  });
});
