import { zonedTime } from '#formats/zoned-time';
import { csvText } from './csv';
import { shortest, type ScanReport } from './scan-report';

/** `best-spots.csv`: one row a spot, best first, each with what it can be traced by. */
export function bestSpotsCsv(report: ScanReport): string {
  const { derived, model } = report;
  const header = [
    ...['rank', 'x', 'y', 'unit', 'mls', 'uncertainty', 'bms', 'area', 'n_points'],
    ...['rank_score', 'rank_noise'],
    ...['file', 'frame', 'timestamp', 'x_motor', 'y_motor'],
    ...['model', 'model_hash', 'app_version', 'exported_at'],
  ];
  const byId = new Map(report.points.map((point) => [point.id, point]));
  const rows = derived.bestSpots.map((spot) => {
    const point = byId.get(spot.pointId);
    return [
      ...[spot.rank, spot.x, spot.y, spot.unit, spot.mls, spot.uncertainty],
      point === undefined ? null : shortest(point.quantities.bms),
      ...[spot.area, spot.points, spot.score, spot.noise, spot.file, spot.frame],
      point === undefined ? null : zonedTime(new Date(point.arrivedAt)),
      ...[derived.axes.x.name, derived.axes.y.name],
      ...[model.name, model.hash, report.appVersion, report.exportedAt],
    ];
  });
  return csvText(header, rows);
}
