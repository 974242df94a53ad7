import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PointScan, ScanPoint } from '#formats/writers/generic-nexus-writer';
import { sesArchiveBytes, sesWaveBytes, type SesSpectrum } from '#formats/writers/ses-writers';
import { freeScanName, writeInPieces, type PointSink } from './point-sink';

/** How a front end goes about its files and its table; both ways occur for each. */
export interface TableHabits {
  /** When a file drops its `_tmp_`: once it is whole, or when the whole scan is over. */
  renaming: 'at-once' | 'at-the-end';
  /** Whether a point's row precedes its file; `mixed` takes turns. */
  rows: 'before' | 'after' | 'mixed';
}

const fileKinds = {
  ibw: { extension: '.ibw', bytesOf: sesWaveBytes },
  zip: { extension: '.zip', bytesOf: sesArchiveBytes },
};
const LINE_END = '\r\n';

/**
 * A file of SES per point, and the positions in `<scan>_motors.csv` beside them, as at
 * KAIST: `,X,Y` without units, then a row `1,0.5,2.25` a point. Files appear in pieces
 * as `_tmp_<scan>_S00001.…`; a row may be caught half-written.
 */
export async function filesWithTable(
  folder: string,
  scan: PointScan,
  kind: keyof typeof fileKinds,
  habits: TableHabits,
  pauseMs: number,
): Promise<PointSink> {
  const scanName = await freeScanName(folder);
  const table = join(folder, `${scanName}_motors.csv`);
  const columns = scan.motors.flatMap(({ scanAxis }, index) =>
    scanAxis === null ? [] : [{ index, name: scanAxis.toUpperCase() }],
  );
  await writeFile(table, ['', ...columns.map(({ name }) => name)].join(',') + LINE_END, {
    flag: 'wx',
  });
  const { extension, bytesOf } = fileKinds[kind];
  const startedAt = Date.parse(scan.startTime);
  const temporary = (name: string) => join(folder, `_tmp_${name}`);
  const unnamed: string[] = [];
  let written = 0;

  const appendRow = async (number: number, { positions }: ScanPoint) => {
    const values = columns.map(({ index }) => String(positions[index].readback));
    const row = [String(number), ...values].join(',') + LINE_END;
    // Cut within the last number: half a row must not pass for a position.
    const cut = row.length - LINE_END.length - 2;
    await appendFile(table, row.slice(0, cut));
    await delay(pauseMs);
    await appendFile(table, row.slice(cut));
  };

  return {
    write: async (point) => {
      const number = ++written;
      const name = `${scanName}_S${String(number).padStart(5, '0')}${extension}`;
      const rowFirst = habits.rows === 'before' || (habits.rows === 'mixed' && number % 2 === 0);
      if (rowFirst) await appendRow(number, point);
      const spectrum: SesSpectrum = {
        region: 'micro scan',
        energy: scan.energy,
        angle: scan.angle,
        counts: point.counts,
        dwellSeconds: scan.dwellSeconds,
        measuredAt: new Date(startedAt + 1000 * point.secondsSinceStart),
      };
      await writeInPieces(temporary(name), bytesOf(spectrum), pauseMs);
      if (habits.renaming === 'at-once') await rename(temporary(name), join(folder, name));
      else unnamed.push(name);
      if (!rowFirst) await appendRow(number, point);
    },
    end: async () => {
      for (const name of unnamed) await rename(temporary(name), join(folder, name));
    },
  };
}
