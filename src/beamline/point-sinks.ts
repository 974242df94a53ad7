import { mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  PointScanWriter,
  type PointScan,
  type ScanPoint,
} from '#formats/writers/generic-nexus-writer';
import { SweetSpotError } from '#shared/errors';

/** Where the measured points go. */
export interface PointSink {
  write(point: ScanPoint): Promise<void>;
  /** Ends the scan, also one that was stopped early. */
  end(): Promise<void>;
}

/** Pieces in which a point's file appears under its temporary name. */
const PIECES = 4;

/** `scan_0007`, the first number that no file in the folder has. */
async function freeScanName(folder: string): Promise<string> {
  const taken = (await readdir(folder))
    .map((name) => /^(?:_tmp_)?scan_(\d{4,})/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number);
  return `scan_${String(Math.max(0, ...taken) + 1).padStart(4, '0')}`;
}

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

async function writeInPieces(path: string, bytes: Buffer, pauseMs: number): Promise<void> {
  const file = await open(path, 'wx').catch((error: unknown) => {
    throw new SweetSpotError('write-failed', `${path} cannot be created.`, { cause: error });
  });
  try {
    const pieceLength = Math.ceil(bytes.length / PIECES);
    for (let start = 0; start < bytes.length; start += pieceLength) {
      if (start > 0) await delay(pauseMs);
      await file.write(bytes.subarray(start, start + pieceLength));
    }
  } finally {
    await file.close();
  }
}
