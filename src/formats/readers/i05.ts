import {
  checkAxisLengths,
  checkFrameIndex,
  pointAxis,
  pointsWithPositions,
  rawDataset,
  unmeasuredFrame,
  type Hdf5Reader,
} from '../hdf5/reader';
import { spectrumFromImage } from '../detector-image';
import type { Hdf5File } from '../hdf5/hdf5-file';
import type { Frame, ScanFile } from '../scan-file';
import { axisInFileOrder } from '../uniform-axis';
import { expectedPoints, frameSeconds, hasEnded, i05Format, i05GroupPath } from './i05-entry';
import { i05Map } from './i05-map';
import { findNxArpes, NxArpesAxes, type NxArpes } from './nxarpes';
import {
  axisAlong,
  positionAt,
  positionColumns,
  scannedMotors,
  type PositionColumn,
} from './nxarpes-motors';

const manipulatorPath = '/entry1/instrument/manipulator';

/**
 * Diamond I05, high-resolution and nano branch, as GDA writes spectra and lines:
 * `/entry1/analyser/data` [points, slit, energies] with a growing first dimension,
 * motors beside it with one value a point or one for the scan.
 */
export const i05Reader: Hdf5Reader = {
  label: i05Format.label,
  matches: (file) => (findNxArpes(file, i05GroupPath)?.shape.length ?? 4) < 4,
  open: (file) => {
    const source = findNxArpes(file, i05GroupPath);
    if (source === null) throw file.wrong(`expected spectra in ${i05GroupPath}, found none`);
    const motors = positionColumns(file, source);
    return source.scan.length === 1 && motors.some(({ flown }) => flown)
      ? i05Map(file, source)
      : new I05ScanFile(file, source, motors);
  },
};

class I05ScanFile implements ScanFile {
  readonly format = i05Format;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;
  private readonly axes: NxArpesAxes;

  constructor(
    private readonly file: Hdf5File,
    private readonly source: NxArpes,
    private readonly motors: PositionColumn[],
  ) {
    this.axes = new NxArpesAxes(file, source);
    this.frameCount = pointsWithPositions(
      file,
      source.scan.at(0) ?? 1,
      file.childNames(manipulatorPath).map((name) => `${manipulatorPath}/${name}`),
    );
    this.expectedFrames = expectedPoints(file);
    this.scanAxes = scannedMotors(file, motors);
    this.complete =
      !file.heldByWriter &&
      (hasEnded(file) || (this.expectedFrames !== null && this.frameCount >= this.expectedFrames));
    this.axes.slit([0]);
  }

  readFrame(index: number): Frame {
    const { file, source, axes } = this;
    checkFrameIndex(file, index, this.frameCount);
    const indices = source.scan.map(() => index);
    const [angle, energy] = [axes.slit(indices), axes.energy(indices)];
    const detector = source.shape.slice(-2);
    checkAxisLengths(file, source.dataPath, detector, [angle, energy]);
    const values = file.passingNumbers(source.dataPath, {
      start: [...indices, 0, 0],
      count: [...indices.map(() => 1), ...detector],
    });
    const image = spectrumFromImage({ values, order: 'angle-energy', energy, angle });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      ...image,
      motors: this.motors.flatMap((motor) => positionAt(file, motor, indices)),
      measuredAt: this.frameCount === 1 ? file.text('/entry1/start_time') : null,
      dwellSeconds: frameSeconds(file),
    };
  }

  rawData() {
    const { file, source, axes } = this;
    const first = source.scan.map(() => 0);
    return rawDataset(file, source.dataPath, [
      ...source.scan.map(
        (count, d) => axisAlong(file, this.motors, source.scan, d) ?? pointAxis(count),
      ),
      axisInFileOrder(axes.slit(first)),
      axisInFileOrder(axes.energy(first)),
    ]);
  }

  close(): void {
    this.file.close();
  }
}
