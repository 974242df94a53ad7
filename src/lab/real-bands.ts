import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openScanFile } from '#formats/registry';
import type { MeasuredFrame, MeasuredFrames } from './evaluation/measured/measured-frames';
import type { RealBands } from './evaluation/real-ladder-set';
import { projectRoot } from '#model/project-root';

/** Measured files with bands, below the folder of real data, and how many of their frames are used. */
const FILES = [
  { path: 'ssrl52/f_0002.h5', frames: 1 },
  { path: 'hers/20211211_00005.fits', frames: 1 },
  { path: 'merlin/lp.ibw', frames: 6 },
] as const;

interface FrameSource {
  path: string;
  /** Frames away from the ends of the file, this many. */
  frames: number;
}

/** Measured frames with bands. SSRL's shows a Fermi edge and stripes of the detector, no dispersion. */
const BANDS: readonly FrameSource[] = [
  { path: 'hers/20211211_00005.fits', frames: 1 },
  { path: 'merlin/lp.ibw', frames: 3 },
  { path: 'specs/DSNP_UMCS_cut.xy', frames: 1 },
  { path: 'i05/i05-109102.nxs', frames: 1 },
  { path: 'xarpes/graphene_152.ibw', frames: 1 },
];
/** Measured frames without dispersion; the first two lie under a sample's holder. */
const FEATURELESS: readonly FrameSource[] = [
  { path: 'ssrl52/f_0002.h5', frames: 1 },
  { path: 'lorea/sample-1-00003_0.krx', frames: 1 },
  { path: 'i05/cut.nxs', frames: 1 },
  { path: 'lorea/002_sample.nxs', frames: 1 },
  { path: 'erpes/test0001.pxt', frames: 1 },
];

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
  const reason = missingReason(FILES);
  if (reason !== null) return { kind: 'absent', reason };
  return { kind: 'given', spectra: await readFrames(FILES) };
}

/** Spectra for the evaluation on measured bands, found as `readRealBands` finds its. */
export async function readMeasuredFrames(): Promise<MeasuredFrames> {
  const reason = missingReason([...BANDS, ...FEATURELESS]);
  if (reason !== null) return { kind: 'absent', reason };
  return {
    kind: 'given',
    bands: await readFrames(BANDS),
    featureless: await readFrames(FEATURELESS),
  };
}

function missingReason(sources: readonly FrameSource[]): string | null {
  const folder = realDataFolder();
  const missing = sources.find(({ path }) => !existsSync(join(folder, path)));
  return missing === undefined ? null : `no ${missing.path} in the folder of measured files`;
}

async function readFrames(sources: readonly FrameSource[]): Promise<MeasuredFrame[]> {
  const found: MeasuredFrame[] = [];
  for (const { path, frames } of sources) {
    const file = await openScanFile(join(realDataFolder(), path));
    try {
      for (const frame of spreadFrames(file.frameCount, frames)) {
        const { spectrum } = file.readFrame(frame);
        found.push({ name: `${path} ${frame}`, instrument: path.split('/')[0], spectrum });
      }
    } finally {
      file.close();
    }
  }
  return found;
}
