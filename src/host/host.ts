import { join } from 'node:path';
import { resultValue } from '#shared/contract/calls';
import type { ViewEvent } from '#shared/contract';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import { isOver } from '#shared/jobs';
import type { Preferences } from '#shared/preferences';
import { isInService } from '#shared/process-state';
import { activeProfile, scanProfileOf } from '#shared/profile';
import type { AppPaths } from './app-paths';
import { createBeamlineRunner } from './beamline-runner';
import { absolutePath, browseFolder, sourceKind } from './browse-folder';
import { createCommandRouter, type HandleCommand, type HostHandlers } from './command-router';
import { createComputeSupervisor } from './compute-supervisor';
import { createEngineSupervisor } from './engine-supervisor';
import { assertOutsideAcquisition, exportFolderName } from './export-scan';
import { createExportShelf, type ExportShelf } from './export-shelf';
import { createJobHub, type JobHub } from './job-hub';
import { folderTimestamp, makeNewFolder } from './new-folder';
import { openPreferencesStore } from './preferences-store';
import type { SpawnProcess } from './process-channel';
import type { SupervisorTimings } from './process-supervisor';
import { createProfileHandlers } from './profile-handlers';
import { openProfileStore } from './profile-store';
import { openRecentSources } from './recent-sources';

/** What the two shells do each their own way. */
export type Shell =
  | {
      kind: 'desktop';
      /** Shows the system dialog; null when the user cancelled it. */
      chooseSource: (kind: 'folder' | 'file') => Promise<string | null>;
      chooseExportDirectory: () => Promise<string | null>;
      /** A profile to import. */
      chooseProfileFile: () => Promise<string | null>;
      /** Where a profile goes that is exported. */
      chooseProfileTarget: (fileName: string) => Promise<string | null>;
    }
  | {
      kind: 'browser';
      /** Why the browser stands in for the desktop window. */
      notice: string | null;
    };

interface HostOptions {
  shell: Shell;
  paths: AppPaths;
  version: string;
  dataDirectory: string;
  spawn: SpawnProcess;
  /** Trouble that stops nothing, for the log. */
  onWarning: (message: string) => void;
  timings?: Partial<SupervisorTimings>;
}

/** Everything behind a view: the engine, the simulated beamline, what is kept on disk. */
export interface Host {
  /** Answers a command; the entrance for views. */
  handle: HandleCommand;
  /** Calls `listener` with every event from now on; returns the function that ends it. */
  subscribe: (listener: (event: ViewEvent) => void) => () => void;
  /** Engine, beamline and preferences as they stand, for a view that has just connected. */
  currentStates: () => ViewEvent[];
  /** Opens a folder or file the user chose. @throws SweetSpotError when it cannot be opened. */
  openSource: (path: string, how?: Partial<Pick<OpenScan, 'mode' | 'watch'>>) => Promise<void>;
  /** Sets the read-only link that owners are shown. */
  shareViewLink: (link: string) => void;
  findExport: ExportShelf['find'];
  /** Ends the engine and the beamline. */
  close: () => Promise<void>;
}

export async function createHost(options: HostOptions): Promise<Host> {
  const { shell, paths, dataDirectory, spawn } = options;
  const [preferences, recents, profiles] = await Promise.all([
    openPreferencesStore(dataDirectory, options.onWarning),
    openRecentSources(dataDirectory, options.onWarning),
    openProfileStore(dataDirectory, options.onWarning),
  ]);
  const listeners = new Set<(event: ViewEvent) => void>();
  const exportShelf = createExportShelf();
  let viewLink: string | null = null;
  let source: OpenScan | null = null;

  const broadcast = (event: ViewEvent) => {
    for (const listener of listeners) listener(event);
  };
  const jobs: JobHub = createJobHub({
    broadcast,
    processes: { engine: () => engine.functions, compute: () => compute.functions },
  });
  const fromProcess = (event: ViewEvent) => {
    if (event.name === 'job') jobs.adopt(event.payload);
    else broadcast(event);
  };
  const engine = createEngineSupervisor({
    spawn: () => spawn({ entry: paths.engineEntry, arguments: [], name: 'SweetSpot engine' }),
    configuration: () => ({
      dataDirectory,
      modelDirectory: paths.modelDirectory,
      appVersion: options.version,
    }),
    onEvent: (event) => {
      if (event.name === 'engine' && !isInService(event.payload)) {
        jobs.lose('engine', event.payload.message ?? 'The engine stopped.');
      }
      fromProcess(event);
    },
    timings: options.timings,
  });
  const compute = createComputeSupervisor({
    spawn: () => spawn({ entry: paths.computeEntry, arguments: [], name: 'SweetSpot compute' }),
    configuration: {
      dataDirectory,
      modelDirectory: paths.modelDirectory,
      appVersion: options.version,
    },
    onEvent: fromProcess,
    onLost: (reason) => jobs.lose('compute', reason),
    hasJobs: () => jobs.jobs.some((job) => job.origin === 'compute' && !isOver(job)),
  });
  const beamline = createBeamlineRunner({
    spawn: (processArguments) =>
      spawn({
        entry: paths.beamlineEntry,
        arguments: processArguments,
        name: 'SweetSpot simulated beamline',
      }),
    scratchDirectory: join(dataDirectory, 'simulated'),
    onState: (state) => broadcast({ name: 'beamline', payload: state }),
  });
  const oneByOne = createSerialQueue();

  const open = async (
    path: string,
    how: Partial<Pick<OpenScan, 'mode' | 'watch' | 'region'>> = {},
  ) => {
    const kind = await sourceKind(path);
    if (beamline.folder !== null && beamline.folder !== path) await beamline.stop();
    const profile = profiles.active === null ? undefined : scanProfileOf(profiles.active);
    const request: OpenScan = { path, kind, mode: 'live', watch: 'auto', ...how, profile };
    const { opened } = resultValue(await engine.functions.openScan(request));
    if (!opened) return { opened };
    source = request;
    await recents.add({ path, kind }).catch((error: unknown) => {
      options.onWarning(`The list of recent sources could not be written: ${String(error)}`);
    });
    return { opened };
  };

  /** Has the map and the open scan follow the profile in use. */
  const followProfile = async () => {
    if (profiles.active !== null) {
      const { orientation } = profiles.active;
      broadcast({ name: 'preferences', payload: await preferences.update({ orientation }) });
    }
    await oneByOne(async () => {
      if (source === null) return;
      const { path, mode, watch, region } = source;
      await open(path, { mode, watch, region });
    });
  };

  /** Keeps the orientation of the map with the profile in use, where that is the user's own. */
  const keepOrientation = async (orientation: Preferences['orientation']) => {
    const entry = activeProfile(profiles.state);
    if (entry?.origin !== 'own') return;
    await profiles.save(entry.id, { ...entry.profile, orientation });
    broadcast({ name: 'profiles', payload: profiles.state });
  };

  const exportScan: HostHandlers['exportScan'] = async ({ pinned }) => {
    if (source === null) {
      throw new SweetSpotError('no-scan', 'There is no open scan to export.');
    }
    const parent =
      shell.kind === 'desktop'
        ? await shell.chooseExportDirectory()
        : join(dataDirectory, 'exports');
    if (parent === null) return null;
    assertOutsideAcquisition(parent, source);
    const directory = await makeNewFolder(parent, exportFolderName(source, folderTimestamp()));
    const { files } = resultValue(await engine.functions.writeExports({ directory, pinned }));
    if (shell.kind === 'browser') return exportShelf.add(directory, files);
    return { directory, files: files.map((file) => ({ ...file, href: null })) };
  };

  const handlers: HostHandlers = {
    getHostInfo: (_, client) => ({
      kind: shell.kind,
      version: options.version,
      access: client.access,
      notice: shell.kind === 'browser' ? shell.notice : null,
      viewLink: client.access === 'control' ? viewLink : null,
    }),
    chooseSource: async ({ kind }) => {
      if (shell.kind !== 'desktop') throw notHere('The system dialog', 'on the desktop');
      const path = await shell.chooseSource(kind);
      return path === null ? { opened: false } : oneByOne(() => open(path));
    },
    openPath: ({ path }) => {
      if (shell.kind !== 'browser') throw notHere('Opening a typed path', 'in the browser');
      return oneByOne(() => open(absolutePath(path)));
    },
    browseFolder: ({ path }) => {
      if (shell.kind !== 'browser') throw notHere('Browsing folders', 'in the browser');
      return browseFolder(path);
    },
    closeScan: () =>
      oneByOne(async () => {
        await beamline.stop();
        source = null;
        return resultValue(await engine.functions.closeScan({}));
      }),
    listRecentSources: () => ({ sources: recents.list() }),
    openRecentSource: ({ id }) => oneByOne(() => open(recents.find(id).path)),
    startBeamline: (request) =>
      oneByOne(async () => {
        const folder = await beamline.start(request);
        try {
          return await open(folder);
        } catch (error) {
          await beamline.stop();
          throw error;
        }
      }),
    stopBeamline: async () => {
      await beamline.stop();
      return {};
    },
    getPreferences: () => preferences.value,
    setPreferences: async (changes) => {
      const merged = await preferences.update(changes);
      broadcast({ name: 'preferences', payload: merged });
      if (changes.orientation !== undefined) await keepOrientation(changes.orientation);
      return merged;
    },
    exportScan,
    ...jobs.handlers,
    ...createProfileHandlers({
      profiles,
      dialogs: shell.kind === 'desktop' ? shell : null,
      source: () => source,
      onChange: (state) => broadcast({ name: 'profiles', payload: state }),
      onActive: followProfile,
    }),
    chooseRegion: ({ region }) =>
      oneByOne(() => {
        if (source === null) throw new SweetSpotError('no-scan', 'No scan is open.');
        const { path, mode, watch } = source;
        return open(path, { mode, watch, ...(region === null ? {} : { region }) });
      }),
  };

  return {
    handle: createCommandRouter(handlers, { ...engine.functions, ...compute.functions }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    currentStates: () => [
      { name: 'engine', payload: engine.state },
      { name: 'beamline', payload: beamline.state },
      { name: 'preferences', payload: preferences.value },
      { name: 'profiles', payload: profiles.state },
      { name: 'jobs', payload: jobs.jobs },
    ],
    async openSource(path, how) {
      await oneByOne(() => open(absolutePath(path), how));
    },
    shareViewLink(link) {
      viewLink = link;
    },
    findExport: exportShelf.find,
    async close() {
      listeners.clear();
      await Promise.all([engine.close(), compute.close(), beamline.stop()]);
    },
  };
}

function notHere(what: string, where: string): SweetSpotError {
  return new SweetSpotError('unsupported', `${what} is available ${where} only.`);
}

/** Runs work one piece after the other, in the order it was asked for. */
function createSerialQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
