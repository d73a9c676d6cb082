import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sampler } from '../../../sim/engine/distributions.ts';
import { hostTraffic } from '../../../sim/mailpath/offered-load.ts';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import {
  type Control,
  readValue,
  SITE,
  writtenValue,
} from '../../../sim/studies/what-if/control.ts';
import { controlsOf } from '../../../sim/studies/what-if/controls.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'scenarios');
const SHIPPED = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

function read(file: string, set: readonly string[] = []): Scenario {
  const load = (name: string) => {
    const path = join(FOLDER, /\./.test(name) ? name : `${name}.yaml`);
    return { file: path, text: readFileSync(path, 'utf8') };
  };
  const result = readScenario(readFileSync(join(FOLDER, file), 'utf8'), { file, load, set });
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.scenario;
}

function control(scenario: Scenario, id: string): Control {
  const { settings, site } = controlsOf(scenario);
  const found = [...settings, ...site].find((one) => one.id === id);
  if (found === undefined) throw new Error(`no control ${id}`);
  return found;
}

const pathOf = ({ path, values }: Control) =>
  Object.hasOwn(values, SITE) ? path : `settings.default.${path}`;

describe('the controls of a scenario', () => {
  it.each(SHIPPED)('leave it what it is, written as they stand: %s', (file) => {
    const scenario = read(file);
    const { settings, site } = controlsOf(scenario);
    expect(settings.length).toBeGreaterThanOrEqual(5);
    const set = [...settings, ...site].map((one) => {
      const value = one.values[SITE] ?? one.values.default ?? null;
      const text = writtenValue(one, value);
      const back = readValue(one, text);
      if (value === null) expect(back).toBeNull();
      else expect(back).toBeCloseTo(value, Math.max(0, 3 - Math.log10(Math.max(1, value))));
      return `${pathOf(one)}=${text}`;
    });
    const [before] = scenario.settings.values();
    const [after] = read(file, set).settings.values();
    expect(hostTraffic(after).input.goodput.kind).toBe(hostTraffic(before).input.goodput.kind);
    const meanBefore = new Sampler(before.sizes).mean;
    const meanAfter = new Sampler(after.sizes).mean;
    expect(Math.abs(meanAfter - meanBefore)).toBeLessThanOrEqual(0.001 * meanBefore);
  });

  it.each(['rate', 'size', 'goodput', 'latency', 'setup', 'lifetime', 'fault-0'])(
    'turn what they say, and nothing else: %s',
    (id) => {
      const one = control(read('main.yaml'), id);
      const doubled = (one.values[SITE] ?? 0) * 2;
      const turned = read('main.yaml', [`${one.path}=${writtenValue(one, doubled)}`]);
      const now = control(turned, id).values[SITE] ?? 0;
      expect(Math.abs(now - doubled)).toBeLessThanOrEqual(0.001 * doubled);
      for (const other of controlsOf(read('main.yaml')).site) {
        if (other.id !== id) expect(control(turned, other.id).values).toEqual(other.values);
      }
    },
  );

  it('know no limit by its name', () => {
    const one = control(read('main.yaml'), 'messages-per-connection');
    expect(one.values).toEqual({ default: null, recommended: 199 });
    expect(writtenValue(one, null)).toBe('unlimited');
    expect(readValue(one, 'unlimited')).toBeNull();
    expect(readValue(one, 'many')).toBeNaN();
  });
});
