import {
  commands,
  namesAnsweredBy,
  type Client,
  type CommandFunctions,
  type CommandHandlers,
  type CommandName,
  type CommandSignatures,
  type SignaturesAnsweredBy,
} from '#shared/contract';
import { answeringChecked, checkedResult, quoted, validRequest } from '#shared/contract/calls';
import { type CommandResult, type FunctionsOf, type TableOf } from '#shared/contract/define';
import { SweetSpotError, toErrorData } from '#shared/errors';

/** The commands the host answers itself. A handler may throw; the router makes data of it. */
export type HostHandlers = CommandHandlers<'host', [Client]>;

export type HandleCommand = (
  name: string,
  request: unknown,
  client: Client,
) => Promise<CommandResult<unknown>>;

/** The commands with types that a name of any kind finds its own in. */
const described: TableOf<CommandSignatures> = commands;

type Answers = FunctionsOf<CommandSignatures, [Client]>;

/**
 * The one entrance for every view, whatever carries it: checks the name, the right to call,
 * the request and the response against the contract's table. Never rejects.
 */
export function createCommandRouter(
  handlers: HostHandlers,
  processes: CommandFunctions<'engine'> & CommandFunctions<'compute'>,
): HandleCommand {
  const answers: Answers = {
    // First: processes have functions of their own that share a name with commands of the host.
    ...processes,
    ...answeringChecked<SignaturesAnsweredBy<'host'>, [Client]>(namesAnsweredBy('host'), handlers),
  };
  const answer = async <Name extends CommandName>(name: Name, request: unknown, client: Client) => {
    if (commands[name].access === 'control' && client.access !== 'control') {
      throw new SweetSpotError('forbidden', `The read-only link does not allow ${name}.`, {
        hint: 'Ask whoever runs the scan, or use the full link.',
      });
    }
    const result = await answers[name](validRequest(name, described[name], request), client);
    return checkedResult(name, described[name], result);
  };
  return async (name, request, client) => {
    try {
      if (!isCommandName(name)) {
        throw new SweetSpotError('invalid-request', `There is no command ${quoted(name)}.`);
      }
      return await answer(name, request, client);
    } catch (error) {
      return { ok: false, error: toErrorData(error) };
    }
  };
}

function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}
