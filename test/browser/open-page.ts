/** A page in the browser that is watched: what it asks for, and what it complains of. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
  /** The reader asked the machine for less motion. */
  readonly still?: boolean;
}

export interface WatchedPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** No test is about time: a busy machine may be slow. */
const PATIENCE_MS = 200_000;

export async function openPage(browser: Browser, url: string, look: Look): Promise<WatchedPage> {
  const { width, scheme, media = 'screen', still = false } = look;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  page.setDefaultTimeout(PATIENCE_MS);
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  const reducedMotion = still ? 'reduce' : 'no-preference';
  await page.emulateMedia({ media, colorScheme: scheme, reducedMotion });
  await page.goto(url);
  return { page, requests, complaints };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What breaks WCAG 2.2 on levels A and AA, a line each. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page’s policy holds for scripts of its own.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await axe.run({ runOnly: { type: 'tag', values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary}`),
    );
  });
}
