import { createBirpc } from 'birpc';
import type { z } from 'zod';
import type { ViewEvent } from '#shared/contract';
import { answered, dispatcher, validRequest } from '#shared/contract/calls';
import type { Call, FunctionsOf, Signatures, TableOf } from '#shared/contract/define';
import { SweetSpotError } from '#shared/errors';
import {
  lifecycleFunctions,
  type ProcessFunctions,
  type SupervisorFunctions,
} from '#shared/process-wire';
import { hostChannel } from './host-channel';

/** What a process is there for, once it is made. */
export interface Service<S extends Signatures> {
  functions: FunctionsOf<S>;
  /** Gets ready; resolves with what it runs on, for people. Asked again where it failed. */
  start: () => Promise<string>;
  /** Puts away what must not be lost. */
  stop: () => Promise<void>;
}

interface ServedProcess<S extends Signatures, Configuration> {
  functions: TableOf<S>;
  configuration: z.ZodType<Configuration>;
  create: (configuration: Configuration, onEvent: (event: ViewEvent) => void) => Service<S>;
}

/**
 * Makes this process one that a host supervises: it answers the host's calls, tells it of events,
 * gives signs of life, and ends as the host does.
 */
export function serveProcess<S extends Signatures, Configuration>(
  description: ServedProcess<S, Configuration>,
): void {
  let service: Service<S> | null = null;
  const call: Call = (name, request) => {
    if (name === 'ping') return answered(() => ({}));
    if (name === 'start') {
      return answered(async () => {
        const { configuration } = validRequest(name, lifecycleFunctions.start, request);
        const schema = { request: description.configuration };
        service ??= description.create(validRequest(name, schema, configuration), (event) =>
          host.onEvent.asEvent(event),
        );
        return { label: await service.start() };
      });
    }
    if (service !== null) {
      return dispatcher<S>(description.functions, service.functions)(name, request);
    }
    return answered(() => {
      throw new SweetSpotError('engine-unavailable', 'This process has not been started yet.');
    });
  };
  const channel = hostChannel();
  const host = createBirpc<SupervisorFunctions, ProcessFunctions>(
    { call },
    {
      post: (message) => channel.post(message),
      on: (listener) => channel.onMessage(listener),
    },
  );
  const end = async () => {
    await service?.stop().catch(() => undefined);
    process.exit(0);
  };
  process.on('disconnect', () => void end());
  process.on('SIGTERM', () => void end());
}
