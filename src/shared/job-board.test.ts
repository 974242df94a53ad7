import { describe, expect, it, vi } from 'vitest';
import { SweetSpotError } from './errors';
import { JobBoard } from './job-board';
import { jobSchema, type Job } from './jobs';

function boardAt() {
  let time = 1_000_000;
  const told: Job[] = [];
  const board = new JobBoard({
    origin: 'engine',
    onChange: (job) => told.push(jobSchema.parse(job)),
    now: () => time,
  });
  return {
    board,
    told,
    states: () => told.map(({ state }) => state),
    pass: (seconds: number) => (time += 1000 * seconds),
  };
}

const fitting = { kind: 'fit', label: 'Fitting bands', total: 100, unit: 'spectra' };

describe('JobBoard', () => {
  it('tells of a start, of progress with the time left, and of the end', async () => {
    const { board, told, pass } = boardAt();
    await board.run(fitting, async (job) => {
      pass(10);
      job.progress(25);
      job.progress(26);
      return Promise.resolve();
    });
    expect(told).toHaveLength(3);
    expect(told[0]).toMatchObject({ state: 'running', done: 0, total: 100, secondsLeft: null });
    expect(told[1]).toMatchObject({ done: 25, secondsLeft: 30 });
    expect(told[2]).toMatchObject({ state: 'done', done: 100, endedAt: 1_010_000, error: null });
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  it('tells of the last progress of a quick row, even where the work stands still then', async () => {
    const { board, told } = boardAt();
    const job = board.start(fitting);
    for (const done of [1, 2, 3]) job.progress(done);
    expect(told).toHaveLength(1);
    await vi.waitFor(() => expect(told.at(-1)?.done).toBe(3));
    expect(told).toHaveLength(2);
  });

  it('ends in failed with the reason', async () => {
    const { board, told } = boardAt();
    const broken = new SweetSpotError('write-failed', 'The disk is full.', { hint: 'Make room.' });
    await expect(board.run(fitting, () => Promise.reject(broken))).rejects.toBe(broken);
    expect(told.at(-1)).toMatchObject({
      state: 'failed',
      error: { code: 'write-failed', message: 'The disk is full.', hint: 'Make room.' },
    });
  });

  it('cancels work through its signal, and keeps what was done of it', async () => {
    const { board, told } = boardAt();
    const running = board.run({ ...fitting, cancellable: true }, async (job) => {
      job.progress(7);
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
      job.cancel('93 spectra keep their old fits.');
      throw new SweetSpotError('cancelled', 'Enough.');
    });
    board.cancel(told[0].id);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(told.at(-1)).toMatchObject({
      state: 'cancelled',
      done: 7,
      outcome: '93 spectra keep their old fits.',
    });
    expect(() => board.cancel(told[0].id)).toThrow(/over already/);
  });

  it('holds work that is paused, without counting the pause', async () => {
    const { board, told, states, pass } = boardAt();
    const job = board.start({ ...fitting, pausable: true });
    pass(10);
    job.progress(10);
    board.pause(job.id);
    const went = vi.fn();
    const turn = job.turn().then(went);
    await Promise.resolve();
    expect(went).not.toHaveBeenCalled();
    pass(1000);
    board.resume(job.id);
    await turn;
    pass(10);
    job.progress(20);
    expect(states()).toEqual(['running', 'running', 'paused', 'running', 'running']);
    expect(told.at(-1)?.secondsLeft).toBe(80);
  });

  it('cancels work that is paused', async () => {
    const { board, told, states } = boardAt();
    const running = board.run({ ...fitting, pausable: true, cancellable: true }, async (job) => {
      await job.turn();
      await Promise.resolve();
      await job.turn();
    });
    board.pause(told[0].id);
    board.cancel(told[0].id);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(states().at(-1)).toBe('cancelled');
  });

  it('refuses what the work does not offer', () => {
    const { board } = boardAt();
    const { id } = board.start(fitting);
    expect(() => board.cancel(id)).toThrow(/cannot be cancelled/);
    expect(() => board.pause(id)).toThrow(/cannot be paused/);
    expect(() => board.resume('other')).toThrow(SweetSpotError);
  });

  it('stays in the state it ended in', () => {
    const { board, states } = boardAt();
    const job = board.start(fitting);
    job.finish();
    job.fail(new Error('late'));
    job.progress(3);
    expect(states()).toEqual(['running', 'done']);
  });
});
