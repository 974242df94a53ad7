import type { Ref } from 'vue';
import {
  checkedEvent,
  commands,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type CommandSignatures,
  type ViewEvent,
} from '#shared/contract';
import { remoteFunctions } from '#shared/contract/calls';
import type { Call, CommandResult } from '#shared/contract/define';

/** Whether the host can be reached; `refused` stays until a valid link is opened. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'refused';

/** A view's way to its host, whichever transport carries it. Calls never reject. */
export interface Client {
  call: <Name extends CommandName>(
    name: Name,
    request: CommandRequest<Name>,
  ) => Promise<CommandResult<CommandResponse<Name>>>;
  /**
   * Calls `listener` with every event from now on; returns the function that ends it. An event
   * that breaks the contract cannot be shown: `onProblem` is told of the first of each name.
   */
  subscribe: (
    listener: (event: ViewEvent) => void,
    onProblem: (message: string) => void,
  ) => () => void;
  readonly connection: Readonly<Ref<ConnectionState>>;
}

/** Calls commands over a transport, answers checked. */
export function commandCaller(call: Call): Client['call'] {
  const functions = remoteFunctions<CommandSignatures>(commands, call);
  return (name, request) => functions[name](request);
}

/** Takes events as they come over a transport; hands on those of the contract. */
export function eventReceiver(
  listener: (event: ViewEvent) => void,
  onProblem: (message: string) => void,
): (received: { name: string; payload: unknown }) => void {
  const reported = new Set<string>();
  return (received) => {
    const checked = checkedEvent(received);
    if ('event' in checked) {
      listener(checked.event);
    } else if (!reported.has(received.name)) {
      reported.add(received.name);
      onProblem(checked.problem);
    }
  };
}
