import type { z } from 'zod';
import type { ErrorData } from '../errors';

/**
 * Descriptions of what crosses process borders. Each command, function and event is described
 * once; who answers it, how it is checked and how it is typed follow from the description.
 */

/** Who may call: `view` everyone with a link, `control` the owner only. */
export type Access = 'view' | 'control';

/** Processes that answer commands of views. */
export type Answerer = 'host' | 'engine' | 'compute';

/** A function that one process answers for another. */
export interface FunctionDescription<Request, Response> {
  request: z.ZodType<Request>;
  response: z.ZodType<Response>;
}

/** A function that views may call. */
export interface CommandDescription<
  Request,
  Response,
  By extends Answerer,
> extends FunctionDescription<Request, Response> {
  access: Access;
  answeredBy: By;
}

/** An event that views are told. */
export interface EventDescription<Payload> {
  payload: z.ZodType<Payload>;
}

export function command<Request, Response, By extends Answerer>(
  description: CommandDescription<Request, Response, By>,
): CommandDescription<Request, Response, By> {
  return description;
}

export function processFunction<Request, Response>(
  description: FunctionDescription<Request, Response>,
): FunctionDescription<Request, Response> {
  return description;
}

export function event<Payload>(payload: z.ZodType<Payload>): EventDescription<Payload> {
  return { payload };
}

/** Result of a function: errors are data. */
export type CommandResult<Value> = { ok: true; value: Value } | { ok: false; error: ErrorData };

/** What the functions of a table take and give, by name. */
export type Signatures = Record<string, { request: unknown; response: unknown }>;

export type SignaturesOf<Table> = {
  [Name in keyof Table & string]: Table[Name] extends FunctionDescription<
    infer Request,
    infer Response
  >
    ? { request: Request; response: Response }
    : never;
};

/** Descriptions of functions by name. */
export type TableOf<S extends Signatures> = {
  [Name in keyof S]: FunctionDescription<S[Name]['request'], S[Name]['response']>;
};

/** Functions as their callers see them: they resolve with data and never reject. */
export type FunctionsOf<S extends Signatures, Context extends unknown[] = []> = {
  [Name in keyof S]: (
    request: S[Name]['request'],
    ...context: Context
  ) => Promise<CommandResult<S[Name]['response']>>;
};

/** Functions as their authors write them: they give the response or throw. */
export type HandlersOf<S extends Signatures, Context extends unknown[] = []> = {
  [Name in keyof S]: (
    request: S[Name]['request'],
    ...context: Context
  ) => S[Name]['response'] | Promise<S[Name]['response']>;
};

/** Carries a call of any name to whoever answers it. */
export type Call = (name: string, request: unknown) => Promise<CommandResult<unknown>>;

/** Names of a table, as what they are. */
export function namesOf<Table extends object>(table: Table): (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[];
}

/** A table with the entry that `entryFor` makes for each of `names`. */
export function tableFor<Table extends object>(
  names: readonly (keyof Table & string)[],
  entryFor: <Name extends keyof Table & string>(name: Name) => Table[Name],
): Table {
  return Object.fromEntries(names.map((name) => [name, entryFor(name)])) as Table;
}
