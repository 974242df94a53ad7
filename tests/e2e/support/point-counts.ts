import type { Page } from '@playwright/test';

type Recording = Window & { pointCounts?: number[] };

/**
 * From the next navigation on, notes in the page every number of points that the first map
 * shows: a test that looks now and then may miss a scan that runs while the machine is busy.
 */
export async function recordPointCounts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counts: number[] = [];
    (window as Recording).pointCounts = counts;
    new MutationObserver(() => {
      const map = document.querySelector('[data-testid="map-pane-0"]');
      const count = Number(map?.getAttribute('data-points') ?? 0);
      if (map !== null && count !== counts.at(-1)) counts.push(count);
    }).observe(document, { subtree: true, childList: true, attributeFilter: ['data-points'] });
  });
}

/** The different numbers of points shown so far, in order. */
export function pointCounts(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as Recording).pointCounts ?? []);
}
