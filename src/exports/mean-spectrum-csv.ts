import { axisValue, type Axis } from '#shared/axis';
import { oneLine } from '#shared/plain-text';
import { csvText } from './csv';
import { provenance } from './nexus-export';
import { shortest, withUnit, type ScanReport } from './scan-report';

/**
 * `mean-spectrum.csv`: the mean spectrum of the marked area, one row an energy, one column an
 * angle, below lines that begin with `#` and say where it comes from. Null where no area is marked.
 */
export function meanSpectrumCsv(report: ScanReport): string | null {
  const { mean } = report.spectra;
  if (mean === null) return null;
  const { counts, energy, angle } = mean.spectrum;
  const facts = {
    content: 'Mean spectrum, counts per pixel',
    area: JSON.stringify(mean.region),
    points: mean.pointIds.join(' '),
    skipped: String(mean.skipped),
    ...provenance(report),
  };
  const comments = Object.entries(facts).map(([name, text]) => `# ${name}: ${oneLine(text)}\n`);
  const corner = `${withUnit(energy.name, energy.unit)} \\ ${withUnit(angle.name, angle.unit)}`;
  const rows = Array.from({ length: energy.count }, (_, e) => [
    positionOf(energy, e),
    ...Array.from(counts.subarray(e * angle.count, (e + 1) * angle.count), shortest),
  ]);
  const angles = Array.from({ length: angle.count }, (_, a) => positionOf(angle, a));
  return comments.join('') + csvText([corner, ...angles], rows);
}

/** An axis value without the digits that adding steps leaves. */
function positionOf(axis: Axis, index: number): number {
  return Number(axisValue(axis, index).toPrecision(12));
}
