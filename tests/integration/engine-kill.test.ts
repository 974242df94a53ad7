import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleForNode } from './bundle';
import {
  frameKeys,
  open,
  startEngine,
  temporaryFolder,
  until,
  untilFinished,
  writePointFile,
} from './engine-support';

/** How often the engine is killed; `npm run test:faults` asks for more than a usual run. */
const kills = Number(process.env.SWEETSPOT_KILLS ?? 2);
const columns = 8;
/** Several points between two kills. */
const rows = Math.ceil(((kills + 1) * 12) / columns) + 1;
const total = columns * rows;
const lastKillAfter = kills * 10;

let scratch: ReturnType<typeof temporaryFolder>;
let child: Awaited<ReturnType<typeof bundleForNode>>;

beforeAll(async () => {
  scratch = temporaryFolder();
  child = await bundleForNode('tests/integration/engine-kill-child.ts');
});

afterAll(() => {
  child.remove();
  scratch.remove();
});

/** Resolves once the engine process has scored `count` points. */
function scoredBy(running: ChildProcess, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    running.on('message', (message: { scored: number }) => {
      if (message.scored >= count) resolve();
    });
    running.once('exit', () => reject(new Error('The engine process ended early.')));
  });
}

it('loses and repeats nothing when the engine is killed in the middle of a scan', async () => {
  const source = join(scratch.path, 'scan');
  const data = join(scratch.path, 'data');
  mkdirSync(source);
  const writing = (async () => {
    for (let i = 0; i < total; i++) {
      await writePointFile(join(source, `k${String(i).padStart(4, '0')}.h5`), i, columns, rows);
    }
  })();
  for (let kill = 1; kill <= kills; kill++) {
    const running = fork(child.path, [source, data], { stdio: 'inherit' });
    await scoredBy(running, kill * 10);
    running.removeAllListeners('exit');
    running.kill('SIGKILL');
    await until(() => running.signalCode === 'SIGKILL');
  }
  await writing;
  const observed = await startEngine(data);
  try {
    await open(observed, source);
    const restored = (await observed.snapshot()).points.ids.length;
    expect(restored).toBeGreaterThanOrEqual(lastKillAfter);
    await untilFinished(observed);
    const keys = frameKeys(await observed.snapshot());
    expect(keys).toHaveLength(total);
    expect(new Set(keys).size).toBe(total);
    // One image at start; then only what the killed engines had not written down.
    expect(observed.scorer.embedded).toBe(1 + total - restored);
  } finally {
    await observed.engine.stop();
  }
});
