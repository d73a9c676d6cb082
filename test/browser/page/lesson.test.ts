/** The lesson: every step readable by everybody, by keyboard alone, its log in step with its picture. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../web/client/lesson/steps.ts';
import { accessibilityViolations } from '../open-page.ts';
import {
  chromium,
  DESK,
  LOOKS,
  ServedPage,
  sidewaysOverflow,
  smallLink,
  why,
} from './served-page.ts';

const LESSON = '#/lesson';
const STILL = { ...DESK, still: true };
/** A step's window holds some 180 lines; so much earlier than the playhead may the last one be, s. */
const MAX_BEHIND = 90;

describe.skipIf(chromium.path === null)(`the lesson${why}`, () => {
  const served = new ServedPage();
  beforeAll(() => served.start());
  afterAll(() => served.stop());

  it.each(LOOKS)(
    'shows every step within its width, keeps to WCAG 2.2 AA, its log in step: $width px, $scheme',
    (look) =>
      served.visit(LESSON, { ...look, still: true }, async (page) => {
        for (const [index, { heading }] of STEPS.entries()) {
          if (index > 0) await page.getByRole('button', { name: 'Next', exact: true }).click();
          await shows(page, index);
          expect(await sidewaysOverflow(page)).toBe(0);
          await expect
            .poll(() => secondsBehind(page), { message: heading })
            .toBeLessThan(MAX_BEHIND);
          if (index % 3 === 0) await page.locator('.replay-tables summary').click();
          expect(await accessibilityViolations(page), heading).toEqual([]);
        }
      }),
  );

  it('is gone through by keyboard alone, the focus on the heading of each step', () =>
    served.visit(LESSON, STILL, async (page) => {
      await shows(page, 0);
      await reach(page, 'Next');
      for (const [index, { heading }] of STEPS.entries()) {
        if (index === 0) continue;
        await page.keyboard.press('Enter');
        await shows(page, index);
        await expect.poll(() => focused(page)).toBe(heading);
        if (index < STEPS.length - 1) await reach(page, 'Next');
      }
      // So slowly that it is still playing whenever one looks.
      await page.getByLabel('Speed').selectOption('1');
      await page.getByRole('button', { name: 'Start again' }).focus();
      await reach(page, 'Play');
      await page.keyboard.press('Space');
      await expect.poll(() => focused(page)).toBe('Pause');
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      const clock = page.locator('.player .clock');
      const before = await clock.textContent();
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
      await expect.poll(() => clock.textContent()).not.toBe(before);
    }));

  it('plays by itself to the moment of a step, and stops there', () =>
    served.visit(LESSON, DESK, async (page) => {
      await shows(page, 0);
      // It plays on whether somebody looks or not: every number of cuts is noted as it comes.
      await page.evaluate(`(() => {
        globalThis.seen = [];
        new MutationObserver(() => {
          const step = document.querySelector('#step-heading').textContent;
          const loading = /^Loading/m.test(document.querySelector('.step').innerText);
          if (loading || step !== ${JSON.stringify(STEPS[1].heading)}) return;
          const cuts = document.querySelectorAll('.replay-log li.cut').length;
          if (seen.at(-1) !== cuts) seen.push(cuts);
        }).observe(document.body, { childList: true, characterData: true, subtree: true });
      })()`);
      await page.getByRole('button', { name: STEPS[1].heading }).click();
      await shows(page, 1);
      await expect.poll(() => page.evaluate('seen')).toEqual([0, 1]);
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
      expect(await page.evaluate('seen')).toEqual([0, 1]);
      const lines = page.locator('.replay-log .lines');
      await expect
        .poll(() => lines.evaluate((all) => all.scrollHeight - all.scrollTop - all.clientHeight))
        .toBeLessThan(2);
    }));

  it('does not move by itself where the reader asked for less motion', () =>
    served.visit(LESSON, STILL, async (page) => {
      await shows(page, 0);
      const clock = page.locator('.player .clock');
      const before = await clock.textContent();
      await page.waitForTimeout(400);
      expect(await clock.textContent()).toBe(before);
      expect(await page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1);
    }));

  it('says in words what the picture shows at the playhead', () =>
    served.visit(LESSON, STILL, async (page) => {
      await page.getByRole('button', { name: STEPS[3].heading }).click();
      await shows(page, 3);
      const picture = page.getByRole('img', { name: 'exchange-online is marked as bad' });
      const told = /At 09:\d\d:\d\d: [\d,]+ messages waiting\./;
      await expect.poll(() => picture.getAttribute('aria-label')).toMatch(told);
    }));

  it('plays the reader’s own scenario and jumps to its moments', () =>
    served.visit(smallLink('lesson'), STILL, async (page) => {
      await shows(page, 0);
      await page.getByRole('button', { name: 'Play it' }).click();
      await page.getByRole('heading', { level: 2, name: 'setting default' }).waitFor();
      await page.getByText('does not happen here').first().waitFor();
      await page.getByRole('button', { name: /^\d.*The queue peaks/ }).click();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Back to the lesson' }).click();
      await shows(page, 0);
      await expect.poll(() => focused(page)).toBe(STEPS[0].heading);
    }));
});

/** The words of a step are there, and its picture. */
async function shows(page: Page, index: number): Promise<void> {
  await page.getByRole('heading', { level: 2, name: STEPS[index].heading }).waitFor();
  await page.locator('.step .quiet', { hasText: 'Loading' }).waitFor({ state: 'detached' });
  await page.locator('.replay-picture svg').waitFor();
}

/** How long before the playhead the last line of the log is. */
async function secondsBehind(page: Page): Promise<number> {
  const seconds = (text: string | null) => {
    const clock = /\d\d:\d\d:\d\d/.exec(text ?? '')?.[0] ?? '';
    const [h, m, s] = clock.split(':').map(Number);
    return (h * 60 + m) * 60 + s;
  };
  const line = page.locator('.replay-log li:not(.remark)').last();
  const clock = page.locator('.player .clock');
  return Math.abs(seconds(await clock.textContent()) - seconds(await line.textContent()));
}

/** Tab until a button of that name has the focus. */
async function reach(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${name}.`);
}

function focused(page: Page): Promise<string> {
  return page.locator(':focus').evaluateAll((all) => all[0]?.textContent?.trim() ?? '');
}
