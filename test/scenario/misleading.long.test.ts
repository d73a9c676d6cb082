/**
 * Scenarios whose answers misled, each with what is true of it. They stand for kinds: mail that never
 * arrives, days of two kinds, runners whose runs overlap, mail of a site with several gateways,
 * bounds, the last host of a route.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundsOf } from '../../sim/document/bounds.ts';
import type { MetricName } from '../../sim/mailpath/metrics.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { type Answer, parsePlan } from '../../sim/studies/answer.ts';
import { Arguments } from '../../sim/studies/arguments.ts';
import { compare } from '../../sim/studies/compare/index.ts';
import { compareRequest } from '../../sim/studies/compare/request.ts';
import type { Result } from '../../sim/studies/result/result-schema.ts';
import { runStudy, type Study } from '../../sim/studies/study.ts';
import { sweep } from '../../sim/studies/sweep/index.ts';
import { request as sweepRequest } from '../../sim/studies/sweep/request.ts';
import type { SweepResult } from '../../sim/studies/sweep/result.ts';
import { SCENARIOS } from './shipped-scenarios.ts';

const MISLEADING = join(import.meta.dirname, 'misleading');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function load(name: string) {
  const file = [MISLEADING, SCENARIOS].map((folder) => join(folder, name)).find(existsSync);
  return file === undefined ? null : { file, text: readFileSync(file, 'utf8') };
}

function subject(name: string, set: readonly string[] = []) {
  const file = `${name}.yaml`;
  const { text } = load(file) as { text: string };
  return {
    opened: {
      file,
      files: [],
      read: (more: readonly unknown[]) => readScenario(text, { file, load, set: more as string[] }),
    },
    set,
    version: 'test',
  };
}

function answerOf(study: Study<unknown>): Answer {
  return runStudy(study) as Answer;
}

function compared(name: string, options: Record<string, unknown> = {}, set: string[] = []) {
  const answer = answerOf(
    parsePlan(compare, compareRequest, new Arguments(options))(subject(name, set)),
  );
  const result = answer.json as Result;
  const text = answer.text({ columns: 100, paint: PLAIN }, true);
  const setting = (of: string) => {
    const found = result.settings.find((s) => s.name === of);
    if (found === undefined) throw new Error(`no setting ${of}`);
    return found;
  };
  return {
    answer,
    result,
    text: text.replaceAll(/\s+/g, ' '),
    setting,
    figure: (of: string, metric: MetricName) => boundsOf(setting(of).measures[metric]),
  };
}

const same = (text: string) => text;
const PLAIN = { bold: same, dim: same, red: same, green: same, yellow: same };

describe('a window that ends while mail is queued', () => {
  let found: ReturnType<typeof compared>;
  beforeAll(() => {
    found = compared('censored', { check: true, replications: '6' });
  });

  it('is followed until all of its mail has left: p99 is that of all mail', () => {
    expect(found.figure('default', 'p99').low).toBeGreaterThan(24 * MINUTE);
    expect(found.figure('recommended', 'p99').high).toBeLessThan(5 * MINUTE);
  });

  it('reads what is queued at its end', () => {
    expect(found.figure('default', 'queued').low).toBeGreaterThan(6000);
  });

  it('finds the objective broken by the setting that breaks it', () => {
    const { bad, byReason } = found.setting('default').badDays;
    expect([bad, byReason.objective]).toEqual([6, 6]);
    expect(found.result.checks).toMatchObject([{ state: 'met' }]);
    expect(found.answer.unmet).toBe(false);
    const asked = compared('censored', {
      check: true,
      replications: '2',
      settings: 'recommended,default',
    });
    expect(asked.answer.unmet).toBe(true);
  });
});

describe('days of two kinds', () => {
  let found: ReturnType<typeof compared>;
  beforeAll(() => {
    found = compared('brief-hiccup', { replications: '40' });
  });

  it('are told apart by an event of the run, each with its own figures', () => {
    const { badDays, kinds } = found.setting('default');
    expect(badDays.bad).toBeGreaterThan(0);
    expect(badDays.bad).toBeLessThan(20);
    expect(boundsOf(kinds?.bad.p99 ?? { kind: 'none', low: null, high: null }).low).toBeGreaterThan(
      HOUR / 2,
    );
    expect(boundsOf(kinds?.good.p99 ?? { kind: 'none', low: null, high: null }).high).toBeLessThan(
      MINUTE,
    );
  });

  it('make no interval that ends beyond what a day has shown', () => {
    for (const { measures, worst } of found.result.settings) {
      for (const name of ['p50', 'p90', 'p99', 'max'] as const) {
        const { interval } = measures[name];
        if (interval === null) throw new Error('no interval');
        expect(boundsOf(interval).low).toBeGreaterThanOrEqual(0);
        expect(boundsOf(interval).high).toBeLessThanOrEqual(boundsOf(worst).high);
      }
    }
    expect(found.text).not.toContain('±');
  });

  it('leave the share of the delay the same in the table, the sentence and the largest part', () => {
    const { parts, largestPart } = found.setting('default');
    const [largest] = parts;
    expect(largestPart).toBe(largest.name);
    expect(found.result.verdict.base.largestPart).toEqual({
      name: largest.name,
      share: largest.share,
    });
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const percent = `${Number((100 * largest.share).toFixed(1))}%`;
    expect(found.text).toContain(`default: ${percent} of all delay`);
  });
});

describe('a mark that nobody waits behind, since the route has other names', () => {
  it('costs nothing and makes no bad day', () => {
    const found = compared('article-layout', { replications: '5' });
    expect(found.figure('default', 'marked-time').low).toBeGreaterThan(25 * MINUTE);
    expect(found.figure('default', 'p99').high).toBeLessThan(10_000);
    expect(found.setting('default').badDays.bad).toBe(0);
  });
});

describe('runners whose queue runs overlap', () => {
  it('are said to be more at one time, with what holds if they are so many in all', () => {
    const found = compared('ten-minute-outage', { settings: 'recommended', replications: '5' });
    const [effect] = found.result.runnersInAll;
    expect(effect.setting).toBe('recommended');
    expect(effect.peak).toBeGreaterThan(effect.runners);
    expect(boundsOf(effect.inAll).low).toBeGreaterThan(boundsOf(effect.perRun).low);
    expect(found.text).toContain('max runners at work');
    expect(found.text).toContain('MaxQueueChildren');
    expect(found.text).toContain('runners-are');
  });

  it('are not asked about where the scenario says what they count', () => {
    const found = compared('ten-minute-outage', { settings: 'recommended', replications: '2' }, [
      'settings.recommended.runners-are=in-all',
    ]);
    expect(found.result.runnersInAll).toEqual([]);
    expect(found.figure('recommended', 'busy-runners-peak').high).toBeLessThanOrEqual(2);
  });
});

describe("a site's mail", () => {
  it('comes once, however many gateways share it: a mailing and a rate', () => {
    const found = compared('newsletter', { settings: 'recommended', replications: '1' });
    // 200,000 of the mailing and the morning's share of 400,000 a day.
    expect(found.figure('recommended', 'arrived').low).toBeGreaterThan(300_000);
    expect(found.figure('recommended', 'arrived').low).toBeLessThan(360_000);
  });

  it('is the same at every point of a sweep over gateways', () => {
    const asked = parsePlan(
      sweep,
      sweepRequest,
      new Arguments({ vary: ['gateway.gateways=1,2'], replications: '2', measure: 'arrived,p99' }),
    );
    const { points } = answerOf(asked(subject('morning-400k-a-day'))).json as SweepResult;
    const arrived = points.map(({ measures }) => boundsOf(measures.arrived).low);
    expect(arrived[0]).toBe(arrived[1]);
    expect(arrived[0]).toBeGreaterThan(130_000);
  });
});

describe('bounds, and a rule of the remote server that the settings break', () => {
  let found: ReturnType<typeof compared>;
  beforeAll(() => {
    found = compared('cloud-with-bounds', { replications: '2' });
  });

  it('hold for what is recommended, and it is said', () => {
    const changed = found.setting('recommended').changes.map(({ setting }) => setting);
    expect(changed).not.toContain('HostStat');
    expect(found.text).toContain('recommended keeps HostStat on');
  });

  it('name the cause of mail that never arrives', () => {
    const { undelivered } = found.setting('recommended');
    expect(undelivered[0]).toMatchObject({ cause: 'greylisting', destination: 'partner' });
    expect(found.figure('recommended', 'never-share').low).toBeGreaterThan(0.003);
    expect(found.figure('recommended', 'max').low).toBe(Number.POSITIVE_INFINITY);
    expect(found.text).toMatch(/partner refuses [\d,]+ retries a day as too soon: it wants 5 min/);
  });

  it.each(['settings.recommended.min-queue-age=5m', 'settings.recommended.retry-interval=12m'])(
    'say what ends it, and that does: %s',
    (change) => {
      const longer = compared('cloud-with-bounds', { settings: 'recommended', replications: '2' }, [
        change,
      ]);
      expect(longer.figure('recommended', 'never-share').high).toBe(0);
      expect(longer.figure('recommended', 'max').high).toBeLessThan(12 * HOUR);
    },
  );
});

describe('the last host of a route', () => {
  it('decides: 5xx at its greeting returns the mail at once', () => {
    const found = compared('last-host-decides', { settings: 'default', replications: '2' });
    expect(found.figure('default', 'never-share')).toEqual({ low: 1, high: 1 });
    expect(found.setting('default').undelivered).toMatchObject([{ cause: 'rejected' }]);
  });
});

describe('a service that is overloaded by a fault', () => {
  it.each([
    ['one-percent-421', 'default', 5],
    ['nearly-all-421', 'default', 0],
    ['rcpt-4xx-hoststat-off', 'default', 1],
  ])('%s: the simulation says so', (name, setting, cuts) => {
    const found = compared(name, { settings: setting, replications: '3' });
    expect(found.setting(setting).badDays.bad).toBe(3);
    expect(found.figure(setting, 'p99').low).toBeGreaterThan(HOUR / 2);
    expect(found.figure(setting, 'cuts').low).toBeGreaterThanOrEqual(cuts);
  });

  it('five-background: thousands go to the queue and wait for its runs', () => {
    const found = compared('five-background', { settings: 'default', replications: '3' });
    expect(found.figure('default', 'p99').low).toBeGreaterThan(20 * MINUTE);
    expect(found.figure('default', 'backlog-peak').low).toBeGreaterThan(100);
  });
});
