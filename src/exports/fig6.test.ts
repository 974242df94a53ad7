import { expect, it } from 'vitest';
import { proposeMdcWindow } from '#core/benchmark/mdc';
import { createScene } from '#core/simulate/scene';
import { sceneSpectrumAt } from '#core/simulate/scene-spectrum';
import { scoreOverviewFigure } from './fig6';
import { figurePng } from './figure-png';
import { sampleReport } from './sample-report.test-support';

const scene = createScene('bi2se3', 3, { widthUm: 120, heightUm: 90 });
const spectrumAt = (pointId: number, xUm: number, yUm: number) => ({
  pointId,
  spectrum: sceneSpectrumAt(scene, xUm, yUm, pointId, { energyCount: 60, angleCount: 70 }).spectrum,
});

function reportWithSpectra(kind: 'line' | 'random') {
  const report = sampleReport({ columns: 12, rows: 9, kind });
  const { xUm, yUm } = scene.grains[0];
  const compared = [40, 3, 77, 90, 15].map((id, i) => spectrumAt(id, xUm + 8 * i, yUm));
  const window = proposeMdcWindow(compared[0].spectrum)!;
  return {
    ...report,
    derived: { ...report.derived, mdcWindow: window },
    spectra: { ...report.spectra, example: compared[0], compared },
  };
}

it.each(['line', 'random'] as const)('shows fit, maps and five spectra (%s)', async (kind) => {
  const report = reportWithSpectra(kind);
  const svg = scoreOverviewFigure(report)!;
  // Without the pictures, so that a failure can be read.
  const drawn = svg.replaceAll(/<(image|circle|path)[^>]*>/g, '');
  expect(svg.match(/<image/g)!.length).toBeGreaterThanOrEqual(6);
  for (const [i, letter] of [...'fghij'].entries()) {
    const { bms, mls } = report.points[report.spectra.compared[i].pointId].quantities;
    expect(drawn).toContain(`(${letter}) BMS ${bms.toFixed(1)}   MLS ${mls.toFixed(1)}`);
  }
  expect(drawn).toMatch(/MDC window \(red\): 1\.\d{3} to 1\.\d{3} eV/);
  expect(drawn).toMatch(/position −?\d+\.\d{2} ± \d\.\d{2}°/);
  expect(drawn).toContain('(b) MDC peak position [deg]');
  expect(drawn).toContain('sax [mm]');
  const png = await figurePng(svg);
  expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
});

it('says so where there is no window, and is left out without a map or a spectrum', () => {
  const report = reportWithSpectra('line');
  const without = { ...report, derived: { ...report.derived, mdcWindow: null } };
  expect(scoreOverviewFigure(without)!.includes('No MDC window stood out.')).toBe(true);
  expect(
    scoreOverviewFigure({ ...report, spectra: { ...report.spectra, example: null } }),
  ).toBeNull();
  expect(scoreOverviewFigure({ ...report, points: [] })).toBeNull();
});
