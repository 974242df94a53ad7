import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  beamlineStateSchema,
  type BeamlineRequest,
  type BeamlineState,
} from '#shared/features/beamline';
import { folderTimestamp, makeNewFolder } from './new-folder';
import type { ProcessChannel } from './process-channel';

/** Simulated scans kept on disk, the new one included. */
const mostScans = 4;
const scanFolderPattern = /^\d{8}-\d{6}(-\d+)?$/;

export interface BeamlineRunner {
  /** Starts a simulated scan, ending one that runs; resolves with the folder it writes into. */
  start: (request: BeamlineRequest) => Promise<string>;
  stop: () => Promise<void>;
  /** Folder of the scan being written; null when none is. */
  readonly folder: string | null;
  readonly state: BeamlineState;
}

interface BeamlineRunnerOptions {
  /** Starts the beamline process. Its one argument is the request with the folder, as JSON. */
  spawn: (processArguments: readonly string[]) => ProcessChannel;
  /** Where the scratch folders of simulated scans are made. */
  scratchDirectory: string;
  onState: (state: BeamlineState) => void;
}

/** Runs the simulated beamline as a process of its own, as an analyzer's computer would be. */
export function createBeamlineRunner(options: BeamlineRunnerOptions): BeamlineRunner {
  let state: BeamlineState = { running: false, written: 0, total: 0, message: null };
  let current: { channel: ProcessChannel; folder: string; ended: Promise<void> } | null = null;
  let stopping = false;

  const setState = (changes: Partial<BeamlineState>) => {
    state = { ...state, ...changes };
    options.onState(state);
  };

  const run = (folder: string, request: BeamlineRequest) => {
    const channel = options.spawn([JSON.stringify({ ...request, folder })]);
    let failure: string | null = null;
    channel.onMessage((message) => {
      const report = beamlineStateSchema.safeParse(message);
      if (!report.success) return;
      const { written, total } = report.data;
      failure = report.data.message;
      // It runs until the process is gone: only then are its files complete.
      setState({ written, total });
    });
    const ended = new Promise<void>((resolve) => {
      channel.onExit((reason) => {
        current = null;
        setState({ running: false, message: endMessage(state, stopping, failure ?? reason) });
        resolve();
      });
    });
    current = { channel, folder, ended };
    setState({
      running: true,
      written: 0,
      total: request.columns * request.rows,
      message: null,
    });
  };

  const stop = async () => {
    if (current === null) return;
    stopping = true;
    current.channel.kill();
    await current.ended;
    stopping = false;
  };

  return {
    get folder() {
      return current?.folder ?? null;
    },
    get state() {
      return state;
    },
    stop,
    async start(request) {
      await stop();
      const folder = await makeScanFolder(options.scratchDirectory);
      run(folder, request);
      return folder;
    },
  };
}

function endMessage({ written, total }: BeamlineState, stopped: boolean, reason: string) {
  if (written >= total) return null;
  return stopped ? 'Stopped.' : `The simulated beamline ended early (${reason}).`;
}

async function makeScanFolder(scratchDirectory: string): Promise<string> {
  const folder = await makeNewFolder(scratchDirectory, folderTimestamp());
  const names = (await readdir(scratchDirectory)).filter((name) => scanFolderPattern.test(name));
  // Names are times: the oldest sort first.
  for (const name of names.sort().slice(0, -mostScans)) {
    await rm(join(scratchDirectory, name), { recursive: true, force: true });
  }
  return folder;
}
