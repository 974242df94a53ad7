import { wholeNumberAt } from './fixture-counts.test-support';
import { ramp, type FixtureTree } from './hdf5/fixture.test-support';
import type { ScanPlan } from './readers/maestro-plan';

/** Counts of which no two near ones are alike. */
export function fixtureCounts(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => wholeNumberAt(i));
}

/** Three points [energy, angle] of an ASTRID SGM4 scan of 2 × 2, the positions of some of them. */
export const sgm4Tree = (positions: number): FixtureTree => ({
  '/Entry': { attributes: {} },
  '/Entry/Data': { attributes: {} },
  '/Entry/Data/ScanDetails': { attributes: {} },
  '/Entry/Data/TransformedData': {
    data: fixtureCounts(3 * 4 * 5),
    shape: [3, 4, 5],
    maxshape: [null, 4, 5],
    chunks: [1, 4, 5],
  },
  '/Entry/Data/ScanDetails/TruePositions': {
    data: Float64Array.from([1, 10, 1.5, -999999999, 2, 12].slice(0, 2 * positions)),
    shape: [positions, 2],
  },
  '/Entry/Data/ScanDetails/SlowAxis_names': { data: ['FSamX', 'FSamY'] },
  '/Entry/Data/ScanDetails/SlowAxis_length': { data: Int32Array.from([2, 2]) },
  '/Entry/Data/ScanDetails/FastAxis_names': { data: ['Kinetic Energy', 'OrdinateRange'] },
  '/Entry/Data/ScanDetails/FastAxis_start': { data: Float64Array.from([16, -2]) },
  '/Entry/Data/ScanDetails/FastAxis_step': { data: Float64Array.from([0.5, 1]) },
  '/Entry/Instrument': { attributes: {} },
  '/Entry/Instrument/Positioner': { attributes: {} },
  '/Entry/Instrument/Positioner/SamPolar': {
    data: Float64Array.from([3]),
    attributes: { units: 'deg' },
  },
});

const scalar = (value: number) => ({ data: Float64Array.from([value]) });
const trajectory = '/salsa_0001/scan_config/trajectory';
/** A map of 2 × 3 points of SOLEIL ANTARES, of which four are measured. */
export const antaresTree: FixtureTree = {
  '/salsa_0001': { attributes: {} },
  '/salsa_0001/scan_data': { attributes: {} },
  '/salsa_0001/scan_data/data_12': {
    data: fixtureCounts(6 * 4 * 5).map((count, i) => (i < 80 ? count : 0)),
    shape: [2, 3, 4, 5],
  },
  '/salsa_0001/scan_data/data_04': scalar(95),
  '/salsa_0001/scan_data/data_05': scalar(0.1),
  '/salsa_0001/scan_data/data_07': scalar(-6),
  '/salsa_0001/scan_data/data_08': scalar(4),
  '/salsa_0001/scan_config': { attributes: {} },
  [trajectory]: { attributes: {} },
  [`${trajectory}/actuator_1_1`]: { attributes: {} },
  [`${trajectory}/actuator_1_1/name`]: { data: 'i12-m-c00/ex/pi/x/position' },
  [`${trajectory}/actuator_1_1/from`]: scalar(10),
  [`${trajectory}/actuator_1_1/to`]: scalar(6),
  [`${trajectory}/actuator_1_1/delta`]: scalar(2),
  [`${trajectory}/actuator_2_1`]: { attributes: {} },
  [`${trajectory}/actuator_2_1/name`]: { data: 'i12-m-cx1/ex/sample-mt_sz/position' },
  [`${trajectory}/actuator_2_1/from`]: scalar(1),
  [`${trajectory}/actuator_2_1/to`]: scalar(1.5),
  [`${trajectory}/actuator_2_1/delta`]: scalar(0.5),
};

/** Three points of ALS MAESTRO. */
export const maestroTree: FixtureTree = {
  '/0D_Data': { attributes: {} },
  '/0D_Data/X': { data: ramp(3, 0.5, 0.25) },
  '/0D_Data/current': { data: ramp(3, 500, -1) },
  '/2D_Data': { attributes: {} },
  '/2D_Data/Swept_Spectra0': {
    data: Float64Array.from(fixtureCounts(4 * 5 * 3)),
    shape: [4, 5, 3],
    attributes: {
      scaleOffset: Float64Array.from([-2, 90]),
      scaleDelta: Float64Array.from([1, 0.5]),
      unitNames: ["'pixels'", "'eV'"],
    },
  },
};

/** A map of 2 × 3 points of Elettra Spectromicroscopy. */
export const elettraTree: FixtureTree = {
  '/map': {
    data: fixtureCounts(4 * 5 * 2 * 3),
    shape: [4, 5, 2, 3],
    attributes: {
      'Dim0 Name Units': ['KE', 'eV'],
      'Dim0 Values': Float64Array.from([70, 0.1]),
      'Dim1 Name Units': ['Angle', 'deg'],
      'Dim1 Values': Float64Array.from([-7, 0.5]),
      'Dim2 Name Units': ['Y', 'um'],
      'Dim2 Values': Float64Array.from([5, 10]),
      'Dim3 Name Units': ['X', 'um'],
      'Dim3 Values': Float64Array.from([1, 2]),
      'Stage Coord (XYZR)': Float64Array.from([1, 2, 3, 45]),
    },
  },
};

/** Extent of the Diamond I05 scan. */
export const i05Extent = { points: 6, angles: 5, energies: 4 };

/** A 3 × 2 scan of sax (fast) and saz (slow) with every count telling its index apart. */
export function i05Tree(overrides: FixtureTree = {}): FixtureTree {
  const { points, angles, energies } = i05Extent;
  const motor = (data: Float64Array, units: string) => ({ data, attributes: { units, axis: '1' } });
  return {
    '/entry1': { attributes: { NX_class: 'NXentry' } },
    '/entry1/instrument': { attributes: { NX_class: 'NXinstrument' } },
    '/entry1/instrument/analyser': { attributes: { NX_class: 'NXdetector' } },
    '/entry1/instrument/manipulator': { attributes: { NX_class: 'NXcollection' } },
    '/entry1/instrument/manipulator/sax': motor(Float64Array.of(0, 1, 2, 0, 1, 2), 'mm'),
    '/entry1/instrument/manipulator/saz': motor(Float64Array.of(5, 5, 5, 6, 6, 6), 'mm'),
    '/entry1/instrument/manipulator/sapolar': motor(Float64Array.of(-2.5), 'deg'),
    '/entry1/analyser': { attributes: { NX_class: 'NXdata' } },
    '/entry1/analyser/data': {
      data: Int32Array.from({ length: points * angles * energies }, (_, i) => i),
      shape: [points, angles, energies],
      maxshape: [null, angles, energies],
      chunks: [1, angles, energies],
      attributes: { signal: 1 },
    },
    '/entry1/analyser/angles': { data: ramp(angles, -2, 1), attributes: { units: 'degree' } },
    '/entry1/analyser/energies': { data: ramp(energies, 90, 0.5), attributes: { units: 'eV' } },
    '/entry1/scan_dimensions': { data: Int32Array.of(2, 3) },
    '/entry1/scan_command': { data: 'scan saz 5 6 1 sax 0 2 1 analyser 1' },
    '/entry1/start_time': { data: '2026-03-01T04:00:00+01' },
    ...overrides,
  };
}

/** Attributes of an axis as PEAK writes it. */
export const peakAxis = (
  Label: string,
  Unit: string,
  Offset: number | string,
  Delta: number,
  Count: number,
) => ({ attributes: { Label, Unit, Offset, Delta: Float64Array.of(Delta), Count } });

/** Extent of the fly scan of SSRL 5-2. */
export const zapExtent = { energies: 4, angles: 3, columns: 5, rows: 2 };

/** A fly scan [energy, ThetaX, X, Y]; the last row of pixels is not measured yet. */
export function zap2dTree(measured: number): FixtureTree {
  const { energies, angles, columns, rows } = zapExtent;
  const pixels = energies * angles * columns * rows;
  return {
    '/Data': { attributes: {} },
    '/Data/Axes0': peakAxis('Kinetic Energy', 'eV', 100, 0.1, energies),
    '/Data/Axes1': peakAxis('ThetaX', 'deg', -1, 1, angles),
    '/Data/Axes2': peakAxis('X', 'mm', 2.5, 0.01, columns),
    '/Data/Axes3': peakAxis('Z', 'mm', 441, -0.02, rows),
    '/Data/Count': {
      data: Float32Array.from({ length: pixels }, (_, i) => i),
      shape: [energies, angles, columns, rows],
    },
    '/Data/Time': {
      data: Float32Array.from({ length: pixels }, (_, i) =>
        i % (columns * rows) < measured ? 0.2 : 0,
      ),
      shape: [energies, angles, columns, rows],
    },
    '/Manipulator': { attributes: { X: 2.54, Y: -1.6205, Z: 440.98, T: 12.5 } },
  };
}

/** One spectrum of ALBA LOREA [angle, energy], with the stage beside it. */
export const loreaTree: FixtureTree = {
  '/': { attributes: { default: 'entry1' } },
  '/entry1': { attributes: { NX_class: 'NXentry', default: 'data' } },
  '/entry1/data': {
    attributes: { NX_class: 'NXdata', signal: 'data', axes: ['angles', 'energies'] },
  },
  '/entry1/data/data': { data: fixtureCounts(20), shape: [5, 4] },
  '/entry1/data/angles': { data: ramp(5, -2, 1), attributes: { units: 'degrees' } },
  '/entry1/data/energies': { data: ramp(4, 90, 0.5), attributes: { units: 'eV' } },
  '/entry1/instrument': { attributes: { NX_class: 'NXinstrument' } },
  '/entry1/instrument/manipulator': { attributes: { NX_class: 'NXpositioner' } },
  '/entry1/instrument/manipulator/sax': {
    data: Float64Array.of(0.25),
    attributes: { units: 'mm' },
  },
  '/entry1/start_time': { data: '2026-03-01T04:00:00+01' },
};

/** Three points [energy, angle] of the generic layout, deflated. */
export const genericTree: FixtureTree = {
  '/entry': { attributes: { NX_class: 'NXentry', default: 'data' } },
  '/entry/data': {
    attributes: {
      NX_class: 'NXdata',
      signal: 'data',
      axes: ['.', 'energy', 'angle'],
      smx_indices: 0,
    },
  },
  '/entry/data/data': {
    data: fixtureCounts(72),
    shape: [3, 6, 4],
    chunks: [1, 6, 4],
    compression: 4,
  },
  '/entry/data/energy': { data: ramp(6, 16, 0.02), attributes: { units: 'eV' } },
  '/entry/data/angle': { data: ramp(4, -3, 2), attributes: { units: 'deg' } },
  '/entry/data/smx': { data: Float64Array.of(-7, 8.5, 9), attributes: { units: 'um' } },
};

/** The plan of an ALS MAESTRO scan as its header has it: records, or rows, of four texts. */
export function maestroPlan(loops: ScanPlan, layout: 'records' | 'rows' = 'records'): FixtureTree {
  const rows = [
    ['LWLVNM', "'XY Scan'"],
    ['LWLVLPN', String(loops.length)],
    ...loops.flatMap((motors, loop) => [
      [`NMSBDV${loop}`, String(motors.length)],
      ...motors.flatMap(({ name, unit, start, end, count }, device) => [
        [`NM_${loop}_${device}`, name],
        [`UN_${loop}_${device}`, unit],
        [`ST_${loop}_${device}`, String(start)],
        [`EN_${loop}_${device}`, String(end)],
        [`N_${loop}_${device}`, String(count)],
      ]),
    ]),
  ];
  return {
    '/Headers': { attributes: {} },
    '/Headers/Low_Level_Scan':
      layout === 'rows'
        ? {
            data: rows.flatMap(([name, value]) => [name, name, value, '']),
            shape: [rows.length, 4],
          }
        : {
            data: new Map([
              ['longname', rows.map(([name]) => name)],
              ['name', rows.map(([name]) => name)],
              ['value', rows.map(([, value]) => value)],
              ['comment', rows.map(() => '')],
            ]),
            dtype: ['longname', 'name', 'value', 'comment'].map((field) => [field, 'S24']),
            shape: [rows.length],
          },
  };
}
