import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openScanFile } from '#formats/registry';
import type { RealBands } from './evaluation/real-ladder-set';
import { projectRoot } from '#model/project-root';

/** Measured files with bands, below the folder of real data, and how many of their frames are used. */
const FILES = [
  { path: 'ssrl52/f_0002.h5', frames: 1 },
  { path: 'hers/20211211_00005.fits', frames: 1 },
  { path: 'merlin/lp.ibw', frames: 6 },
] as const;

function realDataFolder(): string {
  const shared = join(projectRoot(), '..', 'shared', 'data');
  return join(process.env['SWEETSPOT_REAL_DATA'] ?? shared, 'instruments');
}

/** Evenly spread frames of a file, away from its ends. */
function spreadFrames(frameCount: number, wanted: number): number[] {
  const count = Math.min(wanted, frameCount);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * frameCount) / count));
}

/**
 * Spectra of real bands for `evaluate`. They are not part of the project: SWEETSPOT_REAL_DATA
 * names their folder, and without one the reason is told. Errors: those of reading a file.
 */
export async function readRealBands(): Promise<RealBands> {
  const folder = realDataFolder();
  const missing = FILES.find(({ path }) => !existsSync(join(folder, path)));
  if (missing !== undefined) {
    return { kind: 'absent', reason: `no ${missing.path} in the folder of measured files` };
  }
  const spectra = [];
  for (const { path, frames } of FILES) {
    const file = await openScanFile(join(folder, path));
    try {
      for (const frame of spreadFrames(file.frameCount, frames)) {
        spectra.push({ name: `${path} ${frame}`, spectrum: file.readFrame(frame).spectrum });
      }
    } finally {
      file.close();
    }
  }
  return { kind: 'given', spectra };
}
