import { readonly, ref } from 'vue';
import type { CommandName, CommandRequest, CommandResult } from '#shared/contract';
import type { DesktopBridge } from '#shared/wire';
import { checkedEvent, checkedResult, failedResult, type Client } from './client';

/** The client inside the desktop window: calls the functions of the preload script. */
export function createDesktopClient(bridge: DesktopBridge): Client {
  return {
    connection: readonly(ref('connected' as const)),
    async call(name, request) {
      try {
        // Each command takes its own request type; the table ties name and type together.
        const command = bridge[name] as (
          request: CommandRequest<CommandName>,
        ) => Promise<CommandResult<unknown>>;
        return checkedResult(name, await command(request));
      } catch (error) {
        return failedResult(error);
      }
    },
    subscribe: (listener) =>
      bridge.subscribe((received) => {
        const event = checkedEvent(received);
        if (event) listener(event);
      }),
  };
}
