import { writeFailure } from '#shared/write-failure';
import { bestSpotsCsv } from './best-spots-csv';
import { bestSpotsJson } from './best-spots-json';
import { bestSpotsNumberedTable, bestSpotsPositionTable } from './best-spots-tables';
import { commandsTxt } from './commands-txt';
import { figuresInBackground } from './figure-thread';
import { mapCsv } from './map-csv';
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
  const [figures, mapFile, spectraFile] = await Promise.all([
    figuresInBackground(report),
    mapNexus(report),
    spectraNexus(report),
  ]);
  const contents: [string, string | Uint8Array | null][] = [
    ['best-spots.csv', bestSpotsCsv(report)],
    ['best-spots.json', bestSpotsJson(report)],
    ['map.csv', mapCsv(report)],
    ['map.h5', mapFile],
    ['best-spots_motors.csv', bestSpotsNumberedTable(report)],
    ['best-spots_Motor_Pos.txt', bestSpotsPositionTable(report)],
    ['commands.txt', commandsTxt(report)],
    ['map.itx', mapItx(report)],
    ...Object.entries(figures),
    ['spectra.h5', spectraFile],
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
