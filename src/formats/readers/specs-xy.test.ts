import { expect, test } from 'vitest';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const head = (rate: string, energyAxis = 'Kinetic Energy') => [
  '# Created by:        SpecsLab Prodigy, Version 4.112.1-r117979 ',
  '#',
  `#   Energy Axis:              ${energyAxis}`,
  `#   Count Rate:               ${rate}`,
  '#',
  '# Group:                        GS_test',
  '#',
];
const region = (name: string, lens = 'WideAngleMode:400V') => [
  `# Region:                       ${name}`,
  '# Acquisition Date:             11/28/24 13:08:08 UTC',
  `# Analyzer Lens:                ${lens}`,
  '# Dwell Time:                   0.498',
  '',
];
const curve = (title: string, angle: number | null, ...counts: (number | string)[]) => [
  `# ${title}`,
  '#',
  ...(angle === null ? [] : [`# NonEnergyOrdinate:            ${angle}`]),
  '# ColumnLabels:                 energy counts/s',
  '#',
  ...counts.map((count, e) => `${(19.7182 + 0.012 * e).toFixed(6)}  ${count}`),
  '',
];

test('several regions: one with angles before a curve, names that come twice told apart', async () => {
  const text = [
    ...head('Counts'),
    ...region('Survey'),
    ...curve('Cycle: 0, Curve: 0', null, 1, 2),
    ...region('cut'),
    ...curve('Cycle: 0, Curve: 0', -1, 10, 20, 30),
    ...curve('Cycle: 0, Curve: 1', 1, 40, 'nan', 60),
    ...region('Survey'),
    ...curve('Cycle: 0, Curve: 0', null, 7, 8, 9),
    '',
  ].join('\n');
  await withScanFile(text, (file) => {
    expect(file.regions).toEqual({ names: ['cut', 'Survey', 'Survey (2)'], shown: 'cut' });
    const { spectrum, dwellSeconds, measuredAt } = file.readFrame(0);
    expect([...spectrum.counts]).toEqual([10, 40, 20, 0, 30, 60]);
    expect([dwellSeconds, measuredAt]).toEqual([0.498, '2024-11-28T13:08:08Z']);
  });
  const [second] = await framesOf(text, 'Survey (2)');
  expect([...second.spectrum.counts]).toEqual([7, 8, 9]);
});

test.for([
  ['Counts', 6, []],
  ['Counts per Second', 3, ['Values are rates in counts per second, not counts']],
] as const)('separate sweeps as %s: %i in all', async ([rate, expected, notes]) => {
  const text = [
    ...head(rate),
    ...region('cut'),
    ...[0, 1].flatMap((scan) => [
      ...curve(`Cycle: 0, Curve: 0, Scan: ${scan}`, -1, 1 + 4 * scan, 2),
      ...curve(`Cycle: 0, Curve: 1, Scan: ${scan}`, 1, 3, 4),
    ]),
    '',
  ].join('\n');
  const [frame, ...others] = await framesOf(text);
  expect(others).toEqual([]);
  expect(frame.spectrum.counts[0]).toBe(expected);
  expect(frame.notes).toEqual(notes);
});

test('a scan of positions with a channel beside the detector', async () => {
  const text = [
    ...head('Counts'),
    ...region('map'),
    ...[0, 1].flatMap((cycle) => [
      `# Cycle: ${cycle}`,
      `# Parameter: "Step" = ${cycle + 1}`,
      '# Parameter: "Y [mm]" = 2',
      `# Parameter: "Z [mm]" = ${-2.1 + 0.1 * cycle}`,
      ...curve(`Cycle: ${cycle}, Curve: 0`, -1, 10 + cycle, 11),
      ...curve(`Cycle: ${cycle}, Curve: 1`, 1, 12, 13),
      `# External Channel Data Cycle: ${cycle}, Sample temperature [K] (Laser heater)`,
      '# ColumnLabels: energy Sample temperature [K] (Laser heater)',
      `19.7182  ${700 + cycle}`,
      `19.7302  ${702 + cycle}`,
      '',
    ]),
    '',
  ].join('\n');
  await withScanFile(text, (file) => {
    expect(file).toMatchObject({ frameCount: 2, scanAxes: { x: 'Z', y: null } });
    const { spectrum, motors } = file.readFrame(1);
    expect([...spectrum.counts]).toEqual([11, 12, 11, 13]);
    expect(motors).toEqual([
      { name: 'Z', unit: 'mm', value: -2 },
      { name: 'Y', unit: 'mm', value: 2 },
      { name: 'Sample temperature', unit: 'K', value: 702 },
    ]);
  });
});

test('binding energies get their sign; a lens that images gives positions', async () => {
  const text = [
    ...head('Counts', 'Binding Energy'),
    ...region('cut', 'HighMagnification:1.5kV'),
    ...[-0.5, 0.5].flatMap((place, curveNumber) => [
      `# Cycle: 0, Curve: ${curveNumber}`,
      `# NonEnergyOrdinate: ${place}`,
      '2  1',
      '1  2',
      '0  3',
      '',
    ]),
    '',
  ].join('\n');
  const [{ spectrum, notes }] = await framesOf(text);
  expect(spectrum.energy).toMatchObject({ name: 'Binding energy', start: -2, step: 1 });
  expect(spectrum.angle).toMatchObject({ name: 'Slit position', unit: 'mm', start: -0.5 });
  expect([...spectrum.counts]).toEqual([1, 1, 2, 2, 3, 3]);
  expect(notes).toEqual(['The detector axis is in mm: positions, not angles']);
});
