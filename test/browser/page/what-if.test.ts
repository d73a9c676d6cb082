/** What if, as a person uses it: turn, compare, pin, undo, export. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chromium,
  DESK,
  ENDLESS,
  hold,
  ServedPage,
  seeCharts,
  smallLink,
  why,
} from './served-page.ts';

/** A text area, as far as it is asked. */
interface Marked {
  readonly value: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
}

/** The text of a row of the figures, a cell each. */
async function row(page: Page, label: string): Promise<string[]> {
  const found = page.locator('.figures tbody tr', { has: page.getByText(label, { exact: true }) });
  return found.locator('td').allInnerTexts();
}

/**
 * The comparison is whole, and of what is set now. Both at one moment: the link may still be that of
 * an earlier comparison, and the figures those of the first days.
 */
async function settled(page: Page): Promise<void> {
  const fresh = ':has(.figures[aria-busy="false"])';
  const whole = ':has(a[download="mailpath.csv"])';
  await page.locator(`.workplace${fresh}${whole}`).waitFor();
}

/** Has the focus. */
const focused = (page: Page) => page.evaluate<string>('document.activeElement.innerText');

describe.skipIf(chromium.path === null)(`what if${why}`, () => {
  const served = new ServedPage();
  beforeAll(() => served.start());
  afterAll(() => served.stop());

  it('shows default, recommended and current side by side, and says what was found', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await settled(page);
      const names = await page.locator('.figures thead th').allInnerTexts();
      expect(names).toEqual(['current', 'against default', 'default', 'recommended']);
      const [current, , usual, recommended] = await row(page, '99% of the mail within');
      expect(usual).toMatch(/min/);
      expect(usual).toMatch(/ to /);
      expect(recommended).not.toBe(usual);
      expect(current).toBe(usual);
      expect(await page.locator('.lead').innerText()).toMatch(
        /^On a typical day .* under recommended, against .* under default/,
      );
      expect(await seeCharts(page)).toBeGreaterThanOrEqual(4);
    }));

  it('answers a turned setting with one replication, then with the difference and its confidence', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await settled(page);
      const [before] = await row(page, '99% of the mail within');
      await page.getByLabel('HostStat', { exact: true }).uncheck();
      await settled(page);
      const [current, difference, usual] = await row(page, '99% of the mail within');
      expect(usual).toBe(before);
      expect(current).not.toBe(before);
      expect(difference).toMatch(/−.*(significant)/s);
      expect(await page.locator('.estimate').innerText()).toContain('HostStat is off');
    }));

  it('lets the closed forms follow a slider while it is turned', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await page.locator('.estimate').getByText('30 messages/min').waitFor();
      const slider = page.getByLabel('Arrival rate, slider');
      // Turned, and not let go: only an input event.
      await slider.evaluate((element) => {
        (element as unknown as { value: string }).value = '800';
        element.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await page.locator('.estimate').getByText('3 messages/s').waitFor();
      expect(page.url()).not.toContain('site=');
    }));

  it('refuses a value without its unit, and says how to write it', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      const field = page.getByLabel('Message retry interval', { exact: true });
      await field.fill('5');
      await field.press('Enter');
      await page.getByText('Write it like 30s.').waitFor();
      await field.fill('5m');
      await field.press('Enter');
      await page.getByRole('button', { name: 'Reset Message retry interval' }).waitFor();
      await expect.poll(() => page.url()).toContain('current=retry-interval%3D5m');
    }));

  it('pins a baseline and compares with it; undo and reset take back', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await page.getByLabel('HostStat', { exact: true }).uncheck();
      await page.getByRole('button', { name: 'Pin as baseline' }).click();
      await page.getByLabel('HostStat', { exact: true }).check();
      await settled(page);
      const names = page.locator('.figures thead th');
      const columns = ['current', 'against baseline', 'baseline', 'default', 'recommended'];
      await expect.poll(() => names.allInnerTexts()).toEqual(columns);
      expect((await row(page, '99% of the mail within'))[1]).toMatch(/\+/);
      await page.getByRole('button', { name: 'Undo' }).click();
      const shared = page.getByLabel('HostStat', { exact: true });
      await expect.poll(() => shared.isChecked()).toBe(false);
      await page.getByRole('button', { name: 'Reset all' }).click();
      await expect.poll(() => shared.isChecked()).toBe(true);
      await page.getByRole('button', { name: 'Unpin the baseline' }).click();
      await expect.poll(() => names.nth(1).innerText()).toBe('against default');
    }));

  it('can be cancelled and begun again, without losing the focus', () =>
    served.visit(smallLink('what-if', { text: ENDLESS }), DESK, async (page) => {
      const cancel = page.getByRole('button', { name: 'Cancel' });
      await cancel.click();
      await expect.poll(() => focused(page)).toMatch(/^Cancelled/);
      await page.getByRole('button', { name: 'Compare again' }).click();
      await page.getByRole('progressbar').waitFor();
      await cancel.click();
    }));

  it('is dimmed on the way back from another view until what is set now is known', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await settled(page);
      await page.getByRole('link', { name: 'Recommend' }).click();
      await page.getByRole('heading', { name: 'Recommend', level: 1 }).waitFor();
      const answer = await hold(page, '**/api/runs');
      await page.getByRole('link', { name: 'What if', exact: true }).click();
      await page.locator('.figures[aria-busy="true"]').waitFor();
      answer();
      await settled(page);
    }));

  it('is not covered by a preview that comes late', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await settled(page);
      const answer = await hold(page, '**/api/preview');
      const compare = await hold(page, '**/api/runs');
      await page.getByLabel('HostStat', { exact: true }).uncheck();
      await page.locator('.figures[aria-busy="true"]').waitFor();
      compare();
      await settled(page);
      const before = await row(page, '99% of the mail within');
      const late = page.waitForResponse('**/api/preview');
      answer();
      await (await late).finished();
      await page.evaluate(
        'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))',
      );
      expect(await row(page, '99% of the mail within')).toEqual(before);
      expect(before[0]).toMatch(/ to /);
    }));

  it('says of a run that the server has forgotten that it has', () =>
    served.visit(
      '#/sweep?v=1&scenario=main',
      DESK,
      async (page) => {
        const body = JSON.stringify({ error: { code: 'not-found', message: 'gone' } });
        await page.route('**/events', (route) =>
          route.fulfill({ status: 422, contentType: 'application/json', body }),
        );
        await page.getByRole('button', { name: 'Sweep', exact: true }).click();
        await page.getByRole('alert').getByText('knows nothing of this run').waitFor();
      },
      1,
    ));

  it('is carried by its link', () =>
    served.visit(smallLink('what-if', { current: 'runners=7' }), DESK, async (page) => {
      const runners = page.getByLabel('Queue runners', { exact: true });
      await expect.poll(() => runners.inputValue()).toBe('7');
      const command = page.locator('.command');
      await expect.poll(() => command.innerText()).toContain('--set settings.current.runners=7');
    }));

  it('says of a link of another version that it cannot read it', () =>
    served.visit('#/what-if?v=9&scenario=main', DESK, async (page) => {
      await page.getByRole('alert').getByText('The link is of version 9').waitFor();
    }));

  it('saves the scenario with its changes, and opens it again', () =>
    served.visit(smallLink('what-if', { current: 'runners=7' }), DESK, async (page) => {
      await page.getByLabel('Queue runners', { exact: true }).waitFor();
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save the scenario (YAML)' }).click();
      const file = await (await saving).path();
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('question: What does a refusal of two minutes cost a small gateway?');
      expect(text).toMatch(/current:[\s\S]*runners: 7/);
      await page.locator('input[type=file]').setInputFiles({
        // A name may be longer than the server takes one.
        name: `${'kept-'.repeat(40)}.yaml`,
        mimeType: 'application/yaml',
        buffer: Buffer.from(text.replace('What does', 'Once more, what does')),
      });
      await page.getByRole('heading', { name: /Once more, what does/ }).waitFor();
      const runners = page.getByLabel('Queue runners', { exact: true });
      await expect.poll(() => runners.inputValue()).toBe('7');
      await expect.poll(() => page.url()).not.toContain('current=');
    }));

  it('gives the mail log of the current settings, which the mail log view diagnoses', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await settled(page);
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save one day’s mail log' }).click();
      const file = await (await saving).path();
      expect(readFileSync(file, 'utf8')).toMatch(/^Jan {2}5 .* sendmail\[\d+\]: /);
      await page.getByRole('link', { name: 'Mail log' }).click();
      await page.getByRole('heading', { name: 'What does my mail log say?' }).waitFor();
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('heading', { name: 'What is found' }).waitFor();
    }));

  it('shows the errors of a scenario where they are, and leads to the line', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await page.locator('input[type=file]').setInputFiles({
        name: 'bad.yaml',
        mimeType: 'application/yaml',
        buffer: Buffer.from('version: 2\nquestion: What?\nmail:\n  arrivals: [{ rate: 5 }]\n'),
      });
      await page.getByRole('button', { name: 'Line 4' }).click();
      const text = page.getByLabel('The scenario as YAML');
      const marked = () =>
        text.evaluate((area) => {
          const { value, selectionStart, selectionEnd } = area as unknown as Marked;
          return value.slice(selectionStart, selectionEnd);
        });
      await expect.poll(marked).toBe('5');
      const use = page.getByRole('button', { name: 'Use it' });
      await expect.poll(() => use.isDisabled()).toBe(true);
    }));

  it('exports a chart as PNG, SVG and CSV, and the figures as CSV and HTML', () =>
    served.visit(smallLink('what-if'), DESK, async (page) => {
      await settled(page);
      const figure = page.locator('figure').first();
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('[data-drawn="true"] svg').waitFor();
      await figure.locator('summary').click();
      const saved = async (button: string) => {
        const saving = page.waitForEvent('download');
        await figure.getByRole('button', { name: button }).click();
        return readFileSync(await (await saving).path());
      };
      expect((await saved('Save as PNG')).subarray(1, 4).toString()).toBe('PNG');
      const svg = (await saved('Save as SVG')).toString();
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg).not.toContain('var(');
      expect((await saved('Save as CSV')).toString()).toContain('default');
      for (const [name, start] of [
        ['Save the figures (CSV)', 'scenario,setting,measure'],
        ['Save the report (HTML)', '<!doctype html>'],
      ]) {
        const saving = page.waitForEvent('download');
        await page.getByRole('link', { name }).click();
        expect(readFileSync(await (await saving).path(), 'utf8').slice(0, 40)).toContain(start);
      }
    }));
});
