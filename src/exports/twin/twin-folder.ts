import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import type { Candidate } from '#core/twin/candidates/candidate';
import { classicalCandidates } from '#core/twin/candidates/classical';
import { scanTable, type ScanTable } from '#core/twin/table/scan-table';
import { linePredictor, type LinePredictor, type TableTwin } from '#core/twin/table-twin';
import type { StepAdvice } from '#core/twin/step-advice';
import { valueTable } from '#formats/value-table';
import { csvText } from '../csv';
import { writeTogether, type NewFile } from '../write-together';

const TWIN_FILE = 'twin.json';
const TABLE_FILE = 'table.csv';

const column = z.object({ name: z.string(), unit: z.string().nullable() });
const twinFileSchema = z.object({
  format: z.literal('sweetspot-twin'),
  version: z.literal(1),
  columns: z.object({ x: column, y: column, value: column }),
  lineTolerance: z.number().min(0),
  chosen: z.string(),
  rival: z.string(),
  /** Mean error of left-out lines, units of the value; null where none can be left out. */
  error: z.number().nullable(),
  calibration: z.object({ scale: z.number().nullable(), coverage: z.number().nullable() }),
  gaps: z.array(z.object({ from: z.number(), to: z.number() })),
  ranking: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      error: z.number().nullable(),
      remark: z.string().nullable(),
      lines: z.array(z.object({ at: z.number(), error: z.number().nullable() })),
    }),
  ),
  losses: z.object({
    rowsWithoutNumber: z.number(),
    repeatedRows: z.number(),
    linesOfOnePoint: z.array(z.number()),
  }),
  remarks: z.array(z.string()),
});

/** What a twin's folder says of it. */
export type TwinFile = z.infer<typeof twinFileSchema>;

/** Names and units of the columns that a twin was learned from. */
export type TwinColumns = TwinFile['columns'];

/** What a fitted twin says of itself, as data. */
export function describeTwin(
  twin: TableTwin,
  from: { columns: TwinColumns; lineTolerance: number; remarks: readonly string[] },
): TwinFile {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    format: 'sweetspot-twin',
    version: 1,
    columns: from.columns,
    lineTolerance: from.lineTolerance,
    chosen: twin.chosen.candidate.name,
    rival: twin.rival.candidate.name,
    error: twin.chosen.error,
    calibration: twin.calibration,
    gaps: twin.gaps,
    ranking: twin.ranking.candidates.map(({ candidate, error, remark, lines }) => ({
      name: candidate.name,
      kind: candidate.kind,
      error,
      remark,
      lines: lines.map(({ at, meanAbsoluteError }) => ({ at, error: finite(meanAbsoluteError) })),
    })),
    losses: twin.table.losses,
    remarks: [...from.remarks],
  };
}

/** Writes a twin into a folder: what it is, what it learned from, left-out lines, steps. */
export async function writeTwinFolder(
  directory: string,
  twin: TableTwin,
  about: TwinFile,
  steps: StepAdvice | null,
  more: readonly NewFile[] = [],
): Promise<void> {
  const { x, y, value } = about.columns;
  const rows = twin.table.lines.flatMap((line) =>
    Array.from(line.x, (place, i) => [place, line.at, line.value[i]]),
  );
  const leftOut = twin.chosen.lines.flatMap(({ line, at, predicted }) =>
    Array.from(predicted, (one, i) => {
      const { x: places, value: values } = twin.table.lines[line];
      return [places[i], at, values[i], one];
    }),
  );
  await writeTogether(directory, [
    ...more,
    { name: TABLE_FILE, content: csvText([x.name, y.name, value.name], rows) },
    {
      name: 'left-out.csv',
      content: csvText(
        [x.name, y.name, value.name, `${value.name} (predicted, left out)`],
        leftOut,
      ),
    },
    ...(steps === null ? [] : [{ name: 'steps.csv', content: stepsCsv(steps, about) }]),
    { name: TWIN_FILE, content: `${JSON.stringify(about, null, 2)}\n` },
  ]);
}

function stepsCsv({ rows }: StepAdvice, { columns }: TwinFile): string {
  const header = [`step of ${columns.y.name}`, 'lines', 'points', 'duration (s)', 'error / peak'];
  return csvText(
    header,
    rows.map(({ step, lines, points, durationS, error }) => [
      step,
      lines,
      points,
      durationS,
      error,
    ]),
  );
}

/** A twin that was written before, ready to predict. */
export interface OpenTwin {
  about: TwinFile;
  predictor: LinePredictor;
}

/**
 * Opens the twin in a folder. `trained` are candidates beyond the classical ones that the folder
 * holds.
 *
 * @throws `not-found` without a twin there, `invalid-format` where it is none.
 */
export async function openTwinFolder(
  directory: string,
  trained: readonly Candidate[] = [],
): Promise<OpenTwin> {
  const [json, csv] = await Promise.all(
    [TWIN_FILE, TABLE_FILE].map((name) =>
      readFile(join(directory, name), 'utf8').catch((cause: unknown) => {
        throw new SweetSpotError('not-found', `No twin in ${directory}: there is no ${name}.`, {
          hint: 'Make one with: sweetspot twin fit TABLE --out FOLDER',
          cause,
        });
      }),
    ),
  );
  const about = parsedTwin(json, directory);
  const table = learnedTable(csv, about);
  const known = [...classicalCandidates(), ...trained];
  const named = (name: string) => {
    const found = known.find((candidate) => candidate.name === name);
    if (found !== undefined) return found;
    throw new SweetSpotError('invalid-format', `${directory}: unknown way to predict "${name}".`);
  };
  const [chosen, rival] = [named(about.chosen), named(about.rival)];
  return { about, predictor: linePredictor(table, chosen, rival, about.calibration.scale) };
}

function parsedTwin(json: string, directory: string): TwinFile {
  try {
    return twinFileSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new SweetSpotError('invalid-format', `${directory}/${TWIN_FILE} describes no twin.`, {
      cause,
    });
  }
}

function learnedTable(csv: string, { columns, lineTolerance }: TwinFile): ScanTable {
  const read = valueTable(csv, {
    x: columns.x.name,
    y: columns.y.name,
    value: columns.value.name,
  });
  return scanTable({ x: read.x.values, y: read.y.values, value: read.value.values }, lineTolerance);
}
