/**
 * The same scenario and seed give the same bytes, on every machine and every engine: every setting
 * of every shipped scenario, in this Node, in each version that is supported, and in Chromium
 * (test/browser/fingerprints.test.ts).
 *
 * These are golden numbers: they say nothing of whether a result is right, only that it is the one
 * that was stored. A change of the model changes them on purpose: `npm run build && npm run
 * fingerprints` stores the new ones, and the changelog says that results have changed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintsOf, scenarioNames, shippedTexts, storedFingerprints } from './fingerprints.ts';
import { bundleGoldenRuns, type GoldenBundle } from './golden-bundle.ts';
import { goldenRuns } from './golden-runs.ts';
import { fetchNodes, NODE_VERSIONS, runsUnder } from './node-versions.ts';

const texts = shippedTexts();
const stored = storedFingerprints();

describe('the stored results', () => {
  it('are of all shipped scenarios, and of no others', () => {
    expect(Object.keys(stored)).toEqual(scenarioNames(texts));
  });

  it.each(Object.keys(stored))(
    'come out to the byte: %s under each of its settings',
    (scenario) => {
      expect(fingerprintsOf(goldenRuns(scenario, texts))).toEqual({ [scenario]: stored[scenario] });
    },
  );
});

const nodes = await fetchNodes();

describe.skipIf(nodes.folder === null)(`the stored results in other Nodes${nodes.reason}`, () => {
  let bundle: GoldenBundle;

  beforeAll(async () => {
    bundle = await bundleGoldenRuns('golden-nodes');
  });
  afterAll(() => bundle.remove());

  it.each(NODE_VERSIONS)('come out to the byte: Node %s', async (version) => {
    const { ran, runs } = await runsUnder(version, nodes, bundle, texts);
    expect(ran).toMatch(new RegExp(`^v${version}\\.`));
    expect(fingerprintsOf(runs)).toEqual(stored);
  });
});
