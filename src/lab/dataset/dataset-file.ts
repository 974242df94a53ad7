import { closeSync, openSync } from 'node:fs';
import { Dataset, File } from 'h5wasm/node';
import type { ProfileName } from '#core/quality/profiles';
import type { SpectrumParameters } from '#core/simulate/parameters';
import { loadHdf5 } from '#formats/hdf5/writing-library';
import { SweetSpotError } from '#shared/errors';
import type { DatasetRecipe, LabelledRow } from './labelled-rows';
import { batchRows } from './row-batch';

/** A column of the table: one number per row. */
interface Column {
  path: string;
  unit: string;
  valueOf(row: LabelledRow): number;
}

/** Name of the data set with the table of imported bands. */
const BAND_TABLE = 'band_table';

const PROFILES: ProfileName[] = ['published', 'alignment'];

/** The most asked-for parameters as numbers; all of them are in the JSON of the row. */
const PARAMETER_COLUMNS: Column[] = [
  column('parameters/temperature', 'K', (row) => row.parameters.temperatureK),
  column('parameters/energy_resolution', 'eV', (row) => row.parameters.energyResolutionEv),
  column('parameters/angle_resolution', 'deg', (row) => row.parameters.angleResolutionDeg),
  column('parameters/photon_energy', 'eV', (row) => row.parameters.kinematics.photonEnergyEv),
  column('parameters/work_function', 'eV', (row) => row.parameters.kinematics.workFunctionEv),
  column('parameters/polar', 'deg', (row) => row.parameters.kinematics.polarDeg),
  column('parameters/tilt', 'deg', (row) => row.parameters.kinematics.tiltDeg),
  column('parameters/azimuth', 'deg', (row) => row.parameters.kinematics.azimuthDeg),
  column('parameters/flat_background', '1', (row) => row.parameters.background.flat),
  column('parameters/domains', '1', (row) => row.parameters.domains.length),
  column('parameters/electrons', '1', ({ parameters: { counting } }) =>
    counting.kind === 'fixed-count' ? counting.electronCount : counting.meanElectronCount,
  ),
  column('parameters/counting_seed', '1', (row) => row.parameters.countingSeed),
];

const COLUMNS: Column[] = [
  column('axes/energy_start', 'eV', (row) => row.energy.start),
  column('axes/energy_step', 'eV', (row) => row.energy.step),
  column('axes/angle_start', 'deg', (row) => row.angle.start),
  column('axes/angle_step', 'deg', (row) => row.angle.step),
  ...PARAMETER_COLUMNS,
  ...PROFILES.flatMap(profileColumns),
];

function column(path: string, unit: string, valueOf: Column['valueOf']): Column {
  return { path, unit, valueOf };
}

/** The components that a data set holds. */
type ComponentName = 'feature' | 'sharpness' | 'signalToBackground' | 'countRatio';

function profileColumns(profile: ProfileName): Column[] {
  const component = (name: string, key: ComponentName): Column =>
    column(`components/${profile}/${name}`, '1', (row) => row.components[profile][key]);
  const label = (name: string, key: keyof LabelledRow['labels'][ProfileName]): Column =>
    column(`labels/${profile}/${name}`, '1', (row) => Number(row.labels[profile][key]));
  return [
    component('feature', 'feature'),
    component('sharpness', 'sharpness'),
    component('signal_to_background', 'signalToBackground'),
    component('count_ratio', 'countRatio'),
    label('score', 'score'),
    label('sharpness_bracket', 'sharpnessBracket'),
    label('signal_to_background_bracket', 'signalToBackgroundBracket'),
    label('count_class', 'countClass'),
    label('feature_missing', 'featureMissing'),
    label('low_signal_and_counts', 'lowSignalAndCounts'),
  ];
}

/**
 * Writes a data set: `counts` [row][energy][angle], one data set per column, and
 * all parameters of a row as JSON under `parameters_json`, in one list per batch
 * named for its first row (docs/dataset-layout.md).
 */
export class DatasetWriter {
  private written = 0;

  private constructor(
    private readonly path: string,
    private readonly file: File,
    private readonly recipe: DatasetRecipe,
  ) {}

  /** Creates the file; an existing one is never overwritten (`write-failed`). */
  static async create(path: string, recipe: DatasetRecipe): Promise<DatasetWriter> {
    await loadHdf5();
    try {
      closeSync(openSync(path, 'wx'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SweetSpotError('write-failed', `A new file was expected at ${path}: ${reason}`, {
        hint: 'Choose another name, or move the old file away.',
      });
    }
    const file = new File(path, 'w');
    createLayout(file, recipe);
    return new DatasetWriter(path, file, recipe);
  }

  /** Appends rows in their order. */
  append(rows: LabelledRow[]): void {
    const { energyCount, angleCount } = this.recipe.sampling;
    const first = this.written;
    const last = first + rows.length;
    const counts = new Float32Array(rows.length * energyCount * angleCount);
    rows.forEach((row, index) => {
      counts.set(row.counts, index * energyCount * angleCount);
    });
    const images = this.dataset('counts');
    images.resize([last, energyCount, angleCount]);
    images.write_slice(
      [
        [first, last],
        [0, energyCount],
        [0, angleCount],
      ],
      counts,
    );
    for (const { path, valueOf } of COLUMNS) {
      const values = this.dataset(path);
      values.resize([last]);
      values.write_slice([[first, last]], Float64Array.from(rows, valueOf));
    }
    this.file.create_dataset({
      name: `parameters_json/${String(first).padStart(9, '0')}`,
      data: rows.map(({ parameters }) => JSON.stringify(withoutTable(parameters))),
    });
    this.file.flush();
    this.written = last;
  }

  close(): void {
    this.file.close();
  }

  private dataset(path: string): Dataset {
    const dataset = this.file.get(path);
    if (dataset instanceof Dataset) return dataset;
    throw new SweetSpotError('internal', `${this.path}: expected the data set ${path}.`);
  }
}

/** A table of bands is the same for all rows and stands once in the file. */
function withoutTable(parameters: SpectrumParameters): unknown {
  const { material } = parameters;
  return material.kind === 'imported'
    ? { ...parameters, material: { ...material, table: BAND_TABLE } }
    : parameters;
}

function createLayout(file: File, recipe: DatasetRecipe): void {
  const { energyCount, angleCount } = recipe.sampling;
  file.create_attribute('creator', 'SweetSpot');
  file.create_attribute('distribution', recipe.distribution);
  // A double: seeds reach 2⁵³.
  file.create_attribute('seed', recipe.seed, null, '<d');
  if (recipe.bands !== null) {
    file.create_dataset({ name: BAND_TABLE, data: JSON.stringify(recipe.bands) });
  }
  const chunk = batchRows(recipe);
  file.create_dataset({
    name: 'counts',
    data: new Float32Array(0),
    shape: [0, energyCount, angleCount],
    maxshape: [null, energyCount, angleCount],
    chunks: [1, energyCount, angleCount],
    compression: 1,
  });
  const groups = new Set(COLUMNS.flatMap(({ path }) => parentsOf(path)));
  for (const group of [...groups, 'parameters_json']) file.create_group(group);
  for (const { path, unit } of COLUMNS) {
    file.create_dataset({
      name: path,
      data: new Float64Array(0),
      shape: [0],
      maxshape: [null],
      chunks: [chunk],
    });
    const dataset = file.get(path);
    if (dataset instanceof Dataset) dataset.create_attribute('units', unit);
  }
}

/** `a/b/c` → `a`, `a/b`. */
function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
