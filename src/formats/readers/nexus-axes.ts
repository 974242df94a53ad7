import type { Hdf5File } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import { describeEnergy, readAxis } from '../hdf5/reader';
import { unitName, type FileAxis } from '../uniform-axis';
import { slitAxis } from './axis-roles';
import { isPositiveBelowFermi } from './binding-energy';
import type { NexusData } from './nexus-data';

/** Which dimension of a signal is what; the others are scanned, in their order. */
export interface NexusRoles {
  energy: number;
  angle: number;
  scan: number[];
}

const MOST_DIMENSIONS = 6;

/** Roles of the dimensions. Throws `invalid-format` for signals that hold no spectra. */
export function nexusRoles(file: Hdf5File, { signalPath, axisPaths }: NexusData): NexusRoles {
  const shape = file.shapeOf(signalPath);
  if (shape.length < 2 || shape.length > MOST_DIMENSIONS) {
    throw file.wrong(
      `expected a signal [energy, angle], or the same behind scanned dimensions, ` +
        `in ${signalPath}, found ${describeShape(shape)}`,
    );
  }
  const energies = axisPaths.flatMap((path, d) =>
    path !== null && isEnergy(file, path) ? [d] : [],
  );
  const ofElectrons = energies.filter(
    (d) => !/photon|excitation|mono|\bhv/i.test(axisPaths[d] ?? ''),
  );
  const energy = ofElectrons.at(-1) ?? energies.at(-1);
  if (energy === undefined) {
    throw file.wrong(
      `expected an energy axis (units eV) among the dimensions of ${signalPath}, ` +
        `found ${axisPaths.map((path) => path ?? 'none').join(', ')}`,
    );
  }
  const others = shape.map((_, d) => d).filter((d) => d !== energy);
  const last = others.at(-1) ?? 0;
  const isBeside = energy >= shape.length - 2 && last >= shape.length - 2;
  const ofSlit = others.filter((d) => slitLikeness(file, axisPaths[d]) === 2);
  const angle =
    isBeside && slitLikeness(file, axisPaths[last]) > 0 ? last : (ofSlit.at(-1) ?? last);
  return { energy, angle, scan: others.filter((d) => d !== angle) };
}

/** The energy axis in eV. */
export function nexusEnergy(file: Hdf5File, path: string): FileAxis {
  const label = file.textAttribute(path, 'long_name') ?? path;
  const read = readAxis(file, path, describeEnergy(label));
  const axis = converted(read, { meV: 1e-3, keV: 1e3 }, 'eV');
  const isBinding = /binding/i.test(label) || /binding/i.test(path);
  return isBinding ? relativeToFermi(axis) : axis;
}

/** The axis along the slit, in degrees where it is an angle. */
export function nexusSlit(file: Hdf5File, path: string): FileAxis {
  const axis = readAxis(file, path, (_, unit) => slitAxis(unit || 'pixel'));
  const radian = 180 / Math.PI;
  return converted(axis, { rad: radian, radian, radians: radian, mrad: radian / 1000 }, 'deg');
}

/** E − E_F of binding energies whose sign is left out. */
function relativeToFermi({ axis, reversed, notes }: FileAxis): FileAxis {
  const last = axis.start + (axis.count - 1) * axis.step;
  if (!isPositiveBelowFermi(axis.start, last)) return { axis, reversed, notes };
  const note = 'Binding energies are positive below the Fermi level in the file: shown is E − E_F';
  return { axis: { ...axis, start: -last }, reversed: !reversed, notes: [...notes, note] };
}

function converted(
  { axis, ...rest }: FileAxis,
  factors: Record<string, number>,
  unit: string,
): FileAxis {
  const factor = Object.hasOwn(factors, axis.unit) ? factors[axis.unit] : undefined;
  if (factor === undefined) return { axis, ...rest };
  return {
    axis: { ...axis, unit, start: axis.start * factor, step: axis.step * factor },
    ...rest,
  };
}

function isEnergy(file: Hdf5File, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const unit = unitName(file.textAttribute(path, 'units'));
  return /^[mk]?eV$/.test(unit) || /energ|^ev$/i.test(name);
}

/** 2 for an angle, 0 for what is moved (lengths, times, temperatures), 1 where nothing is said. */
function slitLikeness(file: Hdf5File, path: string | null): number {
  if (path === null) return 1;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const unit = unitName(file.textAttribute(path, 'units'));
  if (/^(deg|m?rad(ians?)?|pixels?)$/i.test(unit)) return 2;
  if (/spin/i.test(name)) return 0;
  if (/^(m|mm|um|nm|s|ms|fs|ps|K|V|mV|[mk]?eV)$/.test(unit)) return 0;
  return /angle|theta|slit|pixel|channel/i.test(name) ? 2 : 1;
}
