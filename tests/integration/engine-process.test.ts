import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBirpc } from 'birpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedModelDirectory } from '../../src/model/model-files';
import type { ViewEvent } from '../../src/shared/contract';
import { snapshotSchema } from '../../src/shared/scan';
import { spectrumViewSchema } from '../../src/shared/spectrum-view';
import type { Call } from '../../src/shared/contract/define';
import { remoteFunctions } from '../../src/shared/contract/calls';
import { engineFunctions, type EngineSignatures } from '../../src/shared/engine-contract';
import {
  lifecycleFunctions,
  type LifecycleSignatures,
  type ProcessFunctions,
  type SupervisorFunctions,
} from '../../src/shared/process-wire';
import { bundleForNode } from './bundle';
import { temporaryFolder, until, valueOf, writePointFile } from './engine-support';

const modelDirectory = shippedModelDirectory();
const hasModel = existsSync(join(modelDirectory, 'model-card.json'));
if (!hasModel) console.warn(`Engine process not tested: no model in ${modelDirectory}.`);

const columns = 4;
const rows = 3;

describe.skipIf(!hasModel)('the engine process', () => {
  let scratch: ReturnType<typeof temporaryFolder>;
  let bundle: Awaited<ReturnType<typeof bundleForNode>>;

  beforeAll(async () => {
    scratch = temporaryFolder();
    bundle = await bundleForNode('src/engine/process.ts');
  });

  afterAll(() => {
    bundle.remove();
    scratch.remove();
  });

  function startProcess(events: ViewEvent[]) {
    const child: ChildProcess = fork(bundle.path, [], { serialization: 'advanced' });
    const birpc = createBirpc<ProcessFunctions, SupervisorFunctions>(
      { onEvent: (event) => void events.push(event as ViewEvent) },
      {
        post: (message) => child.send(message as object),
        on: (listener) => child.on('message', listener),
      },
    );
    const call: Call = (name, request) => birpc.call(name, request);
    const rpc = {
      ...remoteFunctions<EngineSignatures>(engineFunctions, call),
      ...remoteFunctions<LifecycleSignatures>(lifecycleFunctions, call),
    };
    return { child, rpc };
  }

  it('scores a scan with the shipped model and hands typed arrays over', async () => {
    const source = join(scratch.path, 'scan');
    mkdirSync(source);
    for (let i = 0; i < columns * rows; i++) {
      await writePointFile(join(source, `r${i + 10}.h5`), i, columns, rows);
    }
    const events: ViewEvent[] = [];
    const { child, rpc } = startProcess(events);
    const configuration = {
      dataDirectory: join(scratch.path, 'data'),
      modelDirectory,
      appVersion: '0.0.0-test',
    };
    expect(valueOf(await rpc.start({ configuration })).label).toContain('onnx');
    const none = await rpc.getSpectrum({ pointId: 0, maxEnergyPixels: 64, maxAnglePixels: 64 });
    expect(none).toMatchObject({ ok: false, error: { code: 'no-scan' } });
    valueOf(await rpc.openScan({ path: source, kind: 'folder', mode: 'finished', watch: 'auto' }));
    await until(() =>
      events.some((event) => event.name === 'status' && event.payload.phase === 'finished'),
    );
    const snapshot = snapshotSchema.parse(valueOf(await rpc.getSnapshot({})));
    expect(snapshot.points.ids).toEqual(Uint32Array.from({ length: columns * rows }, (_, i) => i));
    for (const score of snapshot.points.quantities.mls) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(10);
    }
    const view = valueOf(
      await rpc.getSpectrum({ pointId: 5, maxEnergyPixels: 64, maxAnglePixels: 64 }),
    );
    expect(spectrumViewSchema.parse(view).intensity).toBeInstanceOf(Float32Array);
    valueOf(await rpc.closeScan({}));
    expect(valueOf(await rpc.getSnapshot({}))).toBeNull();
    child.disconnect();
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(0);
  });

  it('refuses a configuration that is none, and a folder without a model', async () => {
    const { child, rpc } = startProcess([]);
    expect(await rpc.start({ configuration: {} })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    const refused = await rpc.start({
      configuration: {
        dataDirectory: scratch.path,
        modelDirectory: scratch.path,
        appVersion: '0.0.0-test',
      },
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'model-unavailable' } });
    child.kill();
    await until(() => child.exitCode !== null || child.signalCode !== null);
  });
});
