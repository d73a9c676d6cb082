/** By keyboard alone: what-if and a sweep from the first key to the result. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, DESK, ServedPage, smallLink, why } from './served-page.ts';

const MAX_STEPS = 120;

/** Tab until what has the focus is called so; fails where the focus cannot be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step++) {
    await page.keyboard.press('Tab');
    const { called, seen } = await page.evaluate<{ called: string; seen: boolean }>(`(() => {
      const element = document.activeElement;
      const label = element.labels?.[0]?.innerText ?? '';
      const style = getComputedStyle(element.matches('.unseen') ? element.parentElement : element);
      return {
        called: element.getAttribute('aria-label') ?? (label || element.innerText || ''),
        seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
      };
    })()`);
    if (!name.test(called)) continue;
    expect(seen, `the focus on "${called}" is seen`).toBe(true);
    return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

describe.skipIf(chromium.path === null)(`the keyboard alone${why}`, () => {
  const served = new ServedPage();
  beforeAll(() => served.start());
  afterAll(() => served.stop());

  it('turns a setting, pins, undoes, and copies the command', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await page.getByRole('group', { name: 'Current settings' }).waitFor();
      await tabTo(page, /^To the content/);
      await page.keyboard.press('Enter');
      await tabTo(page, /^Pin as baseline/);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Unpin the baseline' }).waitFor();
      await tabTo(page, /^Queue runners, slider/);
      const runners = page.getByLabel('Queue runners', { exact: true });
      // Each press is one more, however many steps of the slider stand for the same number.
      for (const wanted of ['3', '4', '5']) {
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => runners.inputValue()).toBe(wanted);
      }
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => runners.inputValue()).toBe('4');
      await tabTo(page, /^HostStat/);
      await page.keyboard.press('Space');
      await page.getByRole('columnheader', { name: 'against baseline' }).waitFor();
      await page.locator('.figures').getByText('significant').first().waitFor();
      await expect.poll(() => page.url()).toContain('current=host-status%3Doff');
      await tabTo(page, /^Copy the command/);
      await page.keyboard.press('Enter');
      await page
        .locator('.export .said')
        .getByText(/clipboard|copy it yourself/)
        .waitFor();
    }));

  it('sweeps and loads a point', () =>
    served.visit(smallLink('sweep'), DESK, async (page) => {
      await page.getByRole('button', { name: 'Sweep', exact: true }).waitFor();
      await tabTo(page, /^over/);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('50, 199');
      await tabTo(page, /^Sweep$/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Load a point' }).waitFor();
      await tabTo(page, /^messages-per-connection 199, runners 8:/);
      await page.keyboard.press('Enter');
      const runners = page.getByLabel('Queue runners', { exact: true });
      await expect.poll(() => runners.inputValue()).toBe('8');
    }));
});
