import { resultValue } from '#shared/contract/calls';
import {
  engineConfigurationSchema,
  engineFunctions,
  type EngineConfiguration,
  type EngineSignatures,
} from '#shared/engine-contract';
import { serveProcess } from '#supervised/serve-process';
import { createEngine } from './engine';

serveProcess<EngineSignatures, EngineConfiguration>({
  functions: engineFunctions,
  configuration: engineConfigurationSchema,
  create(configuration, onEvent) {
    const engine = createEngine(configuration, onEvent);
    return {
      functions: engine,
      start: async () => resultValue(await engine.start()).engine,
      stop: () => engine.stop(),
    };
  },
});
