import { writeFailure } from '#shared/write-failure';
import { bestSpotsCsv } from './best-spots-csv';
import { bestSpotsJson } from './best-spots-json';
import { bestSpotsNumberedTable, bestSpotsPositionTable } from './best-spots-tables';
import { commandsTxt } from './commands-txt';
import { scoreOverviewFigure } from './fig6';
import { figurePng } from './figure-png';
import { mapCsv } from './map-csv';
import { mapFigure } from './map-figure';
import { mapItx } from './map-itx';
import { mapNexus } from './map-nexus';
import { meanSpectrumCsv } from './mean-spectrum-csv';
import type { ScanReport } from './scan-report';
import { spectraNexus } from './spectra-nexus';
import { writeTogether } from './write-together';

/**
 * Writes every export of a scan that there is something for into a folder, made when missing:
 * all of them or, where the disk is full, none. Throws `write-failed`.
 */
export async function writeExports(
  directory: string,
  report: ScanReport,
): Promise<{ name: string; bytes: number }[]> {
  const figure = mapFigure(report);
  const overview = scoreOverviewFigure(report);
  const contents: [string, string | Buffer | null][] = [
    ['best-spots.csv', bestSpotsCsv(report)],
    ['best-spots.json', bestSpotsJson(report)],
    ['map.csv', mapCsv(report)],
    ['map.h5', await mapNexus(report)],
    ['best-spots_motors.csv', bestSpotsNumberedTable(report)],
    ['best-spots_Motor_Pos.txt', bestSpotsPositionTable(report)],
    ['commands.txt', commandsTxt(report)],
    ['map.itx', mapItx(report)],
    ['map.svg', figure],
    ['map.png', await figurePng(figure)],
    ['fig6.svg', overview],
    ['fig6.png', overview === null ? null : await figurePng(overview)],
    ['spectra.h5', await spectraNexus(report)],
    ['mean-spectrum.csv', meanSpectrumCsv(report)],
  ];
  const files = contents.flatMap(([name, content]) => (content === null ? [] : { name, content }));
  try {
    await writeTogether(directory, files);
  } catch (error) {
    throw writeFailure(`The exports cannot be written to ${directory}`, error);
  }
  return files.map(({ name, content }) => ({ name, bytes: Buffer.byteLength(content) }));
}
