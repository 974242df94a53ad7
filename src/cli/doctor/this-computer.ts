import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { arch, platform, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { appPaths, appVersion } from '#host/app-paths';
import { dataDirectory } from '#host/data-directory';
import { inspectFile } from '#formats/inspect';
import { PointScanWriter } from '#formats/writers/generic-nexus-writer';
import { loadQualityModel } from '#model/quality-model';
import { appBrowser } from '../app-window';
import { desktopRuntime } from '../desktop';
import { finding, type Finding } from './finding';

/** Room below which a long scan may fill the disk, GB. */
const LITTLE_ROOM_GB = 2;
/** How long an event of the file system may take before it counts as missing, ms. */
const EVENT_WAIT_MS = 3000;

/** What SweetSpot needs of this computer, one look each. */
export async function lookAtThisComputer(): Promise<Finding[]> {
  return [
    {
      what: 'Versions',
      state: 'good',
      found: `SweetSpot ${appVersion()}, Node ${process.versions.node}, ${platform()} ${release()} ${arch()}`,
    },
    window(),
    await finding('Model', 'Install SweetSpot anew: its model is damaged.', model),
    await finding('HDF5', 'Install SweetSpot anew: its HDF5 library does not run.', hdf5),
    await finding(
      'Data folder',
      'Let SWEETSPOT_DATA name a folder that you may write to. Without one, scans stay in memory.',
      dataFolder,
    ),
    await finding('File events', 'SweetSpot lists folders instead; points come later.', fileEvents),
  ];
}

function window(): Finding {
  const what = 'Window';
  const runtime = desktopRuntime(appPaths().root);
  if ('executable' in runtime) return { what, state: 'good', found: 'Electron' };
  const browser = appBrowser();
  if (browser !== null) return { what, state: 'good', found: `${browser}; ${runtime.reason}` };
  return {
    what,
    state: 'warning',
    found: `${runtime.reason}, and no Edge, Chrome or Chromium was found`,
    advice: 'Install one, or open the address that "sweetspot serve" prints in any browser.',
  };
}

/** Loads the model, which checks its hash, and lets it run once. */
async function model() {
  const { modelDirectory } = appPaths();
  const loaded = await loadQualityModel({ modelDirectory });
  try {
    const { name, hash, architecture } = loaded.card;
    await loaded.embed([new Float32Array(architecture.inputSize ** 2)]);
    return { state: 'good' as const, found: `${name} (${hash.slice(0, 12)}) on ${loaded.label}` };
  } finally {
    await loaded.dispose();
  }
}

/** Writes a scan of one small frame and reads it again. */
async function hdf5() {
  return inScratch(async (folder) => {
    const path = join(folder, 'doctor.nxs');
    const axis = (name: string, unit: string) => ({ name, unit, start: 0, step: 1, count: 8 });
    const writer = await PointScanWriter.create(
      path,
      {
        title: 'doctor',
        startTime: new Date().toISOString(),
        expectedPoints: 1,
        dwellSeconds: 1,
        energy: axis('energy', 'eV'),
        angle: axis('angle', 'deg'),
        motors: [{ name: 'sax', unit: 'mm', scanAxis: 'x' }],
      },
      { live: false },
    );
    const counts = Float32Array.from({ length: 64 }, (_, i) => i);
    writer.append({ counts, positions: [{ set: 0, readback: 0 }], secondsSinceStart: 0 });
    writer.finish();
    const inspected = await inspectFile(path, { region: null, profile: null });
    if (inspected.kind === 'unreadable') throw new Error(inspected.error.message);
    return { state: 'good' as const, found: 'a file was written and read again' };
  });
}

async function dataFolder() {
  const folder = dataDirectory();
  await mkdir(folder, { recursive: true });
  const probe = join(folder, `.doctor-${process.pid}`);
  await writeFile(probe, 'x');
  await rm(probe);
  const { bavail, bsize } = await statfs(folder);
  const roomGb = (bavail * bsize) / 1e9;
  const found = `${folder}, ${roomGb.toFixed(1)} GB free`;
  if (roomGb >= LITTLE_ROOM_GB) return { state: 'good' as const, found };
  return { state: 'warning' as const, found, advice: 'Make room: sessions and exports go there.' };
}

/** Whether the system announces a new file in a local folder. */
async function fileEvents() {
  return inScratch(async (folder) => {
    const announced = await new Promise<boolean>((settle, fail) => {
      const watcher = watch(folder);
      const timer = setTimeout(() => end(false), EVENT_WAIT_MS);
      const end = (came: boolean) => {
        clearTimeout(timer);
        watcher.close();
        settle(came);
      };
      watcher.once('change', () => end(true));
      watcher.once('error', fail);
      writeFile(join(folder, 'new'), '').catch(fail);
    });
    return announced
      ? { state: 'good' as const, found: 'announced by the system' }
      : {
          state: 'warning' as const,
          found: `no event within ${EVENT_WAIT_MS / 1000} s`,
          advice: 'SweetSpot lists folders instead; points come a little later.',
        };
  });
}

async function inScratch<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'sweetspot-doctor-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
