/** One row is all that a setting needs to be everywhere that users meet settings. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  areRunnersInAll,
  HELD_SETTINGS,
  inForce,
  SETTING_ROWS,
  type Setting,
  withRunners,
} from '../../sim/mailpath/settings.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { explain } from '../../sim/scenario/reference.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { scenarioJsonSchema } from '../../sim/scenario/scenario-schema.ts';
import { writtenSetting } from '../../sim/scenario/settings-schema.ts';
import { readVaried } from '../../sim/scenario/value-range.ts';
import { INPUT_NAMES } from '../../sim/studies/sensitivity/input-names.ts';
import { settingChanges } from '../../sim/studies/setting-changes.ts';
import { controlsOf } from '../../sim/studies/what-if/controls.ts';
import { scenarioReferencePage } from '../../tools/scenario-reference-page.ts';
import { smallGateway } from './small-gateway.ts';

const MODEL = join(import.meta.dirname, '..', '..', 'sim', 'mailpath');
const MECHANISMS = readdirSync(MODEL)
  .map((file) => readFileSync(join(MODEL, file), 'utf8'))
  .join('\n')
  // The table names its fields between quotes.
  .replaceAll(/'[^'\n]*'/g, "''");

const MINIMAL = 'version: 2\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n';

function read(set: readonly string[]): Scenario {
  const result = readScenario(MINIMAL, { file: 'x', load: () => null, set });
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.scenario;
}

/** A value that is not the default. */
function another(setting: Setting): number | boolean | string {
  if (setting.kind === 'switch') return !setting.default;
  if (setting.kind === 'choice') {
    return setting.words.find((word) => word !== setting.default) ?? '';
  }
  if (setting.kind === 'duration') return 90_000;
  return (Number.isFinite(setting.default) ? setting.default : 0) + 1;
}

describe.each(SETTING_ROWS)('the setting %s', (name, setting) => {
  it('is in the JSON Schema, the reference and what `explain` says', () => {
    const named = scenarioJsonSchema().properties?.settings?.additionalProperties;
    if (typeof named !== 'object') throw new Error('settings are not named');
    expect(named.properties?.[name].description).toBe(setting.description);
    expect(scenarioReferencePage()).toContain(`| \`settings.<name>.${name}\` | `);
    expect(explain(name)).toContain(setting.description);
  });

  it('can be swept by its bare name', () => {
    const written = [setting.default, another(setting)].map((v) => writtenSetting(setting, v));
    expect(readVaried([`${name}=${written.join()}`], null)).toMatchObject({
      varied: [{ path: `settings.default.${name}` }],
    });
  });
});

describe.each(HELD_SETTINGS)('the setting %s, which the model holds,', (name, setting) => {
  const { field, label } = setting;
  const value = another(setting);

  it('comes from scenario files and --set, at the start and as an operator sets it', () => {
    const arrangement = name === 'pass-interval' ? 'persistent' : 'background';
    const written = writtenSetting(setting, value);
    const { settings } = read([
      `gateway.arrangement=${arrangement}`,
      `settings.mine={ ${name}: ${written} }`,
      `actions=[{ at: 1h, set: { ${name}: ${written} } }]`,
    ]);
    expect(settings.get('default')?.settings[field]).toBe(setting.default);
    expect(settings.get('mine')?.settings[field]).toBe(value);
    expect(settings.get('default')?.actions).toEqual([
      { kind: 'set', atMs: 3_600_000, settings: { [field]: value } },
    ]);
  });

  it('is read by the model', () => {
    expect(MECHANISMS).toMatch(new RegExp(`\\b${field}\\b`));
  });

  it('is among the changes that a report lists', () => {
    const before = smallGateway({ settings: { [field]: setting.default } });
    const after = smallGateway({ settings: { [field]: value } });
    expect(settingChanges(before, after).map((change) => change.setting)).toEqual([label]);
  });

  it('has a control on the page and a range of sensitivity where its row says so', () => {
    const controls = controlsOf(read([])).settings.map(({ id }) => id);
    expect(controls.includes(name)).toBe('slider' in setting || 'checkbox' in setting);
    const inputs: readonly string[] = INPUT_NAMES;
    expect(inputs.includes(name)).toBe(typeof setting.sensitivity === 'object');
  });
});

describe('the retry interval', () => {
  const { settings } = smallGateway({
    settings: { retryIntervalMs: 300_000, passIntervalMs: 1000, minQueueAgeMs: 20_000 },
  });

  it('is the time between queue runs that start at ticks', () => {
    expect(inForce({ ...settings, queueRuns: 'interval' })).toMatchObject({
      betweenRunsMs: 300_000,
      minAgeMs: 20_000,
    });
  });

  it('is the minimum queue age where passes are persistent, not the sleep between them', () => {
    expect(inForce({ ...settings, queueRuns: 'persistent' })).toMatchObject({
      betweenRunsMs: 1000,
      minAgeMs: 300_000,
    });
  });
});

describe('another number of runners', () => {
  it('goes along with MaxQueueChildren where that is their number', () => {
    expect(areRunnersInAll({ runners: 4, maxQueueChildren: 4 })).toBe(true);
    expect(withRunners({ runners: 4, maxQueueChildren: 4 }, 8)).toEqual({
      runners: 8,
      maxQueueChildren: 8,
    });
  });

  it('leaves MaxQueueChildren alone where it is something else, or off', () => {
    for (const maxQueueChildren of [0, 12]) {
      expect(areRunnersInAll({ runners: 4, maxQueueChildren })).toBe(false);
      expect(withRunners({ runners: 4, maxQueueChildren }, 8)).toEqual({
        runners: 8,
        maxQueueChildren,
      });
    }
  });
});
