import type { z } from 'zod';
import {
  errorDataSchema,
  fromErrorData,
  SweetSpotError,
  toErrorData,
  type ErrorData,
} from '../errors';
import {
  namesOf,
  tableFor,
  type Call,
  type CommandResult,
  type FunctionDescription,
  type FunctionsOf,
  type HandlersOf,
  type Signatures,
  type TableOf,
} from './define';

/** What `give` gives, or the error it throws, as data. */
export async function answered<Value>(
  give: () => Value | Promise<Value>,
): Promise<CommandResult<Value>> {
  try {
    return { ok: true, value: await give() };
  } catch (error) {
    return { ok: false, error: toErrorData(error) };
  }
}

/** The value of a function that went well; throws the error of one that did not. */
export function resultValue<Value>(result: CommandResult<Value>): Value {
  if (!result.ok) throw fromErrorData(result.error);
  return result.value;
}

/** A request as its description reads it. @throws SweetSpotError `invalid-request`. */
export function validRequest<Request>(
  name: string,
  { request: schema }: Pick<FunctionDescription<Request, unknown>, 'request'>,
  request: unknown,
): Request {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new SweetSpotError(
    'invalid-request',
    `The request of ${name} is not valid: ${issueText(parsed.error)}`,
  );
}

/** A result as it came over a border, its value or error checked. */
export function checkedResult<Response>(
  name: string,
  { response: schema }: Pick<FunctionDescription<unknown, Response>, 'response'>,
  received: CommandResult<unknown>,
): CommandResult<Response> {
  if (!received.ok) {
    const error = errorDataSchema.safeParse(received.error);
    if (error.success) return { ok: false, error: error.data };
    return failed(`${name} failed without a readable reason.`);
  }
  const parsed = schema.safeParse(received.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return failed(`The answer to ${name} has an unexpected form: ${issueText(parsed.error)}`);
}

/** Functions of a table from their authors' handlers: requests checked, errors as data. */
export function answering<S extends Signatures>(
  table: TableOf<S>,
  handlers: HandlersOf<S>,
): FunctionsOf<S> {
  return tableFor<FunctionsOf<S>>(
    namesOf(table),
    (name) => (request) => answered(() => handlers[name](validRequest(name, table[name], request))),
  );
}

/** Functions from their authors' handlers, whose requests were checked by whoever calls. */
export function answeringChecked<S extends Signatures, Context extends unknown[]>(
  names: readonly (keyof S & string)[],
  handlers: HandlersOf<S, Context>,
): FunctionsOf<S, Context> {
  return tableFor<FunctionsOf<S, Context>>(
    names,
    (name) =>
      (request, ...context) =>
        answered(() => handlers[name](request, ...context)),
  );
}

/** Functions that are looked up when they are called: `current` gives those in service, or throws. */
export function boundLate<S extends Signatures>(
  table: TableOf<S>,
  current: () => FunctionsOf<S> | Promise<FunctionsOf<S>>,
): FunctionsOf<S> {
  return tableFor<FunctionsOf<S>>(namesOf(table), (name) => async (request) => {
    try {
      return await (await current())[name](request);
    } catch (error) {
      return { ok: false, error: toErrorData(error) };
    }
  });
}

/** The functions of a table in another process, answers checked. */
export function remoteFunctions<S extends Signatures>(
  table: TableOf<S>,
  call: Call,
): FunctionsOf<S> {
  return tableFor<FunctionsOf<S>>(namesOf(table), (name) => async (request) => {
    try {
      return checkedResult(name, table[name], await call(name, request));
    } catch (error) {
      return { ok: false, error: toErrorData(error) };
    }
  });
}

/** Calls the functions of a table by name, as they are asked for from another process. */
export function dispatcher<S extends Signatures>(
  table: TableOf<S>,
  functions: FunctionsOf<S>,
): Call {
  return (name, request) =>
    Object.hasOwn(table, name)
      ? functions[name](request as S[string]['request'])
      : answered(() => {
          throw new SweetSpotError('invalid-request', `There is no function ${quoted(name)}.`);
        });
}

/** What a client sent, short and harmless enough for a message. */
export function quoted(text: unknown): string {
  return JSON.stringify(String(text).slice(0, 40));
}

/** What a schema objects to, at most three objections. */
export function issueText(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

function failed(message: string): { ok: false; error: ErrorData } {
  return { ok: false, error: { code: 'internal', message } };
}
