/** The page as a person gets it: a server of its own for each file of tests, and a watched browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildServer, type Server } from '../../../web/server/app.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import { SMALL_SCENARIO } from '../../cli/test-terminal.ts';
import { compiled } from '../../compiled-program.ts';
import { findChromium, launch } from '../chromium.ts';
import { type Look, openPage, type WatchedPage } from '../open-page.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export const chromium = await findChromium();
export const why = chromium.path === null ? `, skipped: ${chromium.reason}` : '';

/** Both widths and both schemes, in pairs: a scheme changes colours only, a width the layout only. */
export const LOOKS: readonly Look[] = [
  { width: 1280, scheme: 'light' },
  { width: 360, scheme: 'dark' },
];
export const DESK: Look = LOOKS[0];

/** The small scenario on so many days that a study of it can call something significant. */
const TEN_DAYS = SMALL_SCENARIO.replace('replications: 3', 'replications: 10');
/** The same on so many days that it goes on until somebody ends it. */
export const ENDLESS = SMALL_SCENARIO.replace('replications: 3', 'replications: 20000');

/** A link to a view about a scenario of a few hundred messages. */
export function smallLink(view: string, more: Readonly<Record<string, string>> = {}): string {
  return `#/${view}?${new URLSearchParams({ v: '1', text: TEN_DAYS, ...more })}`;
}

/**
 * Holds back what the page asks for until it is let go, so that what the page shows meanwhile stays
 * for as long as a test needs to see it.
 */
export async function hold(page: Page, url: string): Promise<() => void> {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

export class ServedPage {
  readonly folder = mkdtempSync(join(tmpdir(), 'mailpath-page-'));
  private server: Server | null = null;
  private browser: Browser | null = null;
  private address = '';

  /** Starts the server and the browser. */
  async start(): Promise<void> {
    this.server = await buildServer({
      places: {
        version: 'test',
        scenarioFolder: join(ROOT, 'scenarios'),
        tasksFile: join(compiled.folder, 'web', 'server', 'thread', 'tasks.js'),
        workerFile: compiled.worker,
        storeFolder: this.folder,
      },
      limits: limitsWith(['requests-per-minute=100000']),
      access: { token: null, loopback: true },
      pageFolder: compiled.page,
      log: null,
    });
    this.address = await this.server.app.listen({ host: '127.0.0.1', port: 0 });
    this.browser = await launch(chromium);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.server?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Opens it, lets the person act, and then holds that nothing was complained of or asked elsewhere. */
  async visit(
    link: string,
    look: Look,
    act: (page: Page) => Promise<void>,
    refusals = 0,
  ): Promise<void> {
    if (this.browser === null) throw new Error('not started');
    const watched = await openPage(this.browser, `${this.address}/${link}`, look);
    try {
      await act(watched.page);
      this.holdQuiet(watched, refusals);
    } finally {
      await watched.page.close();
    }
  }

  /** `refusals`: answers of the server that a browser tells of by itself. */
  private holdQuiet({ requests, complaints }: WatchedPage, refusals: number): void {
    const refused = complaints.filter((text) => /status of 422/.test(text));
    expect(complaints.filter((text) => !refused.includes(text))).toEqual([]);
    expect(refused).toHaveLength(refusals);
    expect(requests.length).toBeGreaterThan(3);
    const own = (url: string) => url.startsWith(`${this.address}/`) || url.startsWith('blob:');
    expect(requests.filter((url) => !own(url))).toEqual([]);
  }
}

/** How much wider the page is than the window, px. */
export async function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

/** Every chart is drawn once it was in sight. */
export async function seeCharts(page: Page): Promise<number> {
  const figures = page.locator('figure');
  await figures.first().waitFor();
  const count = await figures.count();
  for (let i = 0; i < count; i++) {
    await figures.nth(i).scrollIntoViewIfNeeded();
    await figures.nth(i).locator('[data-drawn="true"] svg').waitFor();
  }
  return count;
}
