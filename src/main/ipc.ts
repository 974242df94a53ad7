import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import type { HandleCommand } from '#host/command-router';
import type { Host } from '#host/host';
import { commands, type CommandName } from '#shared/contract';
import { namesOf, type CommandResult } from '#shared/contract/define';
import { SweetSpotError, toErrorData } from '#shared/errors';
import { commandChannel, eventChannel, listeningChannel } from '#shared/ipc-channels';

interface IpcDependencies {
  ipcMain: Pick<IpcMain, 'handle' | 'on'>;
  contents: Pick<WebContents, 'send' | 'isDestroyed' | 'mainFrame'>;
  /** Origin of the interface. */
  origin: string;
  host: Pick<Host, 'handle' | 'subscribe' | 'currentStates'>;
}

/** The window of this app is its owner's. */
const owner = { access: 'control' } as const;

/** Carries the contract between the window and the host. Only the window's own page gets through. */
export function registerIpc({ ipcMain, contents, origin, host }: IpcDependencies): void {
  const isOurs = (event: IpcMainInvokeEvent | IpcMainEvent) =>
    event.sender === contents &&
    event.senderFrame !== null &&
    event.senderFrame === contents.mainFrame &&
    event.senderFrame.origin === origin;

  for (const name of namesOf(commands)) {
    ipcMain.handle(commandChannel(name), (event, request: unknown) =>
      isOurs(event) ? host.handle(name, request, owner) : refusal(),
    );
  }
  const send = (event: Parameters<Parameters<Host['subscribe']>[0]>[0]) => {
    if (!contents.isDestroyed()) contents.send(eventChannel, event);
  };
  ipcMain.on(listeningChannel, (event) => {
    if (!isOurs(event)) return;
    for (const state of host.currentStates()) send(state);
  });
  host.subscribe(send);
}

function refusal(): CommandResult<never> {
  const error = new SweetSpotError('forbidden', 'Only the window of SweetSpot may call this.');
  return { ok: false, error: toErrorData(error) };
}

export type OwnerCall = (name: CommandName, request: unknown) => ReturnType<HandleCommand>;

/** Calls commands on the owner's behalf: what the menu does. */
export function createOwnerCall(host: Pick<Host, 'handle'>): OwnerCall {
  return (name, request) => host.handle(name, request, owner);
}
