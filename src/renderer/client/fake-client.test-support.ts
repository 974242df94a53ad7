import { ref } from 'vue';
import type { CommandName, CommandRequest, CommandResponse, ViewEvent } from '#shared/contract';
import type { CommandResult } from '#shared/contract/define';
import type { ErrorCode } from '#shared/errors';
import { defaultPreferences } from '#shared/preferences';
import type { Client, ConnectionState } from './client';

/** What an answer throws for the host to fail with. */
export class FakeFailure extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

type Answers = {
  [Name in CommandName]?: (
    request: CommandRequest<Name>,
  ) => CommandResponse<Name> | Promise<CommandResponse<Name>>;
};

/** A way to a host that answers from a table, keeps what it was asked, and tells what a test says. */
export interface FakeClient extends Client {
  readonly asked: { name: CommandName; request: unknown }[];
  tell: (event: ViewEvent) => void;
}

/** A client whose host lets the view control everything and refuses what `answers` does not name. */
export function createFakeClient(answers: Answers = {}): FakeClient {
  const listeners = new Set<(event: ViewEvent) => void>();
  const asked: FakeClient['asked'] = [];
  let preferences = defaultPreferences;
  const all: Answers = {
    getHostInfo: () => ({
      kind: 'browser',
      version: '0.0.0',
      access: 'control',
      notice: null,
      viewLink: null,
    }),
    getPreferences: () => preferences,
    setPreferences: (changes) => (preferences = { ...preferences, ...changes }),
    listProfiles: () => ({ entries: [], active: null, problem: null }),
    listRecentSources: () => ({ sources: [] }),
    getSnapshot: () => null,
    ...answers,
  };
  return {
    asked,
    connection: ref<ConnectionState>('connected'),
    async call<Name extends CommandName>(
      name: Name,
      request: CommandRequest<Name>,
    ): Promise<CommandResult<CommandResponse<Name>>> {
      asked.push({ name, request });
      const answer = all[name] as
        | ((
            request: CommandRequest<Name>,
          ) => CommandResponse<Name> | Promise<CommandResponse<Name>>)
        | undefined;
      if (!answer) {
        return { ok: false, error: { code: 'unsupported', message: `No answer to ${name}.` } };
      }
      try {
        return { ok: true, value: await answer(request) };
      } catch (error) {
        if (!(error instanceof FakeFailure)) throw error;
        return { ok: false, error: { code: error.code, message: error.message } };
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(event) {
      for (const listener of listeners) listener(event);
    },
  };
}
