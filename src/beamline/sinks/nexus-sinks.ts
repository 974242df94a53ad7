import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PointScanWriter, type PointScan } from '#formats/writers/generic-nexus-writer';
import { freeScanName, writeInPieces, type PointSink } from './point-sink';

/** One growing file, readable while it grows. */
export async function growingFile(folder: string, scan: PointScan): Promise<PointSink> {
  const path = join(folder, `${await freeScanName(folder)}.nxs`);
  const writer = await PointScanWriter.create(path, scan, { live: true });
  return {
    write: async (point) => writer.append(point),
    end: async () => writer.finish(),
  };
}

/**
 * A file per point. Each appears under a temporary name, in pieces with pauses
 * between, as over a slow network share, and takes its own name once it is whole.
 */
export async function filePerPoint(
  folder: string,
  scan: PointScan,
  pauseMs: number,
): Promise<PointSink> {
  const scanName = await freeScanName(folder);
  const scratch = await mkdtemp(join(tmpdir(), 'sweetspot-beamline-'));
  let written = 0;
  return {
    write: async (point) => {
      const name = `${scanName}_${String(++written).padStart(5, '0')}.nxs`;
      const whole = join(scratch, name);
      const writer = await PointScanWriter.create(whole, scan, { live: false });
      writer.append(point);
      writer.finish();
      const bytes = await readFile(whole);
      await rm(whole);
      const temporary = join(folder, `_tmp_${name}`);
      await writeInPieces(temporary, bytes, pauseMs);
      await rename(temporary, join(folder, name));
    },
    end: async () => rm(scratch, { recursive: true, force: true }),
  };
}
