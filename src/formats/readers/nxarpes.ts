import type { Hdf5File } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import { describeEnergy, readAxis } from '../hdf5/reader';
import type { FileAxis } from '../uniform-axis';
import { detectorPixels, slitAxis } from './axis-roles';

/** Where the analyzer's own group stands: what is not linked beside the signal is there. */
const analyserPath = '/entry1/instrument/analyser';
/** Names of the axis along the slit: angles, lengths where the lens images, or deflected angles. */
const slitNames = ['angles', 'location', 'y_scale', 'ThetaX'];

/**
 * The spectra of an NXarpes file, as GDA (Diamond I05) and ALBA LOREA write them: `data`
 * [scanned dimensions, slit, energies] in a group with its axes, and positions beside it.
 */
export interface NxArpes {
  groupPath: string;
  dataPath: string;
  shape: number[];
  /** Extents of the scanned dimensions; none for a single spectrum. */
  scan: number[];
  energiesPath: string;
  /** Null where the file gives no scale along the slit. */
  slitPath: string | null;
}

/** The spectra in a group; null where it holds none. */
export function findNxArpes(file: Hdf5File, groupPath: string): NxArpes | null {
  const dataPath = `${groupPath}/data`;
  if (file.kindOf(dataPath) !== 'dataset' || !file.isNumeric(dataPath)) return null;
  const shape = file.shapeOf(dataPath);
  if (shape.length < 2) return null;
  const energiesPath = axisPath(file, groupPath, ['energies']);
  if (energiesPath === null) return null;
  const slitPath = axisPath(file, groupPath, slitNames);
  return { groupPath, dataPath, shape, scan: shape.slice(0, -2), energiesPath, slitPath };
}

/** Names beside the signal that belong to the detector, not to the scan. */
export function isDetectorName(name: string): boolean {
  return name === 'data' || /^(binding_|kinetic_)?energies$/.test(name) || slitNames.includes(name);
}

/**
 * Energies and slit axis at a point of the scan. Either may be kept once, or with the
 * scanned dimensions before its own: in a scan of photon energies they differ.
 */
export class NxArpesAxes {
  private readonly once = new Map<string, FileAxis>();

  constructor(
    private readonly file: Hdf5File,
    private readonly source: NxArpes,
  ) {}

  energy(indices: readonly number[]): FileAxis {
    return this.axis(this.source.energiesPath, indices, describeEnergy(null));
  }

  slit(indices: readonly number[]): FileAxis {
    const { slitPath, shape } = this.source;
    if (slitPath === null) return detectorPixels(shape[shape.length - 2]);
    return this.axis(slitPath, indices, (_, unit) => slitAxis(unit || 'deg'));
  }

  private axis(
    path: string,
    indices: readonly number[],
    describe: Parameters<typeof readAxis>[2],
  ): FileAxis {
    const known = this.once.get(path);
    if (known !== undefined) return known;
    const shape = this.file.shapeOf(path);
    const leading = shape.slice(0, -1);
    if (leading.length === 0) {
      const axis = readAxis(this.file, path, describe);
      this.once.set(path, axis);
      return axis;
    }
    const start = positionIn(leading, this.source.scan, indices);
    if (start === null) {
      throw this.file.wrong(
        `expected one row, or one a point of ${describeShape(this.source.scan)}, in ${path}, ` +
          `found ${describeShape(shape)}`,
      );
    }
    return readAxis(this.file, path, describe, {
      start: [...start, 0],
      count: [...leading.map(() => 1), shape[shape.length - 1]],
    });
  }
}

/**
 * Index into values kept over the scan: over all its dimensions, in one row of all points,
 * or once. Null for values of another extent, and beyond those that are there.
 */
export function positionIn(
  extent: readonly number[],
  scan: readonly number[],
  indices: readonly number[],
): number[] | null {
  if (extent.every((length) => length === 1)) return extent.map(() => 0);
  if (extent.length === scan.length) {
    const at = indices.map((index, d) => (extent[d] === 1 ? 0 : index));
    return at.every((index, d) => index < extent[d]) ? at : null;
  }
  const points = scan.reduce((product, length) => product * length, 1);
  if (extent.length !== 1 || extent[0] !== points) return null;
  return [indices.reduce((flat, index, d) => flat * scan[d] + index, 0)];
}

function axisPath(file: Hdf5File, groupPath: string, names: readonly string[]): string | null {
  const paths = [groupPath, analyserPath].flatMap((group) =>
    names.map((name) => `${group}/${name}`),
  );
  return paths.find((path) => file.kindOf(path) === 'dataset' && file.isNumeric(path)) ?? null;
}
