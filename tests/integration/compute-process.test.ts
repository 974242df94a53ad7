import { mkdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createComputeSupervisor, type ComputeSupervisor } from '../../src/host/compute-supervisor';
import { spawnNodeProcess } from '../../src/host/process-channel';
import { USUAL_PRIORITY } from '../../src/compute/give-way';
import { readModelCard } from '../../src/model/model-card';
import { loadQualityModel } from '../../src/model/quality-model';
import { resultValue } from '../../src/shared/contract/calls';
import { isOver, type Job } from '../../src/shared/jobs';
import { TINY_SPEC } from '../../src/lab/test-network.test-support';
import { writeTinyModel } from '../../src/lab/tiny-model.test-support';
import { bundleForNode } from './bundle';
import { temporaryFolder } from './engine-support';

const soon = { timeout: 120_000, interval: 50 };
const request = { name: 'Our Bi2Se3', from: 'shipped', learningRate: 1e-3, seed: 3 };

describe('the compute process', { timeout: 300_000 }, () => {
  let scratch: ReturnType<typeof temporaryFolder>;
  let bundle: Awaited<ReturnType<typeof bundleForNode>>;
  let compute: ComputeSupervisor;
  let jobs: Map<string, Job>;
  let lost: string[];
  let pid: number | undefined;

  beforeAll(async () => {
    scratch = temporaryFolder();
    bundle = await bundleForNode('src/compute/process.ts');
    mkdirSync(join(scratch.path, 'model'));
    await writeTinyModel(join(scratch.path, 'model'));
  });
  afterEach(() => compute.close());
  afterAll(() => {
    bundle.remove();
    scratch.remove();
  });

  function start(folder: string, processArguments = [USUAL_PRIORITY]) {
    jobs = new Map();
    lost = [];
    compute = createComputeSupervisor({
      spawn: () => {
        const channel = spawnNodeProcess({
          entry: bundle.path,
          arguments: processArguments,
          name: 'compute',
        });
        pid = channel.pid;
        return channel;
      },
      configuration: {
        dataDirectory: join(scratch.path, folder),
        modelDirectory: join(scratch.path, 'model'),
        appVersion: '0.0.0-test',
      },
      onEvent: (event) => {
        if (event.name === 'job') jobs.set(event.payload.id, event.payload);
      },
      onLost: (reason) => lost.push(reason),
      hasJobs: () => [...jobs.values()].some((job) => !isOver(job)),
    });
    return compute.functions;
  }

  it('trains a network from another, with a learning curve, and keeps it beside the others', async () => {
    const functions = start('whole');
    const { jobId } = resultValue(await functions.startTraining({ ...request, samples: 16 }));
    const another = await functions.startTraining({ ...request, samples: 16 });
    expect(another).toMatchObject({ ok: false, error: { code: 'busy' } });
    await vi.waitFor(() => expect(jobs.get(jobId)?.state).toBe('done'), soon);
    const { outcome, curve, done, unit } = jobs.get(jobId)!;
    expect({ done, unit }).toEqual({ done: 16, unit: 'spectra' });
    expect(outcome).toMatch(/Our Bi2Se3 is ready/);
    expect(curve?.rows.at(-1)?.[0]).toBe(16);
    const directory = join(scratch.path, 'whole', 'networks', 'our-bi2se3');
    const card = await readModelCard(directory);
    expect(card).toMatchObject({ name: 'Our Bi2Se3', architecture: TINY_SPEC });
    expect(card.training.samplesSeen).toBe(16);
    const model = await loadQualityModel({ modelDirectory: directory });
    await model.dispose();
  });

  it('pauses, resumes, and goes on after it was cancelled', async () => {
    const functions = start('parts');
    const { jobId } = resultValue(await functions.startTraining({ ...request, samples: 400 }));
    const job = () => jobs.get(jobId)!;
    await vi.waitFor(() => expect(job().done).toBeGreaterThan(0), soon);
    resultValue(await functions.pauseJob({ id: jobId }));
    await vi.waitFor(() => expect(job().state).toBe('paused'), soon);
    resultValue(await functions.resumeJob({ id: jobId }));
    await vi.waitFor(() => expect(job().state).toBe('running'), soon);
    resultValue(await functions.cancelJob({ id: jobId }));
    await vi.waitFor(() => expect(job().state).toBe('cancelled'), soon);
    const stoppedAt = Number(/Stopped after (\d+) of 400/.exec(job().outcome ?? '')?.[1]);
    expect(stoppedAt).toBeGreaterThan(0);
    const checkpoint = join(scratch.path, 'parts', 'training', 'our-bi2se3', 'checkpoint.bin');
    expect(readFileSync(checkpoint, 'latin1')).toContain('sweetspot-checkpoint');
    const again = resultValue(await functions.startTraining({ ...request, samples: 400 }));
    await vi.waitFor(() => expect(jobs.get(again.jobId)?.done).toBeGreaterThan(stoppedAt), soon);
  });

  it('gives way to everything else', async () => {
    const functions = start('gentle', []);
    expect(await functions.cancelJob({ id: 'none' })).toMatchObject({
      error: { code: 'not-found' },
    });
    expect(getPriority(pid)).toBeGreaterThan(getPriority());
  });

  it('says why a training failed, and when the process is gone', async () => {
    const functions = start('lost');
    const none = { ...request, from: 'no-such-network', samples: 16 };
    const failed = resultValue(await functions.startTraining(none));
    await vi.waitFor(() => expect(jobs.get(failed.jobId)?.state).toBe('failed'), soon);
    expect(jobs.get(failed.jobId)?.error).toMatchObject({ code: 'model-unavailable' });
    for (const name of ['shipped', '...']) {
      expect(await functions.startTraining({ ...none, name })).toMatchObject({ ok: false });
    }
    resultValue(await functions.startTraining({ ...request, samples: 4000 }));
    process.kill(pid!, 'SIGKILL');
    await vi.waitFor(() => expect(lost).toEqual([expect.stringMatching(/SIGKILL/)]), soon);
    // It comes back when it is asked for something.
    resultValue(await functions.startTraining({ ...request, samples: 4000 }));
  });
});
