import {
  commands,
  engineCommandNames,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type CommandResult,
} from '#shared/contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
import type { z } from 'zod';

/** Who calls: `view` for everyone with the read-only link, `control` for the owner. */
export interface Client {
  access: 'view' | 'control';
}

type EngineCommandName = (typeof engineCommandNames)[number];

/** The commands the host answers itself. A handler may throw; the router makes data of it. */
export type HostHandlers = {
  [Name in Exclude<CommandName, EngineCommandName>]: (
    request: z.output<(typeof commands)[Name]['request']>,
    client: Client,
  ) => CommandResponse<Name> | Promise<CommandResponse<Name>>;
};

/** Calls a command of the engine process. Never rejects. */
export type EngineCall = <Name extends EngineCommandName>(
  name: Name,
  request: CommandRequest<Name>,
) => Promise<CommandResult<CommandResponse<Name>>>;

export type HandleCommand = (
  name: string,
  request: unknown,
  client: Client,
) => Promise<CommandResult<unknown>>;

/**
 * The one entrance for every view, whatever carries it: checks the name, the right to call,
 * the request and the response against the contract's table. Never rejects.
 */
export function createCommandRouter(handlers: HostHandlers, callEngine: EngineCall): HandleCommand {
  const dispatch = async (name: CommandName, request: unknown, client: Client) => {
    if (isEngineCommand(name)) return callEngine(name, request as never);
    const handler = handlers[name] as (request: unknown, client: Client) => unknown;
    return { ok: true as const, value: await handler(request, client) };
  };
  return async (name, request, client) => {
    try {
      if (!isCommandName(name)) {
        throw new SweetSpotError('invalid-request', `There is no command ${quoted(name)}.`);
      }
      const command = commands[name];
      if (command.access === 'control' && client.access !== 'control') {
        throw new SweetSpotError('forbidden', `The read-only link does not allow ${name}.`, {
          hint: 'Ask whoever runs the scan, or use the full link.',
        });
      }
      const parsedRequest = command.request.safeParse(request);
      if (!parsedRequest.success) {
        throw new SweetSpotError(
          'invalid-request',
          `The request of ${name} is not valid: ${issueText(parsedRequest.error)}`,
        );
      }
      const result = await dispatch(name, parsedRequest.data, client);
      if (!result.ok) return result;
      const parsedResponse = command.response.safeParse(result.value);
      if (!parsedResponse.success) {
        throw new SweetSpotError(
          'internal',
          `The response of ${name} is not valid: ${issueText(parsedResponse.error)}`,
        );
      }
      return { ok: true, value: parsedResponse.data };
    } catch (error) {
      return { ok: false, error: toErrorData(error) };
    }
  };
}

function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

function isEngineCommand(name: CommandName): name is EngineCommandName {
  return engineCommandNames.some((engineCommand) => engineCommand === name);
}

/** What a client sent, short and harmless enough for a message. */
function quoted(name: unknown): string {
  return JSON.stringify(String(name).slice(0, 40));
}

function issueText(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
