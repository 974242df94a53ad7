import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { appPaths } from '#host/app-paths';
import { atLeast, figureOf, quantileOf, type Figure } from './figure';
import { finishedScanSeconds } from './finished-scan';
import { writeScan } from './scratch-scan';

const run = promisify(execFile);
const size = { energyCount: 500, angleCount: 400 };

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The peer's script in words a reader can repeat; `SWEETSPOT_PYTHON` names another interpreter. */
function python(): string {
  return process.env.SWEETSPOT_PYTHON ?? 'python3';
}

/** Why the peer cannot run here; null where it can. */
async function peerTrouble(): Promise<string | null> {
  try {
    await run(python(), ['-c', 'import h5py, numpy, onnxruntime, scipy.optimize']);
    return null;
  } catch (error) {
    const missing = /No module named '([\w.]+)'/.exec(String(error))?.[1];
    return missing === undefined ? `${python()} does not run` : `${python()} has no ${missing}`;
  }
}

/**
 * A finished scan scored by us and by a plain script in Python (`tests/bench/peer`), whole
 * processes in turn on one file: ratios of their times, above 1 where we are faster. Our time
 * includes every export; without exports it is the time in the window, from opening to the end.
 */
export async function peerFigures(
  scratch: string,
  frames: number,
  repetitions: number,
  log: (message: string) => void,
): Promise<Figure[]> {
  const trouble = await peerTrouble();
  if (trouble !== null) {
    log(`The comparison with Python is left out: ${trouble} (SWEETSPOT_PYTHON names another).`);
    return [];
  }
  const path = join(scratch, 'peers.nxs');
  await writeScan(path, size, frames);
  const { root, modelDirectory } = appPaths();
  const cli = join(root, 'out', 'main', 'cli.js');
  const script = join(root, 'tests', 'bench', 'peer', 'score_scan.py');
  const peer: number[] = [];
  const whole: number[] = [];
  const inWindow: number[] = [];
  for (let turn = 0; turn < repetitions; turn++) {
    const table = join(scratch, 'peer.csv');
    peer.push(await secondsOf(() => run(python(), [script, path, modelDirectory, table])));
    const out = join(scratch, `exports-${turn}`);
    whole.push(
      await secondsOf(() => run(process.execPath, [cli, 'score', path, '--json', '--out', out])),
    );
    inWindow.push(await finishedScanSeconds(path, join(scratch, `window-${turn}`)));
  }
  const rates = (seconds: number[]) => seconds.map((value) => frames / value);
  const ratios = (seconds: number[]) => {
    const reference = quantileOf(peer, 0.5);
    return seconds.map((value) => reference / value);
  };
  const scan = `${frames} frames of 500 × 400`;
  return [
    figureOf(`${scan}, the Python route`, 'frames/s', rates(peer)),
    figureOf(`${scan}, sweetspot score with exports`, 'frames/s', rates(whole)),
    figureOf('score with exports over the Python route', '×', ratios(whole), atLeast(1)),
    figureOf('scored in the window over the Python route', '×', ratios(inWindow), atLeast(2)),
  ];
}
