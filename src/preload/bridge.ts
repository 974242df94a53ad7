import type { IpcRenderer, IpcRendererEvent } from 'electron';
import type { CommandName, EventName, ViewEvent } from '#shared/contract';
import { commandChannel, eventChannel, listeningChannel } from '#shared/ipc-channels';
import type { DesktopBridge } from '#shared/wire';

// Names only, kept complete by their types: the contract's schemas stay out of this script.
const commandNames: Record<CommandName, true> = {
  getHostInfo: true,
  chooseSource: true,
  openPath: true,
  browseFolder: true,
  listRecentSources: true,
  openRecentSource: true,
  closeScan: true,
  startBeamline: true,
  stopBeamline: true,
  getPreferences: true,
  setPreferences: true,
  listProfiles: true,
  saveProfile: true,
  deleteProfile: true,
  chooseProfile: true,
  importProfile: true,
  exportProfile: true,
  chooseRegion: true,
  exportScan: true,
  getSnapshot: true,
  getSpectrum: true,
  getMeanSpectrum: true,
  setVerdict: true,
  updateSettings: true,
  dismissWarning: true,
  cancelTask: true,
};
const eventNames: Record<EventName, true> = {
  snapshot: true,
  points: true,
  derived: true,
  status: true,
  settings: true,
  failures: true,
  warnings: true,
  tasks: true,
  judgements: true,
  meanProgress: true,
  engine: true,
  beamline: true,
  preferences: true,
  profiles: true,
};

/**
 * The window's whole way out: one function per command, and events of the contract. Nothing
 * of Electron itself passes, neither its functions nor its event objects.
 */
export function createBridge(
  ipc: Pick<IpcRenderer, 'invoke' | 'send' | 'on' | 'removeListener'>,
): DesktopBridge {
  const callers = Object.keys(commandNames).map((name) => {
    const channel = commandChannel(name as CommandName);
    return [name, (request: unknown) => ipc.invoke(channel, request)];
  });
  const subscribe: DesktopBridge['subscribe'] = (listener) => {
    const onEvent = (_: IpcRendererEvent, event: ViewEvent) => {
      if (Object.hasOwn(eventNames, event.name)) listener(event);
    };
    ipc.on(eventChannel, onEvent);
    ipc.send(listeningChannel);
    return () => void ipc.removeListener(eventChannel, onEvent);
  };
  return { ...Object.fromEntries(callers), subscribe } as DesktopBridge;
}
