import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import { describeShape, type Hdf5File } from '../hdf5';
import type { Hdf5Reader } from '../hdf5-reader';
import type { FrameMotor } from '../scan-file';
import { energyAxisName } from '../uniform-axis';

const format = { id: 'antares-nexus', label: 'SOLEIL ANTARES NeXus' };

/** Names of the cube and the first of three scale scalars (start, step, end) of energy and slit. */
const layouts = [
  { cube: 'data_12', energy: 4, slit: 7 },
  { cube: 'data_11', energy: 4, slit: 7 },
  { cube: 'data_09', energy: 1, slit: 4 },
];

interface Source {
  entry: string;
  cube: string;
  shape: number[];
  layout: (typeof layouts)[number];
}

/**
 * SOLEIL ANTARES: an entry of any name, a cube [y, x, slit angle, energy] laid out
 * beforehand in `scan_data`, scales as scalars beside it, stage axes in
 * `scan_config/trajectory`. Built from its description; no sample was at hand.
 */
export const antaresReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => findSources(file).length > 0,
  open(file) {
    const [{ entry, cube, shape, layout }, ...others] = findSources(file);
    const energy = scaleAxis(file, entry, layout.energy, 'energy');
    const slit = scaleAxis(file, entry, layout.slit, 'slit angle');
    const stage = [actuator(file, entry, '2_1'), actuator(file, entry, '1_1')];
    const scanned = shape.slice(0, -2).map((count, d): BlockDimension => {
      const axis = stage[stage.length - (shape.length - 2) + d];
      const length = axis === null ? count : axis.count;
      if (length !== count) {
        throw file.wrong(
          `expected ${length} points of ${axis?.name ?? 'the stage'} in ${cube}, found ${describeShape(shape)}`,
        );
      }
      return { axis: axis ?? { name: '', unit: '', start: 0, step: 1, count }, role: 'scan' };
    });
    const detector = detectorDimensions(file, cube, shape, energy, slit);
    const names = scanned.map(({ axis }) => axis.name).filter((name) => name !== '');
    return new Hdf5BlockScanFile(file, {
      format,
      path: cube,
      dimensions: [...scanned, ...detector],
      details: (_, indices) => ({
        motors: scanned.flatMap(({ axis }, d): FrameMotor[] =>
          axis.name === ''
            ? []
            : [{ name: axis.name, unit: axis.unit, value: axis.start + indices[d] * axis.step }],
        ),
        measuredAt: file.text(`${entry}/start_time`),
        dwellSeconds: null,
      }),
      scanAxes:
        names.length === 0
          ? null
          : { x: names[names.length - 1], y: names.length > 1 ? names[0] : null },
      laidOut: true,
      notes:
        others.length === 0
          ? []
          : [
              `${entry} is shown; the file also holds ${others.map((other) => other.entry).join(', ')}`,
            ],
    });
  },
};

function findSources(file: Hdf5File): Source[] {
  return file.childNames('/').flatMap((name): Source[] => {
    const entry = `/${name}`;
    if (file.kindOf(entry) !== 'group' || file.kindOf(`${entry}/scan_data`) !== 'group') return [];
    for (const layout of layouts) {
      const cube = `${entry}/scan_data/${layout.cube}`;
      if (file.kindOf(cube) !== 'dataset' || !file.isNumeric(cube)) continue;
      const shape = file.shapeOf(cube);
      if (shape.length === 3 || shape.length === 4) return [{ entry, cube, shape, layout }];
    }
    return [];
  });
}

/** Start and step of a detector axis, kept as scalars or as one value a point. */
function scaleAxis(
  file: Hdf5File,
  entry: string,
  first: number,
  what: string,
): { start: number; step: number } {
  const [start, step] = [first, first + 1].map((n) =>
    file.scalar(`${entry}/scan_data/data_${String(n).padStart(2, '0')}`),
  );
  if (start === null || step === null || step === 0) {
    throw file.wrong(
      `expected start and step of the ${what} in ${entry}/scan_data, found ${start} and ${step}`,
    );
  }
  return { start, step };
}

/** The last two dimensions are slit angle and energy. */
function detectorDimensions(
  file: Hdf5File,
  cube: string,
  shape: readonly number[],
  energy: { start: number; step: number },
  slit: { start: number; step: number },
): BlockDimension[] {
  const [slices, energies] = shape.slice(-2);
  if (slices < 1 || energies < 1)
    throw file.wrong(`expected counts in ${cube}, found ${describeShape(shape)}`);
  const last = energy.start + (energies - 1) * energy.step;
  return [
    { axis: { name: 'Angle', unit: 'deg', ...slit, count: slices }, role: 'angle' },
    {
      axis: {
        name: energyAxisName(null, energy.start, last),
        unit: 'eV',
        ...energy,
        count: energies,
      },
      role: 'energy',
    },
  ];
}

/**
 * A stage axis, named by its Tango path. The file states no unit: `mt_…` is the coarse
 * stage in mm, `pi/…` the piezo in µm.
 */
function actuator(file: Hdf5File, entry: string, number: string): Axis | null {
  const path = `${entry}/scan_config/trajectory/actuator_${number}`;
  const [from, to, delta] = ['from', 'to', 'delta'].map((name) => file.scalar(`${path}/${name}`));
  if (from === null || to === null || delta === null || delta === 0) return null;
  const tango = (file.text(`${path}/name`) ?? '').replace(/\/(position|value)$/, '');
  const parts = tango.split('/').filter((part) => part !== '');
  const piezo = parts.at(-2) === 'pi';
  const name = piezo
    ? parts.slice(-2).join('/')
    : (parts.at(-1)?.replace(/^.*-(?=mt_)/, '') ?? `actuator ${number}`);
  const unit = piezo ? 'um' : /^mt_/.test(name) ? 'mm' : '';
  const count = Math.round(Math.abs((to - from) / delta)) + 1;
  return { name, unit, start: from, step: Math.abs(delta) * Math.sign(to - from || 1), count };
}
