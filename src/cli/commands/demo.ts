import { resultValue } from '#shared/contract/calls';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { BeamlineRequest, BeamlineState } from '#shared/features/beamline';
import { SweetSpotError } from '#shared/errors';
import type { Derived, ScanStatus } from '#shared/scan';
import { dataDirectory } from '#host/data-directory';
import type { Host } from '#host/host';
import { positiveNumber, rasterSize, wholeNumber } from '../options';
import { serveHost, stopSignal } from '../served-host';
import { createProgressLine, log, printText } from '../terminal';
import { showInBrowser } from '../desktop';

interface DemoOptions {
  once?: boolean;
  out: string;
  rate?: number;
  size: { columns: number; rows: number };
  seed: number;
}

/** Points per second for people who watch, and for runs that only want the result. */
const watchingRate = 5;
const hurriedRate = 12;

const owner = { access: 'control' } as const;

/** Resolves once the simulated scan is written and everything on disk is scored. */
function scanEnd(host: Host): Promise<Derived | null> {
  const progress = createProgressLine('Demo scan');
  return new Promise((done, fail) => {
    let beamline: BeamlineState | null = null;
    let status: ScanStatus | null = null;
    let derived: Derived | null = null;
    const stop = host.subscribe((event) => {
      if (event.name === 'beamline') beamline = event.payload;
      if (event.name === 'status') status = event.payload;
      if (event.name === 'derived') derived = event.payload;
      if (event.name === 'engine' && event.payload.phase === 'failed') {
        fail(new SweetSpotError('engine-unavailable', event.payload.message ?? 'No engine.'));
      }
      if (status === null || beamline === null) return;
      const best = derived?.bestSpots.at(0);
      progress.update(
        status.scored,
        beamline.total,
        best === undefined ? '' : `best MLS ${best.mls.toFixed(1)}`,
      );
      const handled = status.scored + status.failed;
      if (beamline.running || beamline.written < beamline.total) {
        if (!beamline.running && beamline.message !== null) {
          fail(new SweetSpotError('internal', beamline.message));
        }
        return;
      }
      if (handled < beamline.total || status.phase !== 'finished') return;
      stop();
      progress.end();
      done(derived);
    });
  });
}

async function exportInto(host: Host, directory: string): Promise<void> {
  const exported = resultValue(await host.handle('exportScan', {}, owner)) as {
    directory: string;
    files: { name: string }[];
  };
  await mkdir(directory, { recursive: true });
  for (const { name } of exported.files) {
    await copyFile(join(exported.directory, name), join(directory, name));
  }
  log(`Wrote ${exported.files.map((file) => file.name).join(', ')} to ${directory}`);
}

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .option('--once', 'run to the end, write the exports and exit')
    .option('--out <folder>', 'where --once writes the exports', 'sweetspot-demo')
    .option('--rate <points/s>', 'spectra per second', positiveNumber)
    .option('--size <COLUMNSxROWS>', 'raster', rasterSize, { columns: 21, rows: 15 })
    .option('--seed <number>', 'same seed, same sample', wholeNumber, 1)
    .description('the simulated beamline and the assistant together')
    .action(async (options: DemoOptions) => {
      const request: BeamlineRequest = {
        scene: 'bi2se3',
        format: 'file-per-point',
        pointsPerSecond: options.rate ?? (options.once ? hurriedRate : watchingRate),
        ...options.size,
        seed: options.seed,
      };
      // A single run keeps nothing but its exports.
      const scratch = options.once ? await mkdtemp(join(tmpdir(), 'sweetspot-demo-')) : null;
      const served = await serveHost({
        dataDirectory: scratch ?? dataDirectory(),
        host: '127.0.0.1',
        port: 0,
        notice: null,
      });
      try {
        printText(`SweetSpot is at ${served.url}`);
        const ended = scanEnd(served.host);
        resultValue(await served.host.handle('startBeamline', request, owner));
        if (options.once) {
          await ended;
          await exportInto(served.host, resolve(options.out));
        } else {
          showInBrowser(served.url);
          log('Stop with Ctrl+C.');
          await stopSignal();
        }
      } finally {
        await served.close();
        if (scratch !== null) await rm(scratch, { recursive: true, force: true });
      }
    });
}
