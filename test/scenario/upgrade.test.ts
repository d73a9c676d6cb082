import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { type Load, readChain } from '../../sim/scenario/scenario-chain.ts';
import { type Upgrade, upgradeScenario } from '../../sim/scenario/version.ts';

/** Scenarios that were shipped in version 1. */
const VERSION_1 = join(import.meta.dirname, 'version-1');
const oldText = (file: string) => readFileSync(join(VERSION_1, file), 'utf8');
const load = (name: string) => {
  const file = join(VERSION_1, name);
  return existsSync(file) ? { file: name, text: readFileSync(file, 'utf8') } : null;
};

const upgrade = (text: string, file: string, from: Load) =>
  upgradeScenario(text, readChain(text, file, from));

function upgraded(text: string, from = load): Extract<Upgrade, { kind: 'upgraded' }> {
  const result = upgrade(text, 'case.yaml', from);
  if (result.kind !== 'upgraded') throw new Error(`it is ${result.kind}`);
  return result;
}

describe('an upgrade', () => {
  it.each([
    'main.yaml',
    'mixed-destinations.yaml',
    'slow-link-attachments.yaml',
    'replay-cap.yaml',
    'sick-backend-quiet.yaml',
  ])(
    'of a shipped scenario adds a line, renames fields and leaves all else as it was: %s',
    (file) => {
      const text = oldText(file);
      const { text: now } = upgraded(text);
      const lines = now.split('\n');
      expect(lines[1]).toBe('version: 2');
      const renamed = text
        .replace(' lateness:', ' overshoot:')
        .replace(' sick-share:', ' unhealthy-share:')
        .replace(' hasty-retry:', ' greylisting:');
      expect(lines.filter((line) => line !== 'version: 2').join('\n')).toBe(renamed);
      expect(upgrade(now, file, load)).toEqual({ kind: 'current', from: null });
      const read = readScenario(now, {
        file,
        load: () => ({ file: 'arrivals.csv', text: 'arrival_ms,bytes\n1,1000\n' }),
        set: [],
      });
      expect(read.ok ? [] : read.errors).toEqual([]);
    },
  );

  it('rewrites what changed in meaning, and keeps comments and layout', () => {
    const before = `# Our site.
#
# Measured in May.

# What we ask:
question: What happens?
gateway: { gateways: 2, costs: { uplink: unlimited } }   # two of them
mail:
  arrivals:
    - rate:   "0.3/s"   # at the door
    - recorded: day.csv   # as it came
    - { bulk: 500, at: 5m }
    - { recorded: night.csv }
  recipients: 3   # on average
initial:
  backlog:
    messages: 1000
    age: 1h
run: { ends-after: 30h }
`;
    const after = `# Our site.
#
# Measured in May.

version: 2
# What we ask:
question: What happens?
gateway: { gateways: 2, costs: { uplink: unlimited } }   # two of them
mail:
  arrivals:
    - rate:   "0.6/s"   # at the door
    - recorded: day.csv
    - recorded: day.csv   # as it came
    - { bulk: 1000, at: 5m }
    - { recorded: night.csv }
    - { recorded: night.csv }
  recipients: { each: 3 }   # on average
initial:
  backlog:
    messages: 2000
    age: 1h
run: { ends-after: 30h }
`;
    const { text, changes } = upgraded(before);
    expect(text).toBe(after);
    expect(changes).toHaveLength(8);
    expect(changes.join('\n')).toContain('line 10: "0.3/s" -> "0.6/s"');
    expect(upgrade(text, 'case.yaml', load).kind).toBe('current');
    const windows = upgraded(before.replaceAll('\n', '\r\n'));
    expect(windows.text).toBe(after.replaceAll('\n', '\r\n'));
  });

  it('renames fields of hosts, and no host that has such a name', () => {
    const { text, changes } = upgraded(
      'question: q?\nhosts: { lateness: { lifetime: { "lateness": 5s }, faults: [{ kind: slow, sick-share: 5% }] } }\n',
    );
    expect(text).toContain(
      'hosts: { lateness: { lifetime: { "overshoot": 5s }, faults: [{ kind: slow, unhealthy-share: 5% }] } }',
    );
    expect(changes).toContain(
      'line 2: "lateness" -> "overshoot" (lateness is called overshoot now.)',
    );
  });

  it('writes a text that several aliases stand for once', () => {
    const { text } = upgraded(
      'question: q?\ngateway: { gateways: 4 }\nmail: { arrivals: [{ rate: &r 2/s }, { rate: *r }] }\n',
    );
    expect(text).toContain('[{ rate: &r 8/s }, { rate: *r }]');
  });

  it.each([
    ['{ question: q?, mail: { arrivals: [{ rate: 1/s }] } }', /^\{ version: 2, question/],
    ['---\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n', /^---\nversion: 2\nquestion/],
    ['# q\nquestion: q?\n', /^version: 2\n# q\nquestion/],
    ['\uFEFFquestion: q?\n', /^\uFEFFversion: 2\nquestion/],
    ['  question: q?\n  mail: {}\n', /^ {2}version: 2\n {2}question/],
    ['version: 1   # old\nquestion: q?\n', /^version: 2 {3}# old\nquestion/],
  ])('puts the version where YAML can have it: %j', (before, after) => {
    const { text } = upgraded(before);
    expect(text).toMatch(after);
    expect(upgrade(text, 'case.yaml', load).kind).toBe('current');
  });

  it('counts the gateways of what a file extends, and says that this is to be upgraded as well', () => {
    const base = 'question: q?\ngateway: { gateways: 2 }\nmail: { arrivals: [{ rate: 1/s }] }\n';
    const result = upgraded(
      'extends: base.yaml\nquestion: q?\nmail: { arrivals: [{ rate: 5/s }] }\n',
      () => ({
        file: 'base.yaml',
        text: base,
      }),
    );
    expect(result.text).toContain('rate: 10/s');
    expect(result.text).toMatch(/^version: 2\n/);
    expect(result.baseToUpgrade).toBe('base.yaml');
    expect(upgraded(oldText('sick-backend-busy.yaml')).baseToUpgrade).toBe(
      'sick-backend-quiet.yaml',
    );
  });

  it('leaves a file alone that is of version 2 by way of what it extends', () => {
    const base = () => ({ file: 'base.yaml', text: upgraded(oldText('main.yaml')).text });
    expect(upgrade('extends: base.yaml\nquestion: q?\n', 'x.yaml', base)).toEqual({
      kind: 'current',
      from: 'base.yaml',
    });
    const stated = 'version: 1\nextends: base.yaml\nquestion: q?\nmail: { recipients: 2 }\n';
    expect(upgraded(stated, base).text).toBe(
      'version: 2\nextends: base.yaml\nquestion: q?\nmail: { recipients: { each: 2 } }\n',
    );
  });

  it('refuses what is no scenario, and other versions', () => {
    for (const text of ['[1, 2]', 'a: [', 'version: 3\nquestion: q?\n', 'extends: nowhere\n']) {
      const result = upgrade(text, 'x.yaml', () => null);
      expect(result.kind === 'refused' && result.problems.length).toBe(1);
    }
  });
});
