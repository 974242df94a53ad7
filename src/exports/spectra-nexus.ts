import type { File } from 'h5wasm/node';
import type { Axis } from '#shared/axis';
import type { Spectrum } from '#shared/spectrum';
import { createNexusGroup, createNumbers, createText } from '#formats/writers/nexus-tree';
import { nexusExport } from './nexus-export';
import { withUnit, type MeanOfRegion, type ReportPoint, type ScanReport } from './scan-report';

/**
 * `spectra.h5` as bytes: the mean spectrum of the marked area and the pinned spectra in full
 * resolution, each an NXdata (signal `counts`, [energy, angle]) beside what is known of it.
 * Null where there is neither.
 */
export async function spectraNexus(report: ScanReport): Promise<Buffer | null> {
  const { mean, pinned } = report.spectra;
  if (mean === null && pinned.length === 0) return null;
  const title = `Spectra of ${report.status.sourceName}`;
  const first = mean === null ? groupOf(pinned[0].pointId) : MEAN;
  return nexusExport(report, { title, default: first }, (file) => {
    if (mean !== null) writeMean(file, mean);
    for (const { pointId, spectrum } of pinned) {
      writePoint(file, report, report.points[pointId], spectrum);
    }
  });
}

const MEAN = 'mean_of_area';
const groupOf = (pointId: number) => `point_${pointId}`;

function writeMean(file: File, { spectrum, pointIds, skipped, region }: MeanOfRegion): void {
  const title = `Mean of ${pointIds.length} spectra, counts per pixel`;
  writeSpectrum(file, MEAN, spectrum, title);
  createNumbers(file, `/entry/${MEAN}/point_ids`, { values: Int32Array.from(pointIds) });
  createNumbers(file, `/entry/${MEAN}/skipped`, { values: Int32Array.of(skipped) });
  createText(file, `/entry/${MEAN}/area`, JSON.stringify(region));
}

function writePoint(
  file: File,
  { derived }: ScanReport,
  point: ReportPoint,
  spectrum: Spectrum,
): void {
  const name = groupOf(point.id);
  const group = `/entry/${name}`;
  writeSpectrum(file, name, spectrum, `${point.file}, frame ${point.frame}`);
  createText(file, `${group}/file`, point.file);
  createNumbers(file, `${group}/frame`, { values: Int32Array.of(point.frame) });
  createText(file, `${group}/verdict`, point.verdict ?? '');
  createText(file, `${group}/note`, point.note);
  const { x, y } = derived.axes;
  const { mls, uncertainty, bms, mdcPosition, mdcFwhm } = point.quantities;
  const numbers = [
    { field: 'x', value: point.x, units: x.unit },
    { field: 'y', value: point.y, units: y.unit },
    { field: 'mls', value: mls, units: '' },
    { field: 'uncertainty', value: uncertainty, units: '' },
    { field: 'bms', value: bms, units: '' },
    { field: 'mdc_position', value: mdcPosition, units: spectrum.angle.unit },
    { field: 'mdc_fwhm', value: mdcFwhm, units: spectrum.angle.unit },
  ];
  for (const { field, value, units } of numbers) {
    createNumbers(file, `${group}/${field}`, {
      values: Float64Array.of(value),
      attributes: { units },
    });
  }
}

function writeSpectrum(file: File, name: string, spectrum: Spectrum, title: string): void {
  const { counts, energy, angle } = spectrum;
  const group = `/entry/${name}`;
  createNexusGroup(file, group, 'NXdata', {
    signal: 'counts',
    axes: ['energy', 'angle'],
    energy_indices: 0,
    angle_indices: 1,
    title,
  });
  createNumbers(file, `${group}/counts`, {
    values: counts,
    shape: [energy.count, angle.count],
    chunks: [energy.count, angle.count],
    compression: 4,
    attributes: { units: 'counts', long_name: 'Counts per pixel' },
  });
  for (const [field, axis] of [
    ['energy', energy],
    ['angle', angle],
  ] as const) {
    createNumbers(file, `${group}/${field}`, {
      values: axisValues(axis),
      attributes: { units: axis.unit, long_name: withUnit(axis.name, axis.unit) },
    });
  }
}

function axisValues({ start, step, count }: Axis): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => start + i * step);
}
