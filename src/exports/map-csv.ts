import { normalisedScore } from '#core/map/normalisation';
import { quantities, quantityNames } from '#shared/quantities';
import { zonedTime } from '#formats/zoned-time';
import { csvText } from './csv';
import { columnName, shortest, withUnit, type ReportPoint, type ScanReport } from './scan-report';

/** `map.csv`: one row a point in the order of scoring, units in the header. */
export function mapCsv(report: ScanReport): string {
  const { derived, points } = report;
  const { x, y } = derived.axes;
  const motors = otherMotors(points, new Set([x.name, y.name]));
  const regionOf = new Map(
    derived.regions.flatMap(({ rank, pointIds }) => pointIds.map((id) => [id, rank])),
  );
  const { normalisation } = derived;
  const header = [
    ...['id', 'file', 'frame', withUnit(x.name, x.unit), withUnit(y.name, y.unit)],
    ...quantityNames.map((name) => withUnit(columnName(name), quantities[name].unit)),
    ...['mls_normalised', 'region', 'verdict', 'note'],
    ...motors.map(({ name, unit }) => withUnit(name, unit)),
    'arrived_at',
  ];
  const rows = points.map((point) => [
    ...[point.id, point.file, point.frame, point.x, point.y],
    ...quantityNames.map((name) => shortest(point.quantities[name])),
    normalisation === null ? null : shortest(normalisedScore(point.quantities.mls, normalisation)),
    regionOf.get(point.id) ?? null,
    point.verdict,
    point.note,
    ...motors.map(
      ({ name }) => point.motors.find((candidate) => candidate.name === name)?.value ?? null,
    ),
    zonedTime(new Date(point.arrivedAt)),
  ]);
  return csvText(header, rows);
}

/** Every motor any point has, in order of appearance, but those of the map's own columns. */
function otherMotors(points: readonly ReportPoint[], shown: ReadonlySet<string>) {
  const units = new Map<string, string>();
  for (const { motors } of points) {
    for (const { name, unit } of motors) {
      if (!shown.has(name) && !units.has(name)) units.set(name, unit);
    }
  }
  return [...units].map(([name, unit]) => ({ name, unit }));
}
