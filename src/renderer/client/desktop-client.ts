import { readonly, ref } from 'vue';
import { commands, type CommandSignatures } from '#shared/contract';
import { dispatcher } from '#shared/contract/calls';
import type { DesktopBridge } from '#shared/wire';
import { commandCaller, eventReceiver, type Client } from './client';

/** The client inside the desktop window: calls the functions of the preload script. */
export function createDesktopClient(bridge: DesktopBridge): Client {
  return {
    connection: readonly(ref('connected' as const)),
    call: commandCaller(dispatcher<CommandSignatures>(commands, bridge)),
    subscribe: (listener, onProblem) => bridge.subscribe(eventReceiver(listener, onProblem)),
  };
}
