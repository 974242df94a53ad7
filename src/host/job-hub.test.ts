import { describe, expect, it } from 'vitest';
import type { ViewEvent } from '#shared/contract';
import { answering } from '#shared/contract/calls';
import { jobFunctions, type JobSignatures } from '#shared/features/jobs';
import { JobBoard, jobHandlers } from '#shared/job-board';
import { createJobHub } from './job-hub';

const owner = { access: 'control' } as const;
const rescoring = { kind: 'rescore', label: 'Scoring again', total: 9, cancellable: true };

/** A hub with a board of another process behind it. */
function hubAndEngine() {
  const events: ViewEvent[] = [];
  const engine: JobBoard = new JobBoard({
    origin: 'engine',
    onChange: (job) => hub.adopt(job),
  });
  const functions = answering<JobSignatures>(jobFunctions, jobHandlers(engine));
  const hub = createJobHub({
    processes: { engine: () => functions, compute: () => functions },
    broadcast: (event) => events.push(event),
  });
  return { hub, engine, events };
}

describe('createJobHub', () => {
  it('shows the jobs of all processes in one list, and tells of every change', () => {
    const { hub, engine, events } = hubAndEngine();
    const job = engine.start(rescoring);
    hub.board.start({ kind: 'copy', label: 'Copying' });
    job.finish('All points are on the new scale.');
    expect(hub.jobs).toMatchObject([
      { origin: 'engine', state: 'done', outcome: 'All points are on the new scale.' },
      { origin: 'host', state: 'running' },
    ]);
    expect(events.map(({ name }) => name)).toEqual(['job', 'job', 'job']);
  });

  it('cancels a job where it is worked on', async () => {
    const { hub, engine } = hubAndEngine();
    const [there, here] = [engine.start(rescoring), hub.board.start(rescoring)];
    await hub.handlers.cancelJob({ id: there.id }, owner);
    expect([there.signal.aborted, here.signal.aborted]).toEqual([true, false]);
    await hub.handlers.cancelJob({ id: here.id }, owner);
    expect(here.signal.aborted).toBe(true);
    await expect(hub.handlers.pauseJob({ id: here.id }, owner)).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(
      Promise.resolve().then(() => hub.handlers.cancelJob({ id: 'none' }, owner)),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('ends the jobs of a process that is gone, with the reason', () => {
    const { hub, engine } = hubAndEngine();
    engine.start(rescoring).finish();
    engine.start(rescoring);
    hub.board.start(rescoring);
    hub.lose('engine', 'The engine stopped (exit code 9).');
    expect(hub.jobs).toMatchObject([
      { state: 'done', error: null },
      { state: 'failed', error: { message: 'The engine stopped (exit code 9).' } },
      { origin: 'host', state: 'running' },
    ]);
  });

  it('takes jobs off the board that are over, and no others', async () => {
    const { hub, engine, events } = hubAndEngine();
    const [first, second] = [engine.start(rescoring), engine.start(rescoring)];
    engine.start(rescoring);
    first.finish();
    second.finish();
    await hub.handlers.dismissJobs({ id: first.id }, owner);
    expect(hub.jobs).toHaveLength(2);
    await hub.handlers.dismissJobs({}, owner);
    expect(hub.jobs).toMatchObject([{ state: 'running' }]);
    expect(events.at(-1)).toEqual({ name: 'jobs', payload: hub.jobs });
  });

  it('looks back to a limited number of jobs', () => {
    const { hub, engine } = hubAndEngine();
    const running = engine.start(rescoring);
    for (let i = 0; i < 50; i++) engine.start(rescoring).finish();
    expect(hub.jobs).toHaveLength(31);
    expect(hub.jobs[0].id).toBe(running.id);
  });
});
