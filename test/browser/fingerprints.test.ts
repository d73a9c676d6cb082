/** The stored results in a browser, in a worker: the model and the reading of scenarios need no Node. */
import type { Browser, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fingerprintsOf,
  scenarioNames,
  shippedTexts,
  storedFingerprints,
} from '../golden/fingerprints.ts';
import { bundleGoldenRuns } from '../golden/golden-bundle.ts';
import type { GoldenRun, ScenarioTexts } from '../golden/golden-runs.ts';
import { findChromium, launch } from './chromium.ts';

const found = await findChromium();

/** Workers load modules only of a page that has an origin: this one is answered by the test itself. */
const PAGE = 'http://localhost/';

/** A worker with `goldenRuns` in it. */
async function startWorker(browser: Browser, code: string): Promise<Worker> {
  const page = await browser.newPage();
  await page.route(PAGE, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto(PAGE);
  const [worker] = await Promise.all([
    page.waitForEvent('worker'),
    page.evaluate('new Worker(URL.createObjectURL(new Blob([])))'),
  ]);
  // As text: the test runner would make an import in a function its own.
  const blob = `new Blob([${JSON.stringify(code)}], { type: 'text/javascript' })`;
  await worker.evaluate(
    `import(URL.createObjectURL(${blob})).then((bundle) => void Object.assign(globalThis, bundle))`,
  );
  return worker;
}

function runsIn(worker: Worker, scenario: string, texts: ScenarioTexts) {
  return worker.evaluate<GoldenRun[], [string, ScenarioTexts]>(
    ([scenario, texts]) => {
      const { goldenRuns } = globalThis as unknown as typeof import('../golden/golden-runs.ts');
      return goldenRuns(scenario, texts);
    },
    [scenario, texts],
  );
}

describe.skipIf(found.path === null)(`the stored results in Chromium ${found.reason}`, () => {
  const texts = shippedTexts();
  const stored = storedFingerprints();
  let browser: Browser;
  let worker: Worker;

  beforeAll(async () => {
    const bundle = await bundleGoldenRuns('golden-browser');
    bundle.remove();
    browser = await launch(found);
    worker = await startWorker(browser, bundle.code);
  });
  afterAll(() => browser?.close());

  it.each(scenarioNames(texts))('come out to the byte: %s', async (scenario) => {
    const runs = await runsIn(worker, scenario, texts);
    expect(fingerprintsOf(runs)).toEqual({ [scenario]: stored[scenario] });
  });
});
