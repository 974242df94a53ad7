import {
  checkAxisLengths,
  checkFrameIndex,
  describeEnergy,
  motorsInGroup,
  rawDataset,
  readAxis,
  unmeasuredFrame,
  type Hdf5Reader,
} from '../hdf5-reader';
import { spectrumFromImage } from '../detector-image';
import type { Hdf5File } from '../hdf5';
import type { Frame, ScanFile } from '../scan-file';
import { angleAxisName, axisInFileOrder, type FileAxis } from '../uniform-axis';

const dataPath = '/entry1/data/data';
const anglesPath = '/entry1/data/angles';
const energiesPath = '/entry1/data/energies';
const manipulatorPath = '/entry1/instrument/manipulator';
const format = { id: 'lorea-nexus', label: 'ALBA LOREA NeXus' };

/** ALBA LOREA (NXarpes): one spectrum a file, `/entry1/data/data` [angles, energies]. */
export const loreaReader: Hdf5Reader = {
  label: format.label,
  matches: (file) =>
    [dataPath, anglesPath, energiesPath].every((path) => file.kindOf(path) === 'dataset') &&
    file.shapeOf(dataPath).length === 2,
  open: (file) => new LoreaScanFile(file),
};

class LoreaScanFile implements ScanFile {
  readonly format = format;
  readonly frameCount = 1;
  readonly expectedFrames = null;
  readonly scanAxes = null;
  readonly complete: boolean;
  private readonly angle: FileAxis;
  private readonly energy: FileAxis;

  constructor(private readonly file: Hdf5File) {
    this.complete = !file.heldByWriter;
    this.angle = readAxis(file, anglesPath, (_, unit) => ({
      name: angleAxisName(unit || 'deg'),
      unit: unit || 'deg',
    }));
    this.energy = readAxis(file, energiesPath, describeEnergy(null));
    checkAxisLengths(file, dataPath, file.shapeOf(dataPath), [this.angle, this.energy]);
  }

  readFrame(index: number): Frame {
    const { file, angle, energy } = this;
    checkFrameIndex(file, index, this.frameCount);
    const values = file.passingNumbers(dataPath);
    const image = spectrumFromImage({ values, order: 'angle-energy', energy, angle });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      ...image,
      motors: motorsInGroup(file, manipulatorPath, index).filter(
        ({ name }) => name !== 'drain_current',
      ),
      measuredAt: file.text('/entry1/start_time'),
      dwellSeconds: exposureSeconds(file),
    };
  }

  rawData() {
    return rawDataset(this.file, dataPath, [this.angle, this.energy].map(axisInFileOrder));
  }

  close(): void {
    this.file.close();
  }
}

/** Exposure of a channel: time of a scan times the number of scans. */
function exposureSeconds(file: Hdf5File): number | null {
  const milliseconds = file.scalar('/entry1/instrument/analyser/time_per_scan');
  const scans = file.scalar('/entry1/instrument/analyser/number_of_scans') ?? 1;
  return milliseconds === null ? null : (milliseconds * scans) / 1000;
}
