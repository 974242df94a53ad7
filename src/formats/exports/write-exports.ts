import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { SweetSpotError } from '#shared/errors';
import { bestSpotsCsv } from './best-spots-csv';
import { bestSpotsJson } from './best-spots-json';
import { bestSpotsNumberedTable, bestSpotsPositionTable } from './best-spots-tables';
import { figurePng } from './figure-png';
import { mapCsv } from './map-csv';
import { mapFigure } from './map-figure';
import { mapItx } from './map-itx';
import { mapNexus } from './map-nexus';
import { meanSpectrumCsv } from './mean-spectrum-csv';
import type { ScanReport } from './scan-report';
import { spectraNexus } from './spectra-nexus';

/**
 * Writes every export of a scan that there is something for into a folder, made when missing. Each file is
 * written beside its target and renamed into place. Throws `write-failed`.
 */
export async function writeExports(
  directory: string,
  report: ScanReport,
): Promise<{ name: string; bytes: number }[]> {
  const figure = mapFigure(report);
  const contents: [string, string | Buffer | null][] = [
    ['best-spots.csv', bestSpotsCsv(report)],
    ['best-spots.json', bestSpotsJson(report)],
    ['map.csv', mapCsv(report)],
    ['map.h5', await mapNexus(report)],
    ['best-spots_motors.csv', bestSpotsNumberedTable(report)],
    ['best-spots_Motor_Pos.txt', bestSpotsPositionTable(report)],
    ['map.itx', mapItx(report)],
    ['map.svg', figure],
    ['map.png', await figurePng(figure)],
    ['spectra.h5', await spectraNexus(report)],
    ['mean-spectrum.csv', meanSpectrumCsv(report)],
  ];
  const written: { name: string; bytes: number }[] = [];
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, content] of contents) {
      if (content === null) continue;
      await writeFileAtomic(join(directory, name), content);
      written.push({ name, bytes: Buffer.byteLength(content) });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SweetSpotError(
      'write-failed',
      `The exports cannot be written to ${directory}: ${reason}`,
      {
        hint: 'Check the free space and the permissions of the folder.',
        cause: error,
      },
    );
  }
  return written;
}
