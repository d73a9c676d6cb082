/**
 * The page in a browser: first paint, until it can be used, and from letting go of a slider to one
 * replication of a day of 100,000 messages. Milliseconds, on a server of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launch } from '../browser/chromium.ts';
import { table } from './bench-table.ts';

/** This file runs as dist/test/bench/page.js. */
const PROGRAM = join(import.meta.dirname, '..', '..', 'sim', 'cli', 'main.js');
const VISITS = 5;
const SETTLED_MS = 6000;
const SCENARIO = `version: 2
question: What does a day of 100,000 messages cost?
mail: { arrivals: [{ rate: 100000/d }] }
hosts: { exchange-online: { faults: [{ kind: greeting-421, at: 9h, for: 2m }] } }
`;
const SLIDERS = ['Queue runners', 'Message retry interval', 'Mail arrives'];

export async function pageBench(): Promise<void> {
  const chromium = await findChromium();
  if (chromium.path === null) {
    console.log(`The page was not measured: ${chromium.reason}`);
    return;
  }
  const server = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', '--no-cache']);
  const browser = await launch(chromium);
  try {
    await measure(browser, await addressOf(server));
  } finally {
    await browser.close();
    server.kill('SIGTERM');
  }
}

function addressOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    // It is read to the end: a server whose words nobody reads would end.
    stdout?.on('data', (piece) => {
      said += String(piece);
      const [address] = /http:\S+/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    stdout?.on('end', () => reject(new Error('the server did not start')));
  });
}

async function measure(browser: Browser, address: string): Promise<void> {
  const found = { paint: [] as number[], usable: [] as number[], answer: [] as number[] };
  for (let visit = 0; visit < VISITS; visit++) {
    // A browser context of its own: nothing is in its cache.
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const words = new URLSearchParams({ v: '1', text: SCENARIO });
    await page.goto(`${address}#/what-if?${words}`);
    await page.getByLabel('Queue runners', { exact: true }).waitFor();
    found.usable.push(await page.evaluate<number>('performance.now()'));
    found.paint.push(
      await page.evaluate<number>(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime",
      ),
    );
    await page.waitForTimeout(SETTLED_MS);
    for (const [i, slider] of SLIDERS.entries()) {
      found.answer.push(await letGo(page, `${slider}, slider`, 480 + 40 * visit + 7 * i));
      await page.waitForTimeout(SETTLED_MS);
    }
    await page.close();
  }
  const row = (what: string, times: readonly number[]) => {
    const sorted = [...times].sort((a, b) => a - b);
    const told = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]];
    return [what, ...told.map((ms) => String(Math.round(ms)))];
  };
  const rows = [
    row('first paint', found.paint),
    row('until the sliders are there', found.usable),
    row('from letting go to one replication of 100,000 messages', found.answer),
  ];
  console.log(table(['the page, ms', 'least', 'median', 'most'], rows));
}

/** Until the figures of the current settings are new. */
function letGo(page: Page, slider: string, at: number): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const slider = document.querySelector('input[aria-label="${slider}"]');
    const figures = () => document.querySelector('.figures').innerText;
    const before = figures();
    const begun = performance.now();
    slider.value = '${at}';
    for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind, { bubbles: true }));
    const look = () => {
      if (figures() !== before) resolve(performance.now() - begun);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
}
