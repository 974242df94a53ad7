import { ramp, type FixtureTree } from './hdf5/fixture.test-support';
import {
  fixtureCounts,
  i05Tree,
  loreaTree,
  maestroPlan,
  maestroTree,
  peakAxis,
  sgm4Tree,
} from './site-files.test-support';

/** Further layouts of the sites: small files that hold every part a reader looks at. */

const beside = (data: Float64Array, units: string, axis: string, shape = [data.length]) => ({
  data,
  shape,
  attributes: { units, axis, primary: 1 },
});

/** A flown map of Diamond I05, its energies kept with every point. */
export const i05MapTree: FixtureTree = {
  ...i05Tree(),
  '/entry1/analyser/data': { data: fixtureCounts(2 * 3 * 5 * 4), shape: [2, 3, 5, 4] },
  '/entry1/analyser/energies': {
    data: Float64Array.from({ length: 24 }, (_, i) => 90 + (i % 4) / 2),
    shape: [2, 3, 4],
    attributes: { units: 'eV' },
  },
  '/entry1/analyser/value': {
    data: ramp(3, 0, 1),
    attributes: { units: 'um', axis: '2', target: '/entry1/instrument/smx_fly/value' },
  },
  '/entry1/analyser/smy': beside(Float64Array.of(5, 5, 5, 6, 6, 6), 'um', '1,2', [2, 3]),
  '/entry1/scan_dimensions': { data: Int32Array.of(2, 3) },
};

/** A deflector map of ALBA LOREA. */
export const loreaMapTree: FixtureTree = {
  ...loreaTree,
  '/entry1/data/data': { data: fixtureCounts(3 * 5 * 4), shape: [3, 5, 4] },
  '/entry1/data/defl_angles': beside(ramp(3, -1, 1), 'degrees', '1'),
};

/** A scan of photon energies of SSRL 5-2. */
export const ssrlPhotonTree: FixtureTree = {
  '/Data': { attributes: {} },
  '/Data/Axes0': peakAxis('Kinetic Energy', 'eV', 'MapInfo:Data:Axes0:Offset', 0.1, 4),
  '/Data/Axes1': peakAxis('ThetaX', 'deg', -1, 1, 3),
  '/Data/Axes2': peakAxis('energy', 'eV', 'MapInfo:Beamline:energy', 1, 3),
  '/Data/Count': { data: fixtureCounts(36), shape: [4, 3, 3] },
  '/Manipulator': { attributes: { X: 1, Y: 'MapInfo:Manipulator:Y' } },
  '/MapInfo': { attributes: {} },
  '/MapInfo/Data:Axes0:Offset': { data: ramp(3, 55, 10) },
  '/MapInfo/Beamline:energy': { data: ramp(3, 60, 10) },
  '/MapInfo/Manipulator:Y': { data: ramp(3, 0, 1) },
};

/** A map of ALS MAESTRO with its plan, points first. */
export const maestroMapTree: FixtureTree = {
  ...maestroTree,
  ...maestroPlan([
    [
      { name: "'Scan X'", unit: "'um'", start: 0, end: 2, count: 3 },
      { name: "'Scan Y'", unit: "'um'", start: 10, end: 11, count: 2 },
    ],
  ]),
  '/0D_Data/X': { data: ramp(6, 0, 1) },
  '/0D_Data/current': { data: ramp(6, 500, -1) },
  '/2D_Data/Swept_Spectra0': {
    data: Float64Array.from(fixtureCounts(6 * 5 * 4)),
    shape: [6, 5, 4],
    attributes: {
      scaleOffset: Float64Array.from([90, -2]),
      scaleDelta: Float64Array.from([0.5, 1]),
      unitNames: ["'eV'", "'pixels'"],
    },
  },
};

/** A deflector map of SOLEIL ANTARES, positions read back. */
export const antaresMapTree: FixtureTree = {
  '/DeflX_0001': { attributes: {} },
  '/DeflX_0001/scan_data': { attributes: {} },
  '/DeflX_0001/scan_data/data_09': { data: fixtureCounts(3 * 4 * 5), shape: [3, 4, 5] },
  ...Object.fromEntries(
    [95, 0.1, 95.4, -6, 4, 6].map((value, i) => [
      `/DeflX_0001/scan_data/data_0${i + 1}`,
      { data: Float64Array.of(value) },
    ]),
  ),
  '/DeflX_0001/scan_data/actuator_1_1': {
    data: ramp(3, -1, 1),
    attributes: { long_name: "'i12-m-cx1/ex/mbs.1/DeflX'" },
  },
};

/** ASTRID SGM4 without recorded positions. */
export const sgm4PlannedTree: FixtureTree = {
  ...Object.fromEntries(
    Object.entries(sgm4Tree(3)).filter(([path]) => !path.endsWith('TruePositions')),
  ),
  '/Entry/Data/ScanDetails/SlowAxis_start': { data: Float64Array.of(1, 10) },
  '/Entry/Data/ScanDetails/SlowAxis_step': { data: Float64Array.of(0.5, 2) },
};

/** A deflector map as Scienta Omicron's PEAK exports it. */
export const peakExportTree: FixtureTree = {
  '/acquisition': { attributes: {} },
  '/acquisition/spectrum': { attributes: {} },
  '/acquisition/spectrum/data': { attributes: {} },
  '/acquisition/spectrum/data/data': { data: fixtureCounts(60), shape: [3, 4, 5] },
  '/acquisition/spectrum/data/x_axis': { data: ramp(5, 16, 0.5) },
  '/acquisition/spectrum/data/y_axis': { data: ramp(4, -3, 2), attributes: { units: 'deg' } },
  '/acquisition/spectrum/data/z_axis': { data: ramp(3, -1, 1) },
  '/acquisition/spectrum_definition': { attributes: {} },
  '/acquisition/spectrum_definition/energy_mode': { data: 'Kinetic' },
};

/** A NeXus map whose positions were read back at every point. */
export const nexusMapTree: FixtureTree = {
  '/': { attributes: { default: 'entry/data' } },
  '/entry': { attributes: { NX_class: 'NXentry' } },
  '/entry/data': {
    attributes: {
      NX_class: 'NXdata',
      signal: 'data',
      axes: ['y', '.', 'energy', 'angle'],
      x_indices: Int32Array.of(0, 1),
    },
  },
  '/entry/data/data': { data: fixtureCounts(2 * 3 * 4 * 3), shape: [2, 3, 4, 3] },
  '/entry/data/y': { data: ramp(2, 5, 1), attributes: { units: 'mm' } },
  '/entry/data/x': { data: ramp(6, 0, 1), shape: [2, 3], attributes: { units: 'mm' } },
  '/entry/data/energy': { data: ramp(4, 16, 0.5), attributes: { units: 'eV' } },
  '/entry/data/angle': { data: ramp(3, -1, 1), attributes: { units: 'deg' } },
};
