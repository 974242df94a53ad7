import type { IpcRenderer, IpcRendererEvent } from 'electron';
import { commands, events, type CommandSignatures, type ViewEvent } from '#shared/contract';
import { namesOf, tableFor, type FunctionsOf } from '#shared/contract/define';
import { commandChannel, eventChannel, listeningChannel } from '#shared/ipc-channels';
import type { DesktopBridge } from '#shared/wire';

/**
 * The window's whole way out: one function per command, and events of the contract. Nothing
 * of Electron itself passes, neither its functions nor its event objects.
 */
export function createBridge(
  ipc: Pick<IpcRenderer, 'invoke' | 'send' | 'on' | 'removeListener'>,
): DesktopBridge {
  const functions = tableFor<FunctionsOf<CommandSignatures>>(namesOf(commands), (name) => {
    const channel = commandChannel(name);
    return (request) => ipc.invoke(channel, request);
  });
  const subscribe: DesktopBridge['subscribe'] = (listener) => {
    const onEvent = (_: IpcRendererEvent, event: ViewEvent) => {
      if (Object.hasOwn(events, event.name)) listener(event);
    };
    ipc.on(eventChannel, onEvent);
    ipc.send(listeningChannel);
    return () => void ipc.removeListener(eventChannel, onEvent);
  };
  return { ...functions, subscribe };
}
