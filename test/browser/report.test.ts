/** A saved report in a real browser: offline, in both schemes, in print, on a phone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartsOf } from '../../sim/document/report.ts';
import { reportPage } from '../../sim/document/svg/report-page.ts';
import {
  DIAGNOSIS,
  EVERY_CHART,
  FORECAST,
  HOSTILE_LOG,
  HOSTILE_REPORT,
  LADDER,
  RECOMMENDATION,
  REPORT,
  SENSITIVITY,
  SWEEP,
} from '../document/html/report-example.ts';
import { findChromium, launch } from './chromium.ts';
import { colours, drawings, openDetails } from './drawings.ts';
import { accessibilityViolations, type Look, openPage } from './open-page.ts';

const chromium = await findChromium();
const why = chromium.path === null ? `, skipped: ${chromium.reason}` : '';

const REPORTS = {
  comparison: REPORT,
  recommendation: RECOMMENDATION,
  ladder: LADDER,
  sweep: SWEEP,
  sensitivity: SENSITIVITY,
  diagnosis: DIAGNOSIS,
  forecast: FORECAST,
  hostile: HOSTILE_REPORT,
  'hostile log': HOSTILE_LOG,
  'every chart': EVERY_CHART,
};
type Name = keyof typeof REPORTS;
const NAMES = Object.keys(REPORTS) as Name[];

/** Both widths and both schemes, in pairs: a scheme changes colours only, a width the layout only. */
const LOOKS: readonly Look[] = [
  { width: 1280, scheme: 'light' },
  { width: 360, scheme: 'dark' },
  { width: 718, scheme: 'dark', media: 'print' },
];
const CASES = NAMES.flatMap((name) =>
  LOOKS.map((look) => ({ name, ...look, media: look.media ?? 'screen' })),
);

describe.skipIf(chromium.path === null)(`a report in the browser${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-browser-'));
  let browser: Browser;
  const url = (name: Name) => pathToFileURL(join(folder, `${name}.html`)).href;

  beforeAll(async () => {
    for (const name of NAMES) {
      writeFileSync(join(folder, `${name}.html`), await reportPage(REPORTS[name]));
    }
    browser = await launch(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(CASES)(
    'shows each chart once, whole and legible, and needs no scrolling sideways; asks for nothing, complains of nothing, and breaks no rule of WCAG 2.2 AA: $name, $width px, $scheme, $media',
    async ({ name, ...look }) => {
      const { page, requests, complaints } = await openPage(browser, url(name), look);
      const pageWidth = await page.locator('html').evaluate((html) => html.scrollWidth);
      expect(pageWidth).toBeLessThanOrEqual(look.width);
      const found = await drawings(page);
      expect(found).toHaveLength(chartsOf(REPORTS[name]).length);
      for (const { seen, width, height, right, smallest, cutOff, collide } of found) {
        expect(seen).toBe(1);
        expect(width).toBeGreaterThan(300);
        expect(height).toBeGreaterThan(40);
        expect(right).toBeLessThanOrEqual(look.width);
        expect(smallest).toBeGreaterThan(9);
        expect(cutOff).toEqual([]);
        expect(collide).toEqual([]);
      }
      // Folded away in one look only: what is seen then is seen with the tables open, too.
      const isAccessible = look.media === 'screen' && name !== 'hostile';
      const folded = isAccessible && look.width === 1280 && look.scheme === 'light';
      if (folded) expect(await accessibilityViolations(page)).toEqual([]);
      await openDetails(page);
      await page.waitForTimeout(50);
      if (isAccessible) expect(await accessibilityViolations(page)).toEqual([]);
      expect(requests).toEqual([url(name)]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it.each(LOOKS)(
    'has the paper and ink of its scheme: $width px, $scheme, $media',
    async (look) => {
      const { page } = await openPage(browser, url('every chart'), look);
      const { paper, ink, line } = await colours(page);
      const dark = look.scheme === 'dark' && look.media !== 'print';
      expect(paper < 60).toBe(dark);
      expect(ink > 200).toBe(dark);
      expect(line).toMatch(/^rgb/);
      await page.close();
    },
  );

  it('runs no script that a name brings along', async () => {
    const { page, complaints } = await openPage(browser, url('hostile'), LOOKS[0]);
    expect(await page.locator('script').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
