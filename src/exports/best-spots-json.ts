import type { QuantityName } from '#shared/quantities';
import { zonedTime } from '#formats/zoned-time';
import { shortest, type ReportPoint, type ScanReport } from './scan-report';

/** `best-spots.json`: the spots and their regions with the whole provenance. */
export function bestSpotsJson(report: ScanReport): string {
  const { derived, status, points } = report;
  const byId = new Map(points.map((point) => [point.id, point]));
  const document = {
    model: report.model,
    engine: status.engine,
    scan: {
      points: points.length,
      expected: status.expected,
      failed: status.failed,
      phase: status.phase,
      name: status.sourceName,
      source: status.sourcePath,
      format: status.format,
      session: status.sessionId,
    },
    axes: derived.axes,
    normalisation: derived.normalisation,
    settings: report.settings,
    derived: {
      step: derived.step,
      regular: derived.regular,
      fullScoreCounts: derived.fullScoreCounts,
      mdcWindow: derived.mdcWindow,
      benchmark: derived.benchmark,
    },
    spots: derived.bestSpots.map(({ pointId, ...spot }) => {
      const point = byId.get(pointId);
      return { ...spot, point: point === undefined ? null : describePoint(point) };
    }),
    noSpotReason: derived.noSpotReason,
    // Misorientation of two domains: the difference of their positions.
    domains: derived.domains,
    regions: derived.regions.map(({ rank, meanScore, area, pointIds, rings }) => ({
      rank,
      meanScore,
      area,
      points: pointIds.length,
      rings,
    })),
    appVersion: report.appVersion,
    exportedAt: report.exportedAt,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The measured point nearest to a spot. What is unknown is null: JSON has no NaN. */
function describePoint(point: ReportPoint) {
  const names = Object.keys(point.quantities) as QuantityName[];
  return {
    id: point.id,
    x: finite(point.x),
    y: finite(point.y),
    motors: point.motors,
    quantities: Object.fromEntries(
      names.map((name) => [name, finite(shortest(point.quantities[name]))]),
    ),
    arrivedAt: zonedTime(new Date(point.arrivedAt)),
    verdict: point.verdict,
    note: point.note,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
