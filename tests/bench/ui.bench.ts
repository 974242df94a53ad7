import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import {
  atMost,
  figureOf,
  figuresTable,
  quantileOf,
  type Figure,
} from '../../src/lab/bench/figure';
import { startServer } from '../../src/server/start-server';
import { createScriptedHost } from './scripted-host';

const rendererDirectory = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const arrivals = 200;
const pointsPerSecond = 20;
/** The engine derives less often the more points there are. */
const pointsPerDerivation = 20;

/** What the page notes about itself. */
type Notes = Window & { shownAt?: Map<number, number> };

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  /** Microseconds it took, and of processor time; the system may not tell the latter. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** Tasks on the page's main thread: how long each took, and what it needed of a processor, ms. */
function mainThreadTasks(trace: Buffer): { wallMs: number; processorMs: number }[] {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const tasks = traceEvents.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  const busiest = threads
    .map(({ pid, tid }) => tasks.filter((task) => task.pid === pid && task.tid === tid))
    .sort((a, b) => sum(b) - sum(a))[0];
  return (busiest ?? []).map(({ dur = 0, tdur = dur }) => ({
    wallMs: dur / 1000,
    processorMs: tdur / 1000,
  }));
}

const sum = (tasks: TraceEvent[]) => tasks.reduce((total, { dur = 0 }) => total + dur, 0);

for (const side of [100, 512]) {
  test(`${side} × ${side} points`, async ({ page, browser }) => {
    const first = side * side - arrivals - 1;
    const scripted = createScriptedHost({ side }, first);
    const server = await startServer({ host: scripted.host, rendererDirectory });
    const figures: Figure[] = [];
    try {
      await page.addInitScript(() => {
        const notes = window as Notes;
        const shownAt = (notes.shownAt = new Map<number, number>());
        new MutationObserver(() => {
          const map = document.querySelector('[data-testid="map-pane-0"]');
          const count = Number(map?.getAttribute('data-points') ?? 0);
          if (shownAt.has(count)) return;
          // Painted once the frame that the change asked for is over.
          requestAnimationFrame(() =>
            setTimeout(() => shownAt.set(count, performance.timeOrigin + performance.now())),
          );
        }).observe(document, { subtree: true, attributeFilter: ['data-points'] });
      });
      await page.goto(server.url);
      await expect(page.getByTestId('map-pane-0')).toHaveAttribute('data-points', String(first));
      await delay(2000);
      await browser.startTracing(page, {
        categories: ['toplevel', 'disabled-by-default-devtools.timeline'],
      });
      const toldAt = new Map<number, number>();
      for (let arrival = 0; arrival < arrivals; arrival++) {
        const told = performance.timeOrigin + performance.now();
        toldAt.set(scripted.addPoint(), told);
        if (arrival % pointsPerDerivation === 0) scripted.derive();
        await delay(1000 / pointsPerSecond);
      }
      await delay(500);
      const tasks = mainThreadTasks(await browser.stopTracing());
      const shown = await page.evaluate(() => [...((window as Notes).shownAt ?? [])]);
      const latencies = shown.flatMap(([count, at]) => {
        const told = toldAt.get(count);
        return told === undefined ? [] : [at - told];
      });
      const of = `${side} × ${side} points, ${pointsPerSecond}/s`;
      figures.push(
        figureOf(`score → pixel, median, ${of}`, 'ms', [quantileOf(latencies, 0.5)]),
        figureOf(`score → pixel, 95 %, ${of}`, 'ms', [quantileOf(latencies, 0.95)]),
        figureOf(
          `main thread for one new point, mean, ${of}`,
          'ms',
          [tasks.reduce((total, { processorMs }) => total + processorMs, 0) / arrivals],
          atMost(16),
        ),
        figureOf(
          `longest task of the main thread, ${of}`,
          'ms',
          [Math.max(...tasks.map(({ processorMs }) => processorMs))],
          atMost(50),
        ),
        figureOf(`the same with waiting for a processor, ${of}`, 'ms', [
          Math.max(...tasks.map(({ wallMs }) => wallMs)),
        ]),
      );
      process.stdout.write(`\n${figuresTable(figures)}\n`);
    } finally {
      await page.close();
      await server.close();
    }
  });
}
