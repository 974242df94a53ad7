import type { z } from 'zod';
import { commands, type CommandResult, type ViewEvent } from '#shared/contract';
import {
  openScanSchema,
  type EngineConfiguration,
  type EngineFunctions,
} from '#shared/engine-contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
import { loadQualityModel } from '#model/quality-model';
import { Scan } from './scan';
import type { SpectrumScorer } from './scoring-queue';

/** The engine: one scan at a time, from the source's files to events for the views. */
export interface Engine extends Omit<EngineFunctions, 'start'> {
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
  let model: { scorer: SpectrumScorer; embeddingLength: number } | null = null;
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

  return {
    start: () =>
      answer(async () => {
        if (model === null) {
          const scorer = await loadScorer(configuration.modelDirectory);
          const { inputSize } = scorer.card.architecture;
          // The first run is slow, and tells the length of an embedding.
          const [embedding] = await scorer.embed([new Float32Array(inputSize * inputSize)]);
          model = { scorer, embeddingLength: embedding.length };
        }
        return { engine: model.scorer.label };
      }),
    openScan: (request) =>
      answer(async () => {
        const valid = validated(openScanSchema, request);
        if (model === null) {
          throw new SweetSpotError('model-unavailable', 'No model is loaded.');
        }
        const loaded = model;
        return inTurn(async () => {
          if (scan?.adoptProfile(valid)) return { opened: true };
          const initialSettings = scan?.settingsFor(valid);
          await closeScan();
          scan = await Scan.open({
            configuration,
            ...loaded,
            request: valid,
            initialSettings,
            emit: onEvent,
          });
          return { opened: true };
        });
      }),
    closeScan: () =>
      answer(async () => {
        await inTurn(closeScan);
        onEvent({ name: 'snapshot', payload: null });
        return {};
      }),
    getSnapshot: () => answer(() => scan?.snapshot() ?? null),
    getSpectrum: (request) =>
      answer(() => openedScan().spectrum(validated(commands.getSpectrum.request, request))),
    getMeanSpectrum: (request) =>
      answer(() => openedScan().meanSpectrum(validated(commands.getMeanSpectrum.request, request))),
    setVerdict: (request) =>
      answer(() => openedScan().setVerdict(validated(commands.setVerdict.request, request))),
    updateSettings: (request) =>
      answer(() =>
        openedScan().updateSettings(validated(commands.updateSettings.request, request)),
      ),
    dismissWarning: ({ id }) =>
      answer(() => {
        openedScan().dismissWarning(id);
        return {};
      }),
    cancelTask: ({ id }) =>
      answer(() => {
        openedScan().cancelTask(id);
        return {};
      }),
    writeExports: ({ directory, pinned = [] }) =>
      answer(async () => ({ files: await openedScan().writeExports(directory, pinned) })),
    async stop() {
      await inTurn(closeScan);
      await model?.scorer.dispose();
      model = null;
    },
  };
}

/** A request as its schema reads it. Throws `invalid-request`. */
function validated<Schema extends z.ZodType>(schema: Schema, request: unknown): z.output<Schema> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new SweetSpotError('invalid-request', `${path.join('.') || 'Request'}: ${message}`);
}

/** What a function gives, or the error it throws, as data. */
async function answer<Value>(give: () => Value | Promise<Value>): Promise<CommandResult<Value>> {
  try {
    return { ok: true, value: await give() };
  } catch (error) {
    return { ok: false, error: toErrorData(error) };
  }
}
