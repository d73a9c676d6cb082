/**
 * What `validate` accepts is carried out: random valid scenarios over the whole schema, to the ends of
 * its ranges, each by a command, with fixed seeds.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath } from '../cli/test-terminal.ts';
import { COMMANDS, faultOf } from './carried-out.ts';
import { RECORDED, validScenario } from './valid-scenarios.ts';

/** Scenarios of each command; the slow studies have fewer. */
const SCENARIOS: Readonly<Record<string, number>> = {
  validate: 40,
  run: 25,
  compare: 12,
  'compare as text': 8,
  ladder: 4,
  recommend: 2,
  sensitivity: 3,
  sweep: 5,
};
const USUAL = 10;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-valid-'));
  writeFileSync(join(folder, RECORDED.name), RECORDED.text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a valid scenario is carried out', () => {
  it.each(Object.keys(COMMANDS))('by %s', async (command) => {
    const faults: string[] = [];
    for (let i = 0; i < (SCENARIOS[command] ?? USUAL); i++) {
      const text = validScenario(command, i);
      expect(text).not.toBeNull();
      const file = join(folder, 'scenario.yaml');
      writeFileSync(file, text ?? '');
      const fault = await faultOf(command, file);
      if (fault !== null) faults.push(`${fault}\n${text}`);
    }
    expect(faults).toEqual([]);
  });

  it.each([
    [
      'no tail',
      'sizes: { distribution: lognormal-pareto, mean: 75 KB, sigma: 1, tail-share: 0%, tail-index: 1 }',
    ],
    [
      'a tail beyond all sizes',
      'sizes: { distribution: lognormal-pareto, mean: 75 KB, sigma: 5, tail-share: 99.999999%, tail-index: 0.0000001 }',
    ],
    [
      'a tail that nothing reaches',
      'sizes: { distribution: lognormal-pareto, mean: 75 KB, sigma: 1, tail-share: 0.0000000000000000000001%, tail-index: 1 }',
    ],
    [
      'a profile of which nearly nothing is left',
      'arrivals: [{ rate: 1/m, profile: [0, 0.000001, 1000000000] }]',
    ],
  ])('with %s', async (_what, mail) => {
    const arrivals = mail.startsWith('arrivals') ? '' : 'arrivals: [{ rate: 1/s }], ';
    const file = join(folder, 'case.yaml');
    const run = 'run: { arrivals-for: 5m, replications: 2 }\nlimits: { events: 20000 }';
    writeFileSync(file, `version: 2\nquestion: q?\n${run}\nmail: { ${arrivals}${mail} }\n`);
    for (const command of ['validate', 'run', 'compare', 'trace']) {
      expect(await faultOf(command, file)).toBeNull();
    }
  });

  it.each([
    [
      'a tail of all',
      'mail: { arrivals: [{ rate: 1/s }], sizes: { distribution: lognormal-pareto, mean: 75 KB, sigma: 1, tail-share: 100%, tail-index: 1 } }',
      'E_OUT_OF_RANGE',
    ],
    [
      'a profile of nearly nothing',
      'mail: { arrivals: [{ rate: 1/s, profile: [0, 1e-300] }] }',
      'E_CONTRADICTION',
    ],
    ['an objective that no day keeps', 'objectives: ["part.mark < 5%"]', 'E_EXPECTATION'],
    [
      'an objective that compares settings',
      'objectives: ["p99 < 2 * default.p99"]',
      'E_EXPECTATION',
    ],
    ['an objective of what is not', 'objectives: ["p99 != 5m"]', 'E_EXPECTATION'],
    ['bounds that leave nothing', 'bounds: [runners <= 3, runners > 3]', 'E_CONTRADICTION'],
    [
      'host status that is both',
      'bounds: [host-status = on, host-status = off]',
      'E_CONTRADICTION',
    ],
    [
      'a slow-down to nothing',
      'hosts: { h: { faults: [{ kind: slow, factor: 0.0000000001 }] } }',
      'E_OUT_OF_RANGE',
    ],
  ])('unless it makes no sense, and is refused: %s', async (_what, field, code) => {
    const file = join(folder, 'case.yaml');
    const mail = field.startsWith('mail') ? '' : 'mail: { arrivals: [{ rate: 1/s }] }\n';
    writeFileSync(file, `version: 2\nquestion: q?\n${mail}${field}\n`);
    const { code: exit, err } = await mailpath(['validate', file]);
    expect(exit).toBe(3);
    expect(err).toContain(code);
  });
});
