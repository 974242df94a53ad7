import { parentPort } from 'node:worker_threads';
import { DenseTraining, type DensePoints, type DenseSettings } from './dense-training';
import type { TrainedDense } from './dense-training';

/** What a worker is asked for: one training; it tells of the epochs named as rungs and waits. */
export interface DenseJob {
  points: DensePoints;
  settings: DenseSettings;
  rungs: readonly number[];
}

/** What a worker tells. */
export type DenseReport =
  | { kind: 'rung'; epoch: number; loss: number }
  | { kind: 'ended'; trained: TrainedDense; losses: Float32Array; wasStopped: boolean };

/** Trains to the end, or to the rung at which `goesOn` says no. */
export async function runDenseJob(
  job: DenseJob,
  goesOn: (epoch: number, loss: number) => Promise<boolean>,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<Extract<DenseReport, { kind: 'ended' }>> {
  const training = new DenseTraining(job.points, job.settings);
  const losses: number[] = [];
  let best = Infinity;
  let wasStopped = false;
  while (!training.isDone && !wasStopped) {
    const { epoch, heldOutLoss } = training.runEpoch();
    losses.push(heldOutLoss);
    best = Math.min(best, heldOutLoss);
    if (job.rungs.includes(epoch)) wasStopped = !(await goesOn(epoch, best));
    await pause();
  }
  return {
    kind: 'ended',
    trained: training.result(),
    losses: Float32Array.from(losses),
    wasStopped,
  };
}

const port = parentPort;
if (port !== null) {
  let answer: (isGoing: boolean) => void = () => undefined;
  port.on('message', (message: DenseJob | boolean) => {
    if (typeof message === 'boolean') {
      answer(message);
      return;
    }
    const goesOn = (epoch: number, loss: number) => {
      port.postMessage({ kind: 'rung', epoch, loss } satisfies DenseReport);
      return new Promise<boolean>((resolve) => (answer = resolve));
    };
    void runDenseJob(message, goesOn).then((report) => port.postMessage(report));
  });
}
