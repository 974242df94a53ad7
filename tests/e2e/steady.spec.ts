import type { Page } from '@playwright/test';
import { expect, test } from './support/served-app';

const raster = { columns: 12, rows: 7 };
const points = raster.columns * raster.rows;
const settledAfter = 10;
const watchedPoints = 60;

interface Shift {
  value: number;
  /** Each moved element with where it was and where it went. */
  moved: string[];
}
type Watched = Window & { shifts?: Shift[] };

/** From now on notes everything that moves without the user having asked for it. */
async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shifts: Shift[] = [];
    (window as Watched).shifts = shifts;
    const place = ({ x, y, width, height }: DOMRectReadOnly) =>
      [x, y, width, height].map(Math.round).join(' ');
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
      })[]) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
          const name = node instanceof Element ? node.className : node?.parentElement?.className;
          return `${name} ${node?.textContent}: ${place(previousRect)} -> ${place(currentRect)}`;
        });
        shifts.push({ value: entry.value, moved });
      }
    }).observe({ type: 'layout-shift' });
  });
}

/** Pairs of neighbours in the two bars that overlap, and what sticks out of its bar or the window. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) => `${element.className} "${element.textContent.trim()}"`;
    const bars = ['.scan-bar', '.scan-bar .progress', '.content', '.status-bar'];
    for (const bar of bars.map((selector) => document.querySelector(selector))) {
      const frame = bar!.getBoundingClientRect();
      const parts = [...bar!.children].map((part) => ({
        part,
        area: part.getBoundingClientRect(),
      }));
      for (const [i, { part, area }] of parts.entries()) {
        const sticksOut = area.right > frame.right + 0.5 || area.bottom > frame.bottom + 0.5;
        if (sticksOut) found.push(`${name(part)} sticks out`);
        for (const other of parts.slice(i + 1)) {
          const across =
            Math.min(area.right, other.area.right) - Math.max(area.left, other.area.left);
          const down =
            Math.min(area.bottom, other.area.bottom) - Math.max(area.top, other.area.top);
          if (across > 0.5 && down > 0.5) found.push(`${name(part)} over ${name(other.part)}`);
        }
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push('the window scrolls');
    return found;
  });
}

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
]) {
  test(`nothing moves while 20 points arrive a second, ${viewport.width} × ${viewport.height}`, async ({
    page,
    app,
  }) => {
    await page.setViewportSize(viewport);
    await page.goto(app.url);
    await page.getByTestId('start-beamline').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Points per second').fill('20');
    await dialog.getByLabel('Columns').fill(String(raster.columns));
    await dialog.getByLabel('Rows').fill(String(raster.rows));
    await dialog.getByTestId('beamline-start').click();

    const map = page.getByTestId('map-pane-0');
    const shown = async () => Number(await map.getAttribute('data-points'));
    await expect.poll(shown, { intervals: [50] }).toBeGreaterThanOrEqual(settledAfter);
    await watchShifts(page);
    const from = await shown();
    expect(from, 'the scan is still running').toBeLessThan(points);
    const seen = new Set<string>();
    const last = Math.min(points, from + watchedPoints);
    await expect
      .poll(
        async () => {
          for (const overlap of await overlaps(page)) seen.add(overlap);
          return shown();
        },
        { intervals: [100] },
      )
      .toBeGreaterThanOrEqual(last);
    const shifts = await page.evaluate(() => (window as Watched).shifts ?? []);
    expect(shifts).toEqual([]);
    expect([...seen]).toEqual([]);
  });
}
