/** Logs of strangers: whatever is in them, a command ends, says why, and what it writes holds. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { forecastSchema } from '../../sim/studies/forecast/request.ts';
import { mutatedLog } from '../maillog/mutated-log.ts';
import { type Ended, mailpath } from './test-terminal.ts';

const HOSTILE = join(import.meta.dirname, '..', 'maillog', 'logs', 'hostile');
const hostile = (name: string): string => join(HOSTILE, `${name}.maillog`);
const YEAR = ['--year', '2026'];
const HOUR_MS = 3_600_000;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A fitted scenario reads, and its first hour can be simulated. */
function runs(text: string): boolean {
  const read = readScenario(text, { file: 'fitted.yaml', load: () => null, set: [] });
  if (!read.ok) throw new Error(read.errors.map(({ message }) => message).join('\n'));
  const input = read.scenario.settings.get('default') as MailPathInput;
  const readAtMs = Math.min(input.readAtMs, HOUR_MS);
  return simulate({ ...input, readAtMs, endMs: readAtMs }, 'hostile', 0).arrived >= 0;
}

/** Paths of numbers below 0 that are durations, counts or shares. */
function negatives(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return value < 0 && !/AtMs$|gainMs$/.test(path) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => negatives(inner, `${path}.${key}`));
}

function endsInWords({ code, err }: Ended): void {
  expect([0, 2, 3, 4]).toContain(code);
  expect(err).not.toMatch(/fault of mailpath|at \w+ \(|the fitted scenario/);
}

async function diagnosed(log: Buffer): Promise<void> {
  const ended = await mailpath(['diagnose', '-', ...YEAR, '--json'], { input: log });
  endsInWords(ended);
  if (ended.code === 0) expect(negatives(JSON.parse(ended.out))).toEqual([]);
}

async function fitted(log: Buffer): Promise<boolean> {
  const ended = await mailpath(['fit', '-', ...YEAR], { input: log });
  endsInWords(ended);
  return ended.code === 0 && runs(ended.out);
}

async function forecasted(log: Buffer): Promise<void> {
  const words = ['forecast', '-', ...YEAR, '--replications', '3', '--json'];
  const ended = await mailpath(words, { input: log });
  endsInWords(ended);
  if (ended.code !== 0) return;
  expect(negatives(forecastSchema.parse(JSON.parse(ended.out)))).toEqual([]);
}

describe('mutated logs', () => {
  it('are diagnosed and fitted, or refused in words; what fits them runs', async () => {
    let fits = 0;
    for (let seed = 0; seed < 240; seed++) {
      const log = mutatedLog(seed);
      try {
        await diagnosed(log);
        if (await fitted(log)) fits++;
        if (seed % 12 === 0) await forecasted(log);
      } catch (error) {
        throw new Error(`the mutated log of seed ${seed}`, { cause: error });
      }
    }
    // Refusing all of them would be no test of what is written.
    expect(fits).toBeGreaterThan(100);
  });
});

describe('a log from 1970 to 9999', () => {
  it('is diagnosed, and not fitted: the line before which the time lies is named', async () => {
    const log = hostile('year-9999');
    expect(await mailpath(['diagnose', log])).toMatchObject({ code: 0 });
    for (const command of ['fit', 'forecast']) {
      const { code, err } = await mailpath([command, log]);
      expect(code).toBe(3);
      expect(err).toMatch(/too far apart .*at most 400 d.* is before line 3:/);
    }
  });
});

describe('a log whose stamps go back', () => {
  it('is said to be one, and nothing took less than no time', async () => {
    const log = readFileSync(hostile('negative-age'));
    await diagnosed(log);
    const { out } = await mailpath(['diagnose', '-', ...YEAR, '--full'], { input: log });
    expect(out).toMatch(/Stamps go back 4 times, first at line 36, by 36 d 16 h at most/);
    expect(out).not.toMatch(/[−-]\d+ (d|h|min|s|ms)\b/);
  });
});

describe('the scenario that fits a log', () => {
  it.each(['fit-invalid-1', 'two-lines', 'forecast-without-end', 'negative-age'])(
    'is valid and runs, however little the log tells: %s',
    async (name) => {
      const yaml = join(folder, `${name}.yaml`);
      expect(await mailpath(['fit', hostile(name), ...YEAR, '--output', yaml])).toMatchObject({
        code: 0,
      });
      expect(await mailpath(['validate', yaml])).toMatchObject({ code: 0 });
      expect(runs(readFileSync(yaml, 'utf8'))).toBe(true);
      const { code } = await mailpath(['run', yaml, '--replications', '1', '--quiet']);
      expect(code).toBe(0);
    },
  );

  const line = (second: number, text: string): string =>
    `Nov 24 04:15:${String(second).padStart(2, '0')} mx1 sendmail[${100 + second}]: ${text}`;
  const accepted = line(0, '6AO4FqDI023991: from=<a@b.example>, size=1000, class=0, nrcpts=1');
  const delivery = (host: string, stat: string): string =>
    `6AO4FqDI023991: to=<a@b.example>, delay=00:00:08, xdelay=00:00:01, mailer=relay, pri=120122, relay=${host} [192.0.2.1], dsn=4.0.0, stat=${stat}`;

  it.each([
    [
      'connections that time out',
      [1, 2, 3].map((s) => line(s, delivery('mx.', 'Deferred: Connection timed out with mx.'))),
    ],
    [
      'hosts that differ by a final dot',
      [line(1, delivery('mx.test', 'Sent')), line(2, delivery('mx.test.', 'Sent'))],
    ],
    ['a host with control characters', [line(1, delivery('m\u001b[31mx\u0000', 'Sent'))]],
    ['a host named as JavaScript’s own', [line(1, delivery('__proto__', 'Sent'))]],
    ['mail that stays on the machine', [line(1, delivery('localhost', 'Sent'))]],
    [
      'queue runs every no time',
      [
        line(0, 'starting daemon (8.17.1): SMTP+queueing@00:00:00'),
        line(1, delivery('mx', 'Sent')),
      ],
    ],
  ])('is valid and runs, of a log with %s', async (_, lines) => {
    expect(await fitted(Buffer.from([accepted, ...lines].join('\n')))).toBe(true);
  });

  it('has recorded arrivals in order, though the stamps are not', async () => {
    const log = join(folder, 'back.log');
    const later = accepted.replace('04:15:00', '04:15:30').replaceAll('023991', '023992');
    writeFileSync(log, [later, accepted, line(31, delivery('mx', 'Sent'))].join('\n'));
    const [yaml, csv] = [join(folder, 'back.yaml'), join(folder, 'back.csv')];
    const words = ['fit', log, ...YEAR, '--output', yaml, '--recorded', csv];
    expect(await mailpath(words)).toMatchObject({ code: 0 });
    expect(await mailpath(['validate', yaml])).toMatchObject({ code: 0 });
  });
});

describe('a forecast of a site that falls ever further behind', () => {
  it('ends at its limit of work, and says how far it looked', async () => {
    const log = hostile('forecast-without-end');
    const words = ['forecast', log, ...YEAR, '--replications', '3'];
    const { code, out } = await mailpath([...words, '--json']);
    expect(code).toBe(0);
    const result = forecastSchema.parse(JSON.parse(out));
    const [asIs] = result.commands;
    expect(asIs.simulatedMs).toBeLessThan(result.horizonMs);
    expect(asIs.p99).toBeNull();
    expect((await mailpath([...words, '--full'])).out).toMatch(
      /simulation\s+ended\s+at\s+its\s+limit\s+of\s+work/,
    );
  });
});

describe('a packed log', () => {
  it('that unpacks to far more than any log does is refused', async () => {
    const bomb = join(folder, 'bomb.gz');
    const member = gzipSync(Buffer.alloc(64 << 20), { level: 9 });
    writeFileSync(bomb, Buffer.concat(Array.from({ length: 6 }, () => member)));
    const { code, err } = await mailpath(['diagnose', bomb]);
    expect(code).toBe(3);
    expect(err).toMatch(/bomb\.gz unpacks to more than 200 times its size/);
  });
});
