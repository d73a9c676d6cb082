/** The studies and the mail log, through the page: started, read, loaded into What if. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../open-page.ts';
import {
  chromium,
  DESK,
  LOOKS,
  ServedPage,
  seeCharts,
  sidewaysOverflow,
  smallLink,
  why,
} from './served-page.ts';

const A1 = join(import.meta.dirname, '..', '..', 'maillog', 'logs', 'a1-cap-hoststat.maillog');

const STUDIES = [
  { view: 'ladder', start: 'Try the changes', finds: /recommended/ },
  { view: 'sweep', start: 'Sweep', finds: /messages-per-connection|runners/ },
  { view: 'recommend', start: 'Recommend', finds: /Choose|objective/ },
  { view: 'sensitivity', start: 'Try every input', finds: /p99/ },
] as const;

async function run(page: Page, start: string): Promise<void> {
  await page.getByRole('button', { name: start, exact: true }).click();
  await page.getByRole('heading', { name: 'Export' }).waitFor();
}

const served = new ServedPage();
beforeAll(() => served.start());
afterAll(() => served.stop());

describe.skipIf(chromium.path === null)(`a study in the page${why}`, () => {
  const cases = STUDIES.flatMap((study) => LOOKS.map((look) => ({ ...study, ...look })));

  it.each(cases)('finds, draws and can be read by everybody: $view, $width px, $scheme', (one) =>
    served.visit(smallLink(one.view), one, async (page) => {
      await run(page, one.start);
      expect(await page.locator('.lead').innerText()).toMatch(one.finds);
      expect(await seeCharts(page)).toBeGreaterThanOrEqual(1);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
    }),
  );

  it('loads a point of the sweep into What if', () =>
    served.visit(smallLink('sweep'), DESK, async (page) => {
      await run(page, 'Sweep');
      await page.getByRole('button', { name: /^messages-per-connection 50, runners 8:/ }).click();
      const runners = page.getByLabel('Queue runners', { exact: true });
      await expect.poll(() => runners.inputValue()).toBe('8');
      const messages = page.getByLabel('Messages per connection', { exact: true });
      await expect.poll(() => messages.inputValue()).toBe('50');
    }));

  it('tells an answer to an earlier question apart', () =>
    served.visit(smallLink('sweep'), DESK, async (page) => {
      await run(page, 'Sweep');
      await page.getByLabel('Replications').fill('4');
      await page.getByText('This is the answer to an earlier question').waitFor();
      await page.getByRole('heading', { name: 'Load a point' }).waitFor({ state: 'detached' });
      const command = page.locator('.command');
      await expect.poll(() => command.innerText()).toContain('--replications 12');
    }));

  it('loads what is recommended into What if', () =>
    served.visit(smallLink('recommend'), DESK, async (page) => {
      await page.getByLabel('What you want').fill('p99 < 5m');
      await run(page, 'Recommend');
      await page.getByRole('button', { name: 'Look at it in What if' }).click();
      await page.getByRole('group', { name: 'Current settings' }).waitFor();
      await expect.poll(() => page.url()).toContain('current=host-status');
    }));

  it('says what is wrong with a question, and shows no result', () =>
    served.visit(
      smallLink('recommend'),
      DESK,
      async (page) => {
        await page.getByLabel('What you want').fill('p98 < 5m');
        await page.getByRole('button', { name: 'Recommend', exact: true }).click();
        await page.getByRole('alert').getByText(/p98/).waitFor();
      },
      1,
    ));

  it('cancels a study, and starts it again', () =>
    served.visit('#/sweep?v=1&scenario=main', DESK, async (page) => {
      await page.getByLabel('Replications').fill('50');
      await page.getByRole('button', { name: 'Sweep', exact: true }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Cancelled.').waitFor();
      await page.getByRole('button', { name: 'Sweep', exact: true }).waitFor();
    }));
});

describe.skipIf(chromium.path === null)(`an earlier result${why}`, () => {
  it('is listed, and shown where the focus then is', () =>
    served.visit(smallLink('ladder'), DESK, async (page) => {
      await run(page, 'Try the changes');
      await page.getByRole('link', { name: 'Earlier results' }).click();
      await page.getByRole('button', { name: 'ladder of your scenario' }).first().click();
      const focused = () => page.evaluate<string>('document.activeElement.innerText');
      await expect.poll(focused).toMatch(/^What does a refusal/);
      expect(await seeCharts(page)).toBeGreaterThanOrEqual(1);
      expect(await accessibilityViolations(page)).toEqual([]);
    }));
});

describe.skipIf(chromium.path === null)(`a mail log in the page${why}`, () => {
  it.each(LOOKS)('is diagnosed and fitted: $width px, $scheme', (look) =>
    served.visit('#/logs', look, async (page) => {
      await page.locator('input[type=file]').setInputFiles({
        name: 'maillog.gz',
        mimeType: 'application/gzip',
        buffer: gzipSync(readFileSync(A1)),
      });
      await page.getByText('This is the failure that Microsoft’s article describes').waitFor();
      expect(await seeCharts(page)).toBe(1);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
    }),
  );

  it('gets a recommendation without a line of documentation', () =>
    served.visit('#/logs', DESK, async (page) => {
      await page.locator('input[type=file]').setInputFiles(A1);
      await page.getByRole('button', { name: 'Recommend settings for it' }).click();
      await run(page, 'Recommend');
      expect(await page.locator('.lead').innerText()).toMatch(/Choose|Nothing/);
    }));

  it('says of a file that is no log what was expected', () =>
    served.visit(
      '#/logs',
      DESK,
      async (page) => {
        await page.locator('input[type=file]').setInputFiles({
          name: 'holiday.txt',
          mimeType: 'text/plain',
          buffer: Buffer.from('sun\nsea\n'),
        });
        await page
          .getByRole('alert')
          .getByText(/no delivery line/)
          .waitFor();
      },
      1,
    ));
});
