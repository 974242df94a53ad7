import { namesAnsweredBy, type SignaturesAnsweredBy, type ViewEvent } from '#shared/contract';
import { answered, answering } from '#shared/contract/calls';
import {
  tableFor,
  type CommandResult,
  type HandlersOf,
  type Signatures,
} from '#shared/contract/define';
import {
  engineFunctions,
  type EngineConfiguration,
  type EngineFunctions,
  type EngineSignatures,
} from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import { JobBoard, jobHandlers } from '#shared/job-board';
import { loadQualityModel } from '#model/quality-model';
import { createFeatures } from './features/features';
import type { SpectrumScorer } from './features/quality/network';
import type { LoadedNetwork } from './features/quality/quality';
import { Scan } from './scan/scan';

/** The engine: one scan at a time, from the source's files to events for the views. */
export interface Engine extends EngineFunctions {
  /** Loads the model. Everything else wants it loaded. */
  start: () => Promise<CommandResult<{ engine: string }>>;
  /** Closes the scan and lets go of the model. */
  stop: () => Promise<void>;
}

interface EngineOptions {
  /** Where the network comes from; the model folder of the configuration unless told otherwise. */
  loadScorer?: (modelDirectory: string) => Promise<SpectrumScorer>;
}

/** An engine in this process. `onEvent` gets what a view needs, in order, at most thirty times a second a kind. */
export function createEngine(
  configuration: EngineConfiguration,
  onEvent: (event: ViewEvent) => void,
  options: EngineOptions = {},
): Engine {
  const loadScorer =
    options.loadScorer ?? ((modelDirectory) => loadQualityModel({ modelDirectory }));
  /** Long work on the scan, for the job board of the application. */
  const jobs = new JobBoard({
    origin: 'engine',
    onChange: (job) => onEvent({ name: 'job', payload: job }),
  });
  let model: LoadedNetwork | null = null;
  let scan: Scan | null = null;

  let changingScan: Promise<unknown> = Promise.resolve();
  /** Opens and closings take their turns. */
  const inTurn = <Value>(change: () => Promise<Value>): Promise<Value> => {
    const turn = changingScan.then(change);
    changingScan = turn.catch(() => undefined);
    return turn;
  };

  const openedScan = () => {
    if (scan !== null) return scan;
    throw new SweetSpotError('no-scan', 'No scan is open.', { hint: 'Open a folder or a file.' });
  };
  const closeScan = async () => {
    const closing = scan;
    scan = null;
    await closing?.close();
  };

  const functions = answering<EngineSignatures>(engineFunctions, {
    ...lateHandlers<SignaturesAnsweredBy<'engine'>>(
      namesAnsweredBy('engine'),
      () => openedScan().commands,
    ),
    ...jobHandlers(jobs),
    openScan: (request) => {
      if (model === null) throw new SweetSpotError('model-unavailable', 'No model is loaded.');
      const loaded = model;
      return inTurn(async () => {
        if (scan?.adoptProfile(request)) return { opened: true };
        const initialSettings = scan?.settingsFor(request);
        await closeScan();
        scan = await Scan.open({
          configuration,
          engine: { label: loaded.scorer.label, model: modelOf(loaded) },
          request,
          initialSettings,
          emit: onEvent,
          jobs,
          createFeatures: (context) => createFeatures(context, loaded),
        });
        return { opened: true };
      });
    },
    closeScan: async () => {
      await inTurn(closeScan);
      onEvent({ name: 'snapshot', payload: null });
      return {};
    },
    getSnapshot: () => scan?.snapshot() ?? null,
    writeExports: async ({ directory, pinned = [] }) => ({
      files: await openedScan().writeExports(directory, pinned),
    }),
  });

  return {
    ...functions,
    start: () =>
      answered(async () => {
        if (model === null) {
          const scorer = await loadScorer(configuration.modelDirectory);
          const { inputSize } = scorer.card.architecture;
          // The first run is slow, and tells the length of an embedding.
          const [embedding] = await scorer.embed([new Float32Array(inputSize * inputSize)]);
          model = { scorer, embeddingLength: embedding.length };
        }
        return { engine: model.scorer.label };
      }),
    async stop() {
      await inTurn(closeScan);
      await model?.scorer.dispose();
      model = null;
    },
  };
}

/** Handlers of a table that are looked up when they are called. */
function lateHandlers<S extends Signatures>(
  names: readonly (keyof S & string)[],
  current: () => HandlersOf<S>,
): HandlersOf<S> {
  return tableFor<HandlersOf<S>>(names, (name) => (request) => current()[name](request));
}

function modelOf({ scorer: { card } }: LoadedNetwork): { name: string; hash: string } {
  return { name: card.name, hash: card.hash };
}
