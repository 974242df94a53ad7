import { beforeEach, expect, it } from 'vitest';
import { JobBoard } from '#shared/job-board';
import type { Job } from '#shared/jobs';
import { PointPass } from './point-pass';
import { TaskList } from './task-list';

let values: number[];
let target: { value: number } | null;
let tasks: TaskList;
let board: JobBoard;
let jobs: Job[];
let time = 0;
let left: number[];
let looked: number;
let onWork: () => void;
let pass: PointPass<{ value: number }>;

beforeEach(() => {
  values = new Array<number>(10).fill(0);
  target = { value: 1 };
  jobs = [];
  board = new JobBoard({
    origin: 'engine',
    now: () => (time += 1000),
    onChange: (job) => jobs.push(job),
  });
  tasks = new TaskList(board);
  left = [];
  looked = 0;
  onWork = () => undefined;
  pass = new PointPass<{ value: number }>({
    id: 'pass',
    label: 'Passing',
    chunk: 4,
    tasks,
    count: () => values.length,
    target: () => target,
    isCurrent: (id, { value }) => {
      looked++;
      return values[id] === value;
    },
    work: (ids, { value }) => {
      onWork();
      return Promise.resolve(() => {
        for (const id of ids) values[id] = value;
      });
    },
    onCancelled: (ids) => left.push(...ids),
  });
});

it('brings every point to the target, piece by piece, with progress', async () => {
  expect(await pass.advance()).toBe(true);
  expect(values).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  expect(jobs.at(-1)).toMatchObject({ kind: 'pass', state: 'running', done: 4, total: 10 });
  while (await pass.advance());
  expect(values).toEqual(new Array(10).fill(1));
  expect(jobs.at(-1)).toMatchObject({ state: 'done', done: 10 });
});

it('drops what was worked out for a target that is no longer in force', async () => {
  onWork = () => (target = { value: 2 });
  await pass.advance();
  expect(values).toEqual(new Array(10).fill(0));
  onWork = () => undefined;
  while (await pass.advance());
  expect(values).toEqual(new Array(10).fill(2));
});

it('leaves what is left where the user cancels, and says which points that are', async () => {
  await pass.advance();
  board.cancel(jobs[0].id);
  const outcome = '6 points stay as they were.';
  expect(jobs.at(-1)).toMatchObject({ state: 'cancelled', done: 4, outcome });
  expect(left).toEqual([4, 5, 6, 7, 8, 9]);
  expect(await pass.advance()).toBe(false);
  // What comes later is looked at all the same.
  values.push(0);
  while (await pass.advance());
  expect(values.at(-1)).toBe(1);
});

it('looks at a point once, however many come', async () => {
  while (await pass.advance());
  const before = looked;
  for (let k = 0; k < 1000; k++) {
    values.push(1);
    await pass.advance();
  }
  expect(looked - before).toBe(1000);
});
