/** Scenarios and command lines at the edge of sense: an answer in words, never a fault of ours. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath } from './test-terminal.ts';

const BASE = `version: 2
question: q?
mail: { arrivals: [{ rate: 0.2/s }] }
run: { arrivals-for: 1h, replications: 1 }
`;

let folder: string;
const inFolder = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-hard-'));
  writeFileSync(inFolder('base.yaml'), BASE);
  writeFileSync(inFolder('over.yaml'), 'question: q?\nextends: base.yaml\n');
  symlinkSync('loop', inFolder('loop'));
  symlinkSync('nowhere', inFolder('dangling'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a scenario in which nothing is delivered', () => {
  it.each([
    ['a refusal for ever', 'hosts: { exchange-online: { faults: [{ kind: greeting-421 }] } }'],
    [
      'a lifetime that nothing fits into',
      'hosts: { exchange-online: { lifetime: { limit: 1ms, overshoot: 0s } } }',
    ],
    ['a latency of days', 'hosts: { exchange-online: { latency: 10d } }'],
  ])('is compared all the same: %s', async (_, field) => {
    const input = `${BASE}${field}\n`;
    const { code, out, err } = await mailpath(['compare', '-', '--quiet'], { input });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/100% of the mail on a typical day never arrives/);
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is compared all the same: no mail at all', async () => {
    const input = BASE.replace('0.2/s', '0/s');
    const { code, out } = await mailpath(['compare', '-', '--quiet', '--full'], { input });
    expect(code).toBe(0);
    expect(out).toContain('No mail arrives, so nothing is marked.');
    expect(out).toContain('No message arrived');
  });
});

describe('a scenario that would take too much', () => {
  it.each([
    ['a mailing beyond the memory', 'mail: { arrivals: [{ bulk: 3000000, at: 1m }] }'],
    ['a backlog beyond the memory', 'initial: { backlog: { messages: 3000000, age: 1h } }'],
  ])('is refused with the limit and how to raise it: %s', async (_, field) => {
    const input = field.startsWith('mail') ? BASE.replace(/mail:.*/, field) : `${BASE}${field}\n`;
    const { code, err } = await mailpath(['compare', '-'], { input });
    expect(code).toBe(3);
    expect(err).toContain('E_TOO_MANY_MESSAGES');
    expect(err).toContain('limits: { queued: 3000000 }');
  });

  it('is stopped where its queue grows beyond the memory', async () => {
    const input = `${BASE}limits: { queued: 100 }\nhosts: { exchange-online: { faults: [{ kind: mail-4xx }] } }\n`;
    const { code, err } = await mailpath(['compare', '-', '--quiet'], { input });
    expect(code).toBe(3);
    expect(err).toContain('more than 100 messages');
    expect(err).toContain('--set limits.queued=400');
  });

  it('is stopped where mail that never leaves is tried without end', async () => {
    const input = `${BASE}limits: { events: 50000 }
settings: { default: { retry-interval: 1s, return-after: 1000d, host-status: off } }
hosts: { exchange-online: { faults: [{ kind: connect-refused }] } }
`;
    const { code, err } = await mailpath(['run', '-', '--quiet'], { input });
    expect(code).toBe(3);
    expect(err).toMatch(
      /Stopped: the run took more than 50,000 events: \d+ messages, [\d,]+ queue/,
    );
    expect(err).toContain('--set limits.events=200000');
  });

  it('shows the first 200 of its errors', async () => {
    const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n');
    const { code, err } = await mailpath(['validate', '-'], { input: `${BASE}${keys}\n` });
    expect(code).toBe(3);
    expect(err).toContain('The first 200 of 30000 errors');
  });
});

describe('a scenario whose parts do nothing', () => {
  it.each([
    [
      'a fault after the end',
      'hosts: { exchange-online: { faults: [{ kind: greeting-421, at: 100d }] } }',
    ],
    [
      'a wait that nobody waits',
      'hosts: { exchange-online: { faults: [{ kind: mail-4xx, wait: 1s }] } }',
    ],
    [
      'a count before any message',
      'hosts: { exchange-online: { faults: [{ kind: greeting-421, at-message: 2 }] } }',
    ],
    ['two destinations of one name', 'destinations: [{ name: a, share: 50% }, { name: a }]'],
  ])('is refused: %s', async (_, field) => {
    const { code, err } = await mailpath(['validate', '-'], { input: `${BASE}${field}\n` });
    expect(code).toBe(3);
    expect(err).toContain('E_CONTRADICTION');
  });

  it('is told when a time of day lies after its end', async () => {
    const input = BASE.replace('rate: 0.2/s', 'bulk: 10, at: "07:00"').replace(
      'run: {',
      'run: { starts-at: "08:00",',
    );
    const { err } = await mailpath(['validate', '-'], { input });
    expect(err).toContain('23 h 0 min after the start');
  });
});

describe('files that are none', () => {
  it.each([
    ['a folder below a file', ['compare', 'base.yaml/x'], 3],
    ['links in a circle', ['compare', 'loop'], 3],
    ['a name of 300 letters', ['compare', 'x'.repeat(300)], 3],
    ['output below a file', ['compare', 'base.yaml', '--output', 'base.yaml/x'], 2],
    ['output to links in a circle', ['compare', 'base.yaml', '--output', 'loop'], 2],
    ['output through a link to nothing', ['compare', 'base.yaml', '--output', 'dangling'], 2],
    ['output over the scenario itself', ['compare', 'base.yaml', '--output', 'base.yaml'], 2],
    ['output over what it extends', ['compare', 'over.yaml', '--output', 'base.yaml'], 2],
  ] as const)('are refused in words: %s', async (_, words, expected) => {
    const placed = words.map((word, i) =>
      i > 0 && !word.startsWith('--') ? inFolder(word) : word,
    );
    const { code, err } = await mailpath(placed);
    expect({ code, err }).toEqual({ code: expected, err: expect.stringMatching(/\S/) });
    expect(err).not.toMatch(/\b(ENOENT|ENOTDIR|ELOOP|ENAMETOOLONG|EACCES)\b|fault of mailpath/);
  });
});

describe('names', () => {
  it('with dots are reached by --set in quotes', async () => {
    const set = ['--set', 'hosts."first.example".lifetime.limit=10m'];
    expect((await mailpath(['validate', 'cut-reset-equal', ...set])).code).toBe(0);
  });

  it.each(['"a,b"', 'x'.repeat(41), '"a b"', '__proto__'])(
    'of settings are letters: %s',
    async (name) => {
      const input = `${BASE}settings: { ${name}: { runners: 3 } }\n`;
      expect((await mailpath(['validate', '-'], { input })).code).toBe(3);
    },
  );
});
