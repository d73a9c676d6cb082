/**
 * `npm run fingerprints`: writes the fingerprints anew, for a change of the model that is meant to
 * change results. Says which ones it changed.
 */
import { writeFileSync } from 'node:fs';
import {
  FINGERPRINT_FILE,
  fingerprintsOf,
  scenarioNames,
  shippedTexts,
  storedFingerprints,
} from './fingerprints.ts';
import { goldenRuns } from './golden-runs.ts';

const texts = shippedTexts();
const before = storedFingerprints();
const after = fingerprintsOf(scenarioNames(texts).flatMap((name) => goldenRuns(name, texts)));
for (const [scenario, settings] of Object.entries(after)) {
  for (const [setting, hash] of Object.entries(settings)) {
    const was = before[scenario]?.[setting];
    if (was !== hash) console.log(`${scenario} ${setting}: ${was ?? 'new'} -> ${hash}`);
  }
}
writeFileSync(FINGERPRINT_FILE, `${JSON.stringify(after, null, 2)}\n`);
