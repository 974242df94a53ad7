import { issueText, quoted } from './contract/calls';
import type {
  Access,
  Answerer,
  CommandDescription,
  EventDescription,
  FunctionsOf,
  HandlersOf,
  SignaturesOf,
} from './contract/define';
import { namesOf } from './contract/define';
import { bandCommands, bandEvents } from './features/bands';
import { beamlineCommands, beamlineEvents } from './features/beamline';
import { exportCommands } from './features/exports';
import { hostCommands, hostEvents } from './features/host';
import { jobCommands, jobEvents } from './features/jobs';
import { preferencesCommands, preferencesEvents } from './features/preferences';
import { profileCommands, profileEvents } from './features/profiles';
import { reviewCommands, reviewEvents } from './features/review';
import { scanCommands, scanEvents } from './features/scan';
import { sourceCommands } from './features/sources';
import { trainingCommands } from './features/training';
import { twinCommands } from './features/twin';

/**
 * The contract between a view and its host: one table of commands, one of events, put together
 * from those of the features. Dispatch, the desktop bridge and all types follow from it.
 */
export const commands = {
  ...hostCommands,
  ...sourceCommands,
  ...beamlineCommands,
  ...preferencesCommands,
  ...profileCommands,
  ...exportCommands,
  ...jobCommands,
  ...scanCommands,
  ...reviewCommands,
  ...trainingCommands,
  ...twinCommands,
  ...bandCommands,
};

export const events = {
  ...scanEvents,
  ...reviewEvents,
  ...hostEvents,
  ...jobEvents,
  ...beamlineEvents,
  ...preferencesEvents,
  ...profileEvents,
  ...bandEvents,
};

export type CommandSignatures = SignaturesOf<typeof commands>;
export type CommandName = keyof CommandSignatures;
export type CommandRequest<Name extends CommandName> = CommandSignatures[Name]['request'];
export type CommandResponse<Name extends CommandName> = CommandSignatures[Name]['response'];

/** Names of the commands that a process answers. */
export type NameAnsweredBy<By extends Answerer> = {
  [Name in CommandName]: (typeof commands)[Name] extends CommandDescription<
    CommandRequest<Name>,
    CommandResponse<Name>,
    By
  >
    ? Name
    : never;
}[CommandName];

export type SignaturesAnsweredBy<By extends Answerer> = Pick<CommandSignatures, NameAnsweredBy<By>>;

/** The commands a process answers, as its callers see them. */
export type CommandFunctions<By extends Answerer> = FunctionsOf<SignaturesAnsweredBy<By>>;

/** Who calls. */
export interface Client {
  access: Access;
}

/** The commands a process answers, as it writes them. */
export type CommandHandlers<By extends Answerer, Context extends unknown[] = []> = HandlersOf<
  SignaturesAnsweredBy<By>,
  Context
>;

/** The commands that a process answers. */
export function namesAnsweredBy<By extends Answerer>(by: By): NameAnsweredBy<By>[] {
  return namesOf(commands).filter((name) => isAnsweredBy(name, by));
}

function isAnsweredBy<By extends Answerer>(name: CommandName, by: By): name is NameAnsweredBy<By> {
  return commands[name].answeredBy === by;
}

type EventPayloads = {
  [Name in keyof typeof events]: (typeof events)[Name] extends EventDescription<infer Payload>
    ? Payload
    : never;
};
export type EventName = keyof EventPayloads;
export type EventPayload<Name extends EventName> = EventPayloads[Name];
/** An event as it travels. */
export type ViewEvent = {
  [Name in EventName]: { name: Name; payload: EventPayload<Name> };
}[EventName];

/** An event as it came over a border, or what is wrong with it. */
export function checkedEvent(received: {
  name: string;
  payload: unknown;
}): { event: ViewEvent } | { problem: string } {
  const { name, payload } = received;
  if (!isEventName(name)) return { problem: `There is no event ${quoted(name)}.` };
  const parsed = events[name].payload.safeParse(payload);
  if (parsed.success) return { event: { name, payload: parsed.data } as ViewEvent };
  return { problem: `The event ${name} has an unexpected form: ${issueText(parsed.error)}` };
}

function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(events, name);
}
