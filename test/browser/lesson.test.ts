import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../web/client/lesson/steps.ts';
import { findChromium, launch } from './chromium.ts';
import { type LessonPage, serveLesson } from './lesson-page.ts';
import { accessibilityViolations } from './open-page.ts';

const chromium = await findChromium();
const why = chromium.path === null ? `, skipped: ${chromium.reason}` : '';

const LOOKS = [1280, 360].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
);

interface Watched {
  readonly page: Page;
  readonly complaints: readonly string[];
}

describe.skipIf(chromium.path === null)(`the lesson in the browser${why}`, () => {
  let browser: Browser;
  let lesson: LessonPage;

  beforeAll(async () => {
    lesson = await serveLesson();
    browser = await launch(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    lesson?.close();
  });

  async function open(look: { width?: number; scheme?: 'light' | 'dark'; still?: boolean } = {}) {
    const { width = 1280, scheme = 'light', still = true } = look;
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      reducedMotion: still ? 'reduce' : 'no-preference',
    });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(lesson.url);
    await shows(page, 0);
    return { page, complaints } satisfies Watched;
  }

  /** The words of a step are there, and its picture. */
  async function shows(page: Page, index: number): Promise<void> {
    await page.getByRole('heading', { level: 2, name: STEPS[index].heading }).waitFor();
    await page.locator('.step .quiet', { hasText: 'Loading' }).waitFor({ state: 'detached' });
    await page.locator('.replay-picture svg').waitFor();
  }

  it.each(LOOKS)(
    'shows every step without scrolling sideways, and breaks no rule of WCAG 2.2 AA: $width px, $scheme',
    async (look) => {
      const { page, complaints } = await open(look);
      for (const index of STEPS.keys()) {
        if (index > 0) await page.getByRole('button', { name: 'Next', exact: true }).click();
        await shows(page, index);
        const wide = await page.locator('html').evaluate((html) => html.scrollWidth);
        expect(wide).toBeLessThanOrEqual(look.width);
        expect(await lastLogged(page), STEPS[index].heading).toBeLessThan(90);
        if (index % 3 === 0) await page.locator('.replay-tables summary').click();
        expect(await accessibilityViolations(page), STEPS[index].heading).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('is gone through by keyboard alone, the focus on the heading of each step', async () => {
    const { page, complaints } = await open();
    await reach(page, 'Next');
    for (const [index, step] of STEPS.entries()) {
      if (index === 0) continue;
      await page.keyboard.press('Enter');
      await shows(page, index);
      expect(await focused(page)).toBe(step.heading);
      if (index < STEPS.length - 1) await reach(page, 'Next');
    }
    await reach(page, 'Play');
    await page.keyboard.press('Space');
    expect(await focused(page)).toBe('Pause');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    const clock = page.locator('.player .clock');
    const before = await clock.textContent();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
    expect(await clock.textContent()).not.toBe(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('plays by itself to the moment of a step, its log in step, and stops', async () => {
    const { page } = await open({ still: false });
    await page.getByRole('button', { name: STEPS[1].heading }).click();
    await shows(page, 1);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    const cuts = page.locator('.replay-log li.cut');
    expect(await cuts.count()).toBe(0);
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor({ timeout: 20_000 });
    expect(await cuts.count()).toBe(1);
    const seen = await page.locator('.replay-log .lines').evaluate((lines) => {
      return lines.scrollHeight - lines.scrollTop - lines.clientHeight;
    });
    expect(seen).toBeLessThan(2);
    await page.close();
  });

  it('does not move by itself where the reader asked for less motion', async () => {
    const { page } = await open();
    const clock = page.locator('.player .clock');
    const before = await clock.textContent();
    await page.waitForTimeout(400);
    expect(await clock.textContent()).toBe(before);
    expect(await page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1);
    await page.close();
  });

  it('says in words what the picture shows at the playhead', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: STEPS[3].heading }).click();
    await shows(page, 3);
    await page.waitForTimeout(1100);
    const words = await page.getByRole('img', { name: 'The replay' }).getAttribute('aria-label');
    expect(words).toMatch(/At \d\d:\d\d:\d\d: [\d,]+ messages waiting\./);
    expect(words).toContain('exchange-online is marked as bad');
    await page.close();
  });

  it('plays the reader’s own scenario and jumps to its moments', async () => {
    const { page, complaints } = await open();
    await page.getByRole('button', { name: 'Play it' }).click();
    await page.getByRole('heading', { level: 2, name: 'main, setting default' }).waitFor();
    await page.getByRole('button', { name: /^\d.*The host is marked/ }).click();
    await page.waitForFunction(() => {
      const { document } = globalThis as unknown as { document: { body: { innerText: string } } };
      return document.body.innerText.includes('does not happen here');
    });
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the lesson' }).click();
    await shows(page, 0);
    expect(await focused(page)).toBe(STEPS[0].heading);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** How long before the playhead the last line of the log is, s. */
async function lastLogged(page: Page): Promise<number> {
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
