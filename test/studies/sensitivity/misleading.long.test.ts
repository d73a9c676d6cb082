/** Scenarios whose answers misled since an input that they depend on could not be varied. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import { type Answer, parsePlan } from '../../../sim/studies/answer.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { sensitivity } from '../../../sim/studies/sensitivity/index.ts';
import { request } from '../../../sim/studies/sensitivity/request.ts';
import type { SensitivityResult } from '../../../sim/studies/sensitivity/result.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { SCENARIOS } from '../../scenario/shipped-scenarios.ts';

const MISLEADING = join(import.meta.dirname, '..', '..', 'scenario', 'misleading');

function load(name: string) {
  const file = [MISLEADING, SCENARIOS].map((folder) => join(folder, name)).find(existsSync);
  return file === undefined ? null : { file, text: readFileSync(file, 'utf8') };
}

function resultOf(
  file: string,
  options: Readonly<Record<string, string>>,
  set: readonly string[] = [],
): SensitivityResult {
  const text = load(file)?.text ?? '';
  const opened = {
    file,
    read: (more: readonly unknown[]) => readScenario(text, { file, load, set: more as string[] }),
  };
  const plan = parsePlan(sensitivity, request, new Arguments(options));
  return (runStudy(plan({ opened, set, version: 'test' })) as Answer).json as SensitivityResult;
}

function input({ inputs }: SensitivityResult, name: string) {
  const found = inputs.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no input ${name}`);
  return found;
}

function turn({ verdict }: SensitivityResult, name: string) {
  return verdict?.turns.find((one) => one.name === name);
}

describe('the answer of a scenario', () => {
  it('is turned round by the route, where the equals of a name that is ill are well', () => {
    const result = resultOf('three-names-one-ill.yaml', { only: 'route,equals-ill,goodput' });
    expect(result.verdict?.states.map(({ state }) => state)).toEqual(['keeps', 'keeps']);
    expect(turn(result, 'route')).toMatchObject({
      to: 'one name',
      states: [{ setting: 'default', state: 'misses', onDays: 3, days: 3 }],
    });
    expect(turn(result, 'equals-ill')?.to).toBe('3 of 3');
    expect(turn(result, 'goodput')).toBeUndefined();
    expect(result.verdictSentence).toContain('how many of the names of a route are ill (3 of 3');
  });

  it('is turned round by the length of the fault, under the recommended settings', () => {
    const only = { only: 'fault-length', setting: 'recommended' };
    const short = resultOf('main.yaml', only);
    expect(short.verdict?.states).toMatchObject([{ setting: 'recommended', state: 'keeps' }]);
    const [from, to] = [turn(short, 'fault-length')?.from, turn(short, 'fault-length')?.to];
    expect(Number(from)).toBeGreaterThan(120_000);
    expect(Number(to)).toBeLessThan(600_000);
    const ten = 'hosts.exchange-online.faults=[{ kind: greeting-421, at: "09:05", for: 10m }]';
    const long = resultOf('main.yaml', only, [ten]);
    expect(long.verdict?.states).toMatchObject([{ setting: 'recommended', state: 'misses' }]);
    // Both brackets are of one moment: they overlap, but for the days that chance has otherwise.
    expect(Number(turn(long, 'fault-length')?.to)).toBeLessThan(600_000);
    expect(Number(turn(long, 'fault-length')?.from)).toBeGreaterThan(Number(from) / 1.2);
    expect(input(long, 'fault-length').effect).not.toBe('still');
  });

  it('depends on whether runners are counted per run or in all, where runs overlap', () => {
    const result = resultOf('hour-late.yaml', { only: 'runners-are', setting: 'recommended' });
    const { effect, ends } = input(result, 'runners-are');
    expect(['moves', 'likely']).toContain(effect);
    const [inAll] = ends;
    expect([inAll.at, Number(inAll.measure.low) > 2 * Number(result.base.low)]).toEqual([
      'in all',
      true,
    ]);
  });

  it('is the same to the byte for the same seed', () => {
    const only = { only: 'route,fault-length', replications: '3', seed: 'same' };
    const [one, other] = [1, 2].map(() =>
      JSON.stringify(resultOf('three-names-one-ill.yaml', only)),
    );
    expect(one).toBe(other);
  });
});
