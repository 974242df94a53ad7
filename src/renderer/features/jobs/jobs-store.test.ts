import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { JobBoard } from '#shared/job-board';
import { useJobsStore } from './jobs-store';

beforeEach(() => setActivePinia(createPinia()));

describe('the jobs store', () => {
  it('follows a board: what is under way by its beginning, what is over by its end', () => {
    const jobs = useJobsStore();
    const board = new JobBoard({ origin: 'engine', onChange: (job) => jobs.update(job) });
    const start = (label: string) => board.start({ kind: 'test', label });
    const [first, second, third] = ['first', 'second', 'third'].map(start);
    first.fail(new Error('broken'));
    second.finish('well');
    third.progress(1);
    const labels = (list: { label: string }[]) => list.map(({ label }) => label);
    expect(labels(jobs.running)).toEqual(['third']);
    expect(labels(jobs.ended)).toEqual(['second', 'first']);
    jobs.adopt(jobs.running);
    expect(labels(jobs.jobs)).toEqual(['third']);
  });
});
