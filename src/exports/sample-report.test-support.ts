import { analyseMap } from '#core/map/best-spots';
import { scoreNormalisation } from '#core/map/normalisation';
import { createRandom } from '#core/simulate/random';
import { rasterPositions, type RasterKind } from '#core/simulate/raster';
import { quantityNames, type QuantityName } from '#shared/quantities';
import { defaultSessionSettings } from '#shared/scan';
import type { ReportPoint, ScanReport } from './scan-report';

export interface SampleOptions {
  columns: number;
  rows: number;
  kind?: RasterKind;
  /** Points measured; all unless told otherwise. */
  measured?: number;
}

/** A report of a made-up scan in mm with one good hill, analysed like a real one. */
export function sampleReport(options: SampleOptions): ScanReport {
  const { columns, rows, kind = 'line' } = options;
  const positions = rasterPositions({
    kind,
    columns,
    rows,
    stepUm: 10,
    origin: { xUm: 0, yUm: 0 },
    seed: 4,
  });
  const random = createRandom(11);
  const [width, height] = [(columns - 1) * 10, (rows - 1) * 10];
  const points = positions.slice(0, options.measured).map(({ xUm, yUm }, id): ReportPoint => {
    const hill = Math.exp(
      -(((xUm / width - 0.62) / 0.22) ** 2 + ((yUm / height - 0.4) / 0.25) ** 2),
    );
    const edge = xUm < width * 0.08 || yUm > height * 0.93 ? 0.25 : 1;
    const mls = Math.max(0, (1.5 + 6.8 * hill + 0.5 * random.normal()) * edge);
    const x = Number((1.24 + xUm / 1000).toFixed(5));
    const y = Number((-3.08 + yUm / 1000).toFixed(5));
    const known: Partial<Record<QuantityName, number>> = {
      mls,
      rank: mls,
      mlsMedian: Math.round(mls),
      uncertainty: 0.4 + 0.3 * random.next(),
      totalCounts: Math.round(2e4 + 1.3e5 * (0.3 + 0.7 * hill) * edge),
      bms: Math.max(0, mls - 0.8 + 0.4 * random.normal()),
    };
    return {
      id,
      file: 'scan_0001.nxs',
      frame: id,
      x,
      y,
      motors: [
        { name: 'sax', unit: 'mm', value: x },
        { name: 'sax_set', unit: 'mm', value: x },
        { name: 'say', unit: 'mm', value: y },
        { name: 'saz', unit: 'mm', value: -3.481 },
      ],
      quantities: Object.fromEntries(
        quantityNames.map((name) => [name, Math.fround(known[name] ?? NaN)]),
      ) as Record<QuantityName, number>,
      arrivedAt: Date.UTC(2026, 2, 1, 3, 0, id),
      verdict: null,
      note: '',
    };
  });
  return { ...describeScan(points, columns * rows), points };
}

function describeScan(
  points: readonly ReportPoint[],
  expected: number,
): Omit<ScanReport, 'points'> {
  const columnsOf = {
    ids: points.map(({ id }) => id),
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    score: points.map(({ quantities }) => quantities.mls),
    uncertainty: points.map(({ quantities }) => quantities.uncertainty),
  };
  const analysis = analyseMap(columnsOf, { delta: 1, beamFwhm: null, repeatedPoints: 'latest' });
  const { search, map, sites, grid } = analysis;
  const regions = map?.regions ?? [];
  const model = { name: 'compact-1', hash: '4f2a90c1d7e85b3346aa' };
  return {
    model,
    spectra: { mean: null, pinned: [], example: null, compared: [] },
    settings: defaultSessionSettings,
    derived: {
      axes: { x: { name: 'sax', unit: 'mm' }, y: { name: 'say', unit: 'mm' } },
      step: grid?.step ?? null,
      regular: grid?.kind === 'raster',
      normalisation: scoreNormalisation(columnsOf.score),
      fullScoreCounts: 131072,
      mdcWindow: null,
      benchmark: null,
      domains: [],
      regions: regions.map(({ rank, meanScore, area, rings, sites: members }) => ({
        rank,
        meanScore,
        area,
        rings,
        pointIds: members.flatMap((site) => sites[site].pointIds),
      })),
      bestSpots:
        search.kind === 'none'
          ? []
          : search.spots.map((spot) => ({
              rank: spot.rank,
              x: spot.x,
              y: spot.y,
              unit: 'mm',
              score: spot.score,
              noise: spot.uncertainty,
              mls: spot.score,
              uncertainty: spot.uncertainty,
              area: regions[spot.region].area,
              points: regions[spot.region].sites.length,
              pointId: spot.pointId,
              file: points[spot.pointId].file,
              frame: points[spot.pointId].frame,
            })),
      noSpotReason: search.kind === 'none' ? search.reason : null,
    },
    status: {
      phase: 'finished',
      sourcePath: '/data/visit/scan_0001.nxs',
      sourceName: 'scan_0001.nxs',
      sourceKind: 'file',
      sessionId: '20260301-040000',
      format: 'NeXus (NXdata)',
      arrived: points.length,
      scored: points.length,
      failed: 0,
      expected,
      secondsPerPoint: null,
      secondsLeft: null,
      latencyMs: null,
      lastPointAt: null,
      engine: 'onnx · CPU',
      model,
      error: null,
    },
    appVersion: '0.1.0',
    exportedAt: '2026-03-01T04:12:09.120+01:00',
  };
}
