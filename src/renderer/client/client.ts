import type { Ref } from 'vue';
import {
  commands,
  events,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type CommandResult,
  type EventName,
  type ViewEvent,
} from '#shared/contract';
import { errorDataSchema, toErrorData } from '#shared/errors';

/** Whether the host can be reached; `refused` stays until a valid link is opened. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'refused';

/** A view's way to its host, whichever transport carries it. Calls never reject. */
export interface Client {
  call: <Name extends CommandName>(
    name: Name,
    request: CommandRequest<Name>,
  ) => Promise<CommandResult<CommandResponse<Name>>>;
  /** Calls `listener` with every event from now on; returns the function that ends it. */
  subscribe: (listener: (event: ViewEvent) => void) => () => void;
  readonly connection: Readonly<Ref<ConnectionState>>;
}

/** A result as received, with its value or error checked against the contract. */
export function checkedResult<Name extends CommandName>(
  name: Name,
  received: CommandResult<unknown>,
): CommandResult<CommandResponse<Name>> {
  if (!received.ok) {
    const error = errorDataSchema.safeParse(received.error);
    return {
      ok: false,
      error: error.success
        ? error.data
        : { code: 'internal', message: `${name} failed without a readable reason.` },
    };
  }
  const parsed = commands[name].response.safeParse(received.value);
  if (parsed.success) return { ok: true, value: parsed.data as CommandResponse<Name> };
  return {
    ok: false,
    error: { code: 'internal', message: `The answer to ${name} has an unexpected form.` },
  };
}

/** An event as received, or null when it is none of the contract's. */
export function checkedEvent(received: { name: string; payload: unknown }): ViewEvent | null {
  if (!Object.hasOwn(events, received.name)) return null;
  const parsed = events[received.name as EventName].safeParse(received.payload);
  return parsed.success ? ({ name: received.name, payload: parsed.data } as ViewEvent) : null;
}

/** A thrown transport failure as a result. */
export function failedResult(error: unknown): { ok: false; error: ReturnType<typeof toErrorData> } {
  return { ok: false, error: toErrorData(error) };
}
