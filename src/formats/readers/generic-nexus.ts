import {
  checkAxisLengths,
  checkFrameIndex,
  pointAxis,
  pointsWithPositions,
  rawDataset,
  unmeasuredFrame,
  valueAtPoint,
  type Hdf5Reader,
} from '../hdf5/reader';
import { spectrumFromImage } from '../detector-image';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { chosenRegion, type RegionChoice } from '../regions';
import type { FormatDescription, Frame, ScanFile } from '../scan-file';
import { SweetSpotError } from '#shared/errors';
import { axisInFileOrder, type FileAxis } from '../uniform-axis';
import { detectorPixels } from './axis-roles';
import { nexusEnergy, nexusRoles, nexusSlit, type NexusRoles } from './nexus-axes';
import { nexusBlock } from './nexus-block';
import { findNexusData, otherNexusData, type NexusData } from './nexus-data';
import {
  columnsOf,
  findPositioners,
  markedAxes,
  motorsOf,
  type Positioner,
} from './nexus-positions';

const format: FormatDescription = {
  id: 'generic-nexus',
  label: 'NeXus (NXdata)',
  regions: 'entries',
};

/**
 * Any NeXus file whose default NXdata holds spectra: [energy, angle] (in either
 * order), or the same behind a first dimension of points, or with dimensions of scanned motors.
 * How positions, dwell and progress are found: docs/generic-layout.md.
 */
export const genericNexusReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => findNexusData(file) !== null,
  open: (file, options) => {
    const { region, ...choice } = chosenRegion(file, nexusRegions(file), options);
    const { data, roles } = region;
    const isOfPoints = roles.scan.length === 0 || (roles.scan.length === 1 && roles.scan[0] === 0);
    return isOfPoints
      ? new GenericScanFile(file, data, roles, choice)
      : nexusBlock(format, file, data, roles, choice);
  },
};

interface NexusRegion {
  name: string;
  data: NexusData;
  roles: NexusRoles;
}

/**
 * The groups of spectra, the one to show first before the others. Throws what is wrong with that
 * one where there is none, and `incomplete` where it may still become one.
 */
function nexusRegions(file: Hdf5File): [NexusRegion, ...NexusRegion[]] {
  const shown = findNexusData(file);
  if (shown === null) throw file.wrong('expected an NXdata group with a signal, found none');
  let wrong: SweetSpotError | undefined;
  const [first, ...others] = [shown, ...otherNexusData(file, shown)].flatMap(
    (data): NexusRegion[] => {
      try {
        return [{ name: data.groupPath.slice(1), data, roles: nexusRoles(file, data) }];
      } catch (error) {
        if (!(error instanceof SweetSpotError)) throw error;
        if (data === shown || wrong === undefined) wrong = error;
        return [];
      }
    },
  );
  if (first !== undefined) return [first, ...others];
  throw wrong ?? file.wrong(`expected spectra in ${shown.groupPath}, found none`);
}

class GenericScanFile implements ScanFile {
  readonly format = format;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;
  readonly regions: ScanFile['regions'];
  private readonly shape: number[];
  private readonly hasPoints: boolean;
  private readonly energyFirst: boolean;
  private readonly energy: FileAxis;
  private readonly angle: FileAxis;
  private readonly positioners: Positioner[];

  constructor(
    private readonly file: Hdf5File,
    private readonly data: NexusData,
    roles: NexusRoles,
    private readonly choice: RegionChoice,
  ) {
    this.regions = choice.regions;
    this.shape = file.shapeOf(data.signalPath);
    this.hasPoints = roles.scan.length === 1;
    this.energyFirst = roles.energy < roles.angle;
    const anglePath = data.axisPaths[roles.angle];
    const detectorShape = this.shape.slice(-2);
    this.energy = nexusEnergy(file, data.axisPaths[roles.energy] ?? '');
    this.angle =
      anglePath === null ? detectorPixels(this.shape[roles.angle]) : nexusSlit(file, anglePath);
    checkAxisLengths(file, data.signalPath, detectorShape, this.detectorAxes());

    const written = file.scalar(`${data.entryPath}/points_written`);
    const stored = this.hasPoints ? this.shape[0] : 1;
    this.positioners = findPositioners(file, data, roles.scan);
    this.frameCount =
      written === null
        ? pointsWithPositions(file, stored, this.positioners.flatMap(columnsOf))
        : Math.max(0, Math.min(stored, written));
    const expected = file.scalar(`${data.entryPath}/expected_points`);
    this.expectedFrames = expected !== null && expected > 0 ? expected : null;
    const finished = file.scalar(`${data.entryPath}/finished`);
    this.complete =
      !file.heldByWriter &&
      (finished === null
        ? !this.hasPoints || this.expectedFrames === null || this.frameCount >= this.expectedFrames
        : finished !== 0);
    this.scanAxes = markedAxes(this.positioners);
  }

  readFrame(index: number): Frame {
    const { file, data, energy, angle } = this;
    checkFrameIndex(file, index, this.frameCount);
    const values = this.hasPoints
      ? file.passingNumbers(data.signalPath, {
          start: [index, 0, 0],
          count: [1, this.shape[1], this.shape[2]],
        })
      : file.passingNumbers(data.signalPath);
    const order = this.energyFirst ? 'energy-angle' : 'angle-energy';
    const image = spectrumFromImage({ values, order, energy, angle });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      spectrum: image.spectrum,
      notes: [...this.choice.notes, ...image.notes],
      motors: this.motorsAt(index),
      measuredAt: measurementTime(file, data.entryPath, index),
      dwellSeconds: dwellSeconds(file, `${data.entryPath}/dwell`, index),
    };
  }

  motorsAt(index: number) {
    return this.positioners.flatMap((positioner) =>
      motorsOf(this.file, positioner, index, [index]),
    );
  }

  rawData() {
    const detector = this.detectorAxes().map(axisInFileOrder);
    return rawDataset(
      this.file,
      this.data.signalPath,
      this.hasPoints ? [pointAxis(this.shape[0]), ...detector] : detector,
    );
  }

  close(): void {
    this.file.close();
  }

  private detectorAxes(): FileAxis[] {
    return this.energyFirst ? [this.energy, this.angle] : [this.angle, this.energy];
  }
}

/** Start of the scan plus the seconds of `point_time`, or the start alone for the first point. */
function measurementTime(file: Hdf5File, entryPath: string, index: number): string | null {
  const start = file.text(`${entryPath}/start_time`);
  const seconds = valueAtPoint(file, `${entryPath}/point_time`, index);
  if (start === null || seconds === null) return index === 0 ? start : null;
  const milliseconds = Date.parse(start) + seconds * 1000;
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null;
}

function dwellSeconds(file: Hdf5File, path: string, index: number): number | null {
  const dwell = valueAtPoint(file, path, index);
  if (dwell === null) return null;
  return file.textAttribute(path, 'units') === 'ms' ? dwell / 1000 : dwell;
}
