import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { startServer } from '../../src/server/start-server';
import { createScriptedHost } from '../bench/scripted-host';
import { seriousViolations } from './support/served-app';

const rendererDirectory = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const motors = ['SMARACT_NANO_SAMPLE_X_READBACK', 'SMARACT_NANO_SAMPLE_Y_READBACK'] as const;

/** CSS pixels of a window: of 1024 × 700 to 3840 × 2160, and of smaller ones as zooming makes them. */
const sizes = [
  [512, 350],
  [683, 467],
  [1024, 700],
  [1024, 768],
  [1199, 800],
  [1280, 800],
  [1440, 900],
  [2560, 1440],
  [3840, 2160],
] as const;

/** Texts that lie over one another, and controls that are cut where nothing scrolls to them; in words. */
function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      text: string;
      rect: DOMRect;
    }
    const faults: string[] = [];
    const isLayered = (element: Element) =>
      element.closest('.visually-hidden, .tooltip, .overlay, .toast, .profile-label, canvas') !==
      null;
    const clipOf = (within: Element | null): DOMRect => {
      let { left, top, right, bottom } = document.documentElement.getBoundingClientRect();
      for (let at = within; at; at = at.parentElement) {
        if (getComputedStyle(at).overflow === 'visible') continue;
        const rect = at.getBoundingClientRect();
        left = Math.max(left, rect.left);
        top = Math.max(top, rect.top);
        right = Math.min(right, rect.right);
        bottom = Math.min(bottom, rect.bottom);
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    };
    const seen = (within: Element | null, rect: DOMRect): DOMRect | null => {
      const clip = clipOf(within);
      const [left, top] = [Math.max(rect.left, clip.left), Math.max(rect.top, clip.top)];
      const [right, bottom] = [
        Math.min(rect.right, clip.right),
        Math.min(rect.bottom, clip.bottom),
      ];
      return right > left && bottom > top
        ? new DOMRect(left, top, right - left, bottom - top)
        : null;
    };
    const boxes: Box[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      const text = node.textContent?.trim() ?? '';
      if (text === '' || isLayered(element) || !element.checkVisibility()) continue;
      if (element instanceof HTMLOptionElement) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rect = seen(element, range.getBoundingClientRect());
      if (rect) boxes.push({ text, rect });
    }
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const across = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        const down = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
        if (across > 2 && down > 3) faults.push(`"${a.text}" lies over "${b.text}"`);
      }
    });
    const scrolls = (element: Element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflow)) return true;
      }
      return false;
    };
    for (const control of document.querySelectorAll('button, select, input, [role="slider"]')) {
      if (!control.checkVisibility() || isLayered(control) || scrolls(control)) continue;
      const rect = control.getBoundingClientRect();
      const visible = seen(control.parentElement, rect);
      const isWhole =
        visible !== null && visible.width >= rect.width - 2 && visible.height >= rect.height - 2;
      const name = control.getAttribute('aria-label') ?? control.textContent?.trim();
      if (rect.width > 0 && !isWhole) faults.push(`${name} is cut`);
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push('The page scrolls sideways');
    return faults;
  });
}

test('nothing overlaps or is cut at any size, with long motor names, light and dark', async ({
  page,
}) => {
  const scripted = createScriptedHost({ side: 20, motors }, 400);
  const server = await startServer({ host: scripted.host, rendererDirectory });
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(server.url);
      await expect(page.getByTestId('best-spots')).toHaveAttribute('data-spots', '1');
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await expect(page.getByTestId('map-pane-0')).toBeVisible();
        await expect
          .poll(() => faultsOf(page), { message: `${width} × ${height}, ${colorScheme}` })
          .toEqual([]);
      }
      await page.setViewportSize({ width: 1024, height: 768 });
      expect(await seriousViolations(page)).toEqual([]);
    }
    // Below 1200 px one map is shown, and the other is a click away.
    await expect(page.getByTestId('map-pane-1')).toHaveCount(0);
    await page.getByTestId('show-map-1').click();
    await expect(page.getByTestId('map-pane-1')).toBeVisible();
    await expect(page.getByTestId('map-pane-0')).toHaveCount(0);
    // A pane can have the window for itself.
    await page.getByTestId('maximise-spectrum').click();
    await expect(page.getByTestId('map-pane-1')).toHaveCount(0);
    const { width } = (await page.getByTestId('spectrum').boundingBox())!;
    expect(width).toBeGreaterThan(1000);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('map-pane-1')).toBeVisible();
  } finally {
    await page.close();
    await server.close();
  }
});
