import type { ScanGroup } from '#formats/scan-groups';
import type { Snapshot } from '#shared/scan';
import type { PointBatch } from '#shared/points';

/** One point as the command line prints it. Unknown numbers are null. */
export interface PointSummary {
  id: number;
  file: string;
  frame: number;
  x: number | null;
  y: number | null;
  mls: number | null;
  /** What spots are compared by, and its noise. */
  rank: number | null;
  rankNoise: number | null;
  mlsMedian: number | null;
  uncertainty: number | null;
  components: { S: number | null; B: number | null; N: number | null; F: number | null };
  bms: number | null;
  totalCounts: number | null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Points of a batch as rows. */
export function pointSummaries(points: PointBatch): PointSummary[] {
  const { quantities } = points;
  return Array.from(points.ids, (id, index) => ({
    id,
    file: points.fileNames[points.fileIndex[index]],
    frame: points.frames[index],
    x: finite(points.x[index]),
    y: finite(points.y[index]),
    mls: finite(quantities.mls[index]),
    rank: finite(quantities.rank[index]),
    rankNoise: finite(quantities.rankNoise[index]),
    mlsMedian: finite(quantities.mlsMedian[index]),
    uncertainty: finite(quantities.uncertainty[index]),
    components: {
      S: finite(quantities.sharpness[index]),
      B: finite(quantities.signalToBackground[index]),
      N: finite(quantities.countRatio[index]),
      F: finite(quantities.feature[index]),
    },
    bms: finite(quantities.bms[index]),
    totalCounts: finite(quantities.totalCounts[index]),
  }));
}

/** A scan that was scored; its group is null for a file. */
export interface ScoredScan {
  group: ScanGroup | null;
  snapshot: Snapshot;
}

/** Version of what `sweetspot score --json` prints; it grows by additions only. */
const SCORE_VERSION = 1;

/**
 * Scored scans as one JSON document: the first at the top level, and in `scans` every scan of the
 * folder, with points and best spots where it was scored. See docs/score-json.md.
 */
export function scoreDocument(
  scans: readonly ScanGroup[],
  scored: readonly ScoredScan[],
): Record<string, unknown> {
  const [first] = scored;
  const listed = scored.filter(({ group }) => group === null || !scans.includes(group));
  const groups = [...scans.map((group) => ({ group, snapshot: null })), ...listed];
  return {
    schema: 'sweetspot-score',
    version: SCORE_VERSION,
    scan: first.group?.name ?? first.snapshot.status.sourceName,
    ...scanSummary(first.snapshot),
    scans: groups.map(({ group, snapshot }) => {
      const own = snapshot ?? scored.find((scan) => scan.group === group)?.snapshot ?? null;
      return {
        name: group?.name ?? own?.status.sourceName,
        kind: group?.kind ?? null,
        files: group?.fileNames ?? null,
        frames: group?.frames ?? own?.status.arrived,
        ...(own === null ? { scored: null } : scanSummary(own)),
      };
    }),
  };
}

/** Points without a position, where others have one. */
function withoutPosition(points: readonly PointSummary[]) {
  const unplaced = points.filter(({ x, y }) => x === null || y === null);
  if (unplaced.length === points.length) return [];
  return unplaced.map(({ id, file, frame }) => ({ id, file, frame }));
}

/** A finished scan as plain data. */
function scanSummary(snapshot: Snapshot): Record<string, unknown> {
  const { status, derived, settings } = snapshot;
  const points = pointSummaries(snapshot.points);
  return {
    source: status.sourcePath,
    format: status.format,
    engine: status.engine,
    model: status.model,
    scored: status.scored,
    failed: status.failed,
    expected: status.expected,
    settings,
    axes: derived.axes,
    fullScoreCounts: derived.fullScoreCounts,
    normalisation: derived.normalisation,
    bestSpots: derived.bestSpots,
    noSpotReason: derived.noSpotReason,
    points,
    withoutPosition: withoutPosition(points),
    failures: snapshot.failures,
  };
}

function number(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** A finished scan in a few lines for people. */
export function scanSummaryText(snapshot: Snapshot): string {
  const { status, derived } = snapshot;
  const lines = [
    `${status.sourceName}: ${status.scored} scored, ${status.failed} failed (${status.format ?? 'no format detected'})`,
    `Model ${status.model.name} (${status.model.hash.slice(0, 12)}) on ${status.engine}`,
  ];
  const points = pointSummaries(snapshot.points);
  if (points.length <= 12) {
    for (const point of points) {
      const { S, B, N, F } = point.components;
      lines.push(
        `${point.file}#${point.frame}: MLS ${number(point.mls, 2)} ± ${number(point.uncertainty, 2)}` +
          ` (S ${number(S, 2)}, B ${number(B, 2)}, N ${number(N, 2)}, F ${number(F, 2)})`,
      );
    }
  }
  const unplaced = withoutPosition(points);
  if (unplaced.length > 0) {
    const named = unplaced.slice(0, 8).map(({ file, frame }) => `${file}#${frame}`);
    const more = unplaced.length > named.length ? ', …' : '';
    lines.push(`${unplaced.length} points without a position: ${named.join(', ')}${more}`);
  }
  for (const spot of derived.bestSpots) {
    lines.push(
      `${spot.rank}. ${derived.axes.x.name} ${spot.x.toFixed(4)}, ${derived.axes.y.name} ${spot.y.toFixed(4)} ${spot.unit}:` +
        ` rank score ${spot.score.toFixed(2)}, MLS ${spot.mls.toFixed(2)} ± ${spot.uncertainty.toFixed(2)} (${spot.file}#${spot.frame})`,
    );
  }
  if (derived.noSpotReason !== null && points.length > 2) lines.push(derived.noSpotReason);
  for (const failure of snapshot.failures) {
    lines.push(`Failed: ${failure.file}#${failure.frame}: ${failure.error.message}`);
  }
  return lines.join('\n');
}
