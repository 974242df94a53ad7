import { open, readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScanPoint } from '#formats/writers/generic-nexus-writer';
import { SweetSpotError } from '#shared/errors';

/** Where the measured points go. */
export interface PointSink {
  write(point: ScanPoint): Promise<void>;
  /** Ends the scan, also one that was stopped early. */
  end(): Promise<void>;
}

/** Pieces in which a point's file appears. */
const PIECES = 4;

/** `scan_0007`, the first number that no file in the folder has. */
export async function freeScanName(folder: string): Promise<string> {
  const taken = (await readdir(folder))
    .map((name) => /^(?:_tmp_)?scan_(\d{4,})/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number);
  return `scan_${String(Math.max(0, ...taken) + 1).padStart(4, '0')}`;
}

/** Writes a new file in pieces with pauses between, as over a slow network share. */
export async function writeInPieces(path: string, bytes: Buffer, pauseMs: number): Promise<void> {
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
