import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { ladderChart } from '../../../sim/studies/ladder/ladder-chart.ts';
import { ladderData, ladderPoints } from '../../../sim/studies/ladder/ladder-chart-data.ts';
import { type LadderResult, ladderSchema } from '../../../sim/studies/ladder/ladder-schema.ts';
import { ladderText } from '../../../sim/studies/ladder/ladder-text.ts';
import { ladderCsv } from '../../../sim/studies/result/metric-csv.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { ladderOf } from './small-ladder.ts';

function textOf(result: LadderResult, columns = 100): string {
  return ladderText(result, { columns, paint: PLAIN });
}

/** Without the line ends and indents of its page. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

const result = ladderOf();
const text = textOf(result);

describe('a ladder’s result', () => {
  it('keeps to its published schema, nothing more and nothing less', () => {
    const written = JSON.parse(JSON.stringify(result));
    expect(ladderSchema.parse(written)).toEqual(written);
    expect(result.format).toBe('mailpath-ladder/2');
  });

  it('keeps to it where nothing was delivered, and with one replication', () => {
    for (const one of [
      ladderOf({ changes: { arrivals: [] }, replications: 2 }),
      ladderOf({ replications: 1 }),
      ladderOf({ limits: [], replications: 2 }),
    ]) {
      const written = JSON.parse(JSON.stringify(one));
      expect(ladderSchema.parse(written)).toEqual(written);
      expect(flat(textOf(one))).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('names changes by the target’s values, and what each changes', () => {
    expect(result.rungs.map(({ name }) => name)).toEqual([
      'limit of 199',
      '4 runners',
      'table cleared',
      'HostStat off',
      '1 min retry',
    ]);
    expect(result.rungs[1].changes).toEqual([
      { setting: 'queue runners', from: 2, to: 4, unit: null },
    ]);
    expect(result.rungs[2].nothing).toBe('no-mark');
  });

  it('has the measure that was asked for in every step', () => {
    const judged = ladderOf({ metric: 'tries', limits: [], replications: 2 });
    expect(judged.measure).toEqual({ name: 'tries', unit: 'count', better: 'less' });
    for (const { measures } of judged.steps) expect(measures.tries.low).toBeGreaterThan(0);
  });
});

describe('a ladder as text', () => {
  it.each([60, 80, 100, 120])('keeps to a page of %d columns', (columns) => {
    const lines = textOf(result, columns).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('goes from whether it can happen at all to what it comes to', () => {
    const order = [
      'Can this happen here at all?',
      'The changes from default to recommended',
      'In the article’s order',
      'Alone: default and one change',
      'Taken away: recommended without one change',
      'What each change is worth',
      'A limit alone',
      'Assumptions',
      'What it comes to',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('shows a difference with its interval and what it means', () => {
    expect(text).toMatch(/^ {2}\+ HostStat off .* −.* better$/m);
    expect(text).toMatch(
      /^ {2}− HostStat off .* \+\d+ min.* \(\+[\d.]+ to \+[\d.]+ min\) +worse$/m,
    );
    expect(text).toMatch(/^ {2}− limit of 199 .*the same$/m);
  });

  it('says that a change changes nothing here, and why', () => {
    expect(text).toMatch(/3 {2}table cleared {2}changes nothing here: no mark stands at the start/);
    const same = ladderOf({ to: { ...RECOMMENDED, runners: 2 }, limits: [], replications: 2 });
    expect(textOf(same)).toMatch(/2 {2}2 runners .*changes nothing here: it is so already/);
  });

  it('says who switches host status off in the cloud', () => {
    expect(textOf(ladderOf({ deployment: 'cloud', replications: 2 }))).toContain(
      'host status: on → off (by Proofpoint Support)',
    );
    expect(text).not.toContain('Proofpoint Support');
  });

  it('leaves the limits out where none were tried', () => {
    expect(textOf(ladderOf({ limits: [], replications: 2 }))).not.toContain('A limit alone');
  });

  it('warns of a change that alone makes things worse', () => {
    const worse = ladderOf({
      from: { hostStatus: false, retryIntervalMs: 60_000 },
      to: { hostStatus: true, retryIntervalMs: 60_000, runners: 4 },
      limits: [],
    });
    expect(textOf(worse)).toMatch(/worse alone: HostStat on, p99 \+/);
    expect(flat(worse.verdict.sentence)).toContain('makes things clearly worse');
  });

  it('calls nothing clear with few days, and says how many it takes', () => {
    for (const few of [ladderOf({ replications: 1 }), ladderOf({ replications: 4 })]) {
      const days = few.replications.finished;
      const told = `${days === 1 ? '1 day tells' : '4 days tell'} too little: take 5 or more`;
      expect(few.verdict.sentence).toContain(`${told}; no change is called better or worse`);
      expect(few.limits?.sentence).toContain(told);
      expect(flat(textOf(few))).toContain(`${told}.`);
      const effects = new Set(few.steps.map(({ effect }) => effect));
      expect([...effects].filter((effect) => effect !== 'unknown' && effect !== 'same')).toEqual(
        [],
      );
    }
  });

  it('has intervals low to high, and says once how they were made', () => {
    expect(text).not.toContain('±');
    expect(flat(text).match(/by order statistics, each by itself/g)).toHaveLength(1);
  });

  it('has a last change for other settings, with all that it changes', () => {
    const to = { ...RECOMMENDED, sort: 'time', connectionCacheSize: 5 } as const;
    expect(textOf(ladderOf({ to, limits: [], replications: 2 }))).toMatch(
      /6 {2}the rest {2,}connection cache: 2 → 5; sort order: priority → time/,
    );
  });

  it('says before any number how much never arrives, and how its delays count', () => {
    const short = ladderOf({ changes: { endMs: 15 * 60_000 }, limits: [] });
    const told = flat(textOf(short));
    expect(told).toMatch(
      /Some mail never arrives, .* on a typical day: [\d.]+% to [\d.]+% .*under default, .* under recommended, at most .* under any step\. Its delays count as never, or as its age at least\./,
    );
    expect(told.indexOf('Some mail never')).toBeLessThan(told.indexOf('Can this happen'));
    expect(told).toContain('at least');
    expect(text).not.toContain('Some mail never');
  });

  it('is marked partial at its beginning and at its end', () => {
    expect(textOf({ ...result, partial: true }).match(/PARTIAL/g)).toHaveLength(2);
  });
});

describe('what a ladder comes to', () => {
  it('names the change that buys most, what is needed and what can be left out', () => {
    const { sentence } = result.verdict;
    expect(sentence).toMatch(
      /^From default to recommended p99 of a typical day falls from .* to .*\. Most alone/,
    );
    expect(sentence).toMatch(/Needed: .*HostStat off \(without it \+/);
    expect(sentence).toMatch(/Can be left out.*: .*limit of 199/);
  });

  it('takes no shares of a gain from never, and says so', () => {
    const never = ladderOf({
      from: { returnAfterMs: 4 * 60_000 },
      to: { ...RECOMMENDED, returnAfterMs: 4 * 60_000 },
      limits: [],
    });
    expect(never.from.measures.p99.kind).toBe('never');
    const { sentence, effect } = never.verdict;
    expect(effect).toBe('better');
    expect(sentence).toMatch(
      /^From default to recommended p99 of a typical day goes from never to /,
    );
    expect(sentence).toContain('Shares of the whole gain cannot be told: mail that never arrives');
    expect(sentence).not.toContain('of the whole)');
    expect(sentence).toMatch(/Needed: HostStat off \(without it never arrives where it did\)\./);
    expect(sentence).toMatch(/Of little weight beside mail that never arrives: .*1 min retry/);
    expect(never.steps.map(({ ofGain }) => ofGain).filter((gain) => gain !== null)).toEqual([]);
    expect(textOf(never)).toMatch(/not known/);
    expect(ladderChart(ladderData(never)).title).toContain('from never to');
  });

  it('says what a limit alone costs where first attempts wait for busy runners', () => {
    const [poisson] = officeGateway().arrivals;
    const busy = ladderOf({
      from: {
        firstAttempt: 'queue',
        queueRuns: 'persistent',
        passIntervalMs: 1000,
        retryIntervalMs: 0,
        runners: 1,
      },
      to: {
        firstAttempt: 'queue',
        queueRuns: 'persistent',
        passIntervalMs: 1000,
        retryIntervalMs: 0,
        runners: 2,
      },
      changes: {
        arrivals: [{ ...poisson, ratePerMs: 0.0013 } as typeof poisson],
        sizes: { kind: 'constant', value: 50_000 },
        hosts: [{ ...officeGateway().hosts[0], faults: [], lifetime: null }],
      },
      limits: [1, 199],
    });
    const { limits } = busy;
    expect(limits?.worseFrom).toBe(1);
    expect(limits?.sentence).toMatch(
      /costs nothing that you could see down to 199 messages a connection; at 1 it makes things worse: p99 \+.*since a set-up of 300 ms every message takes 32\.4% of a runner’s time and asks 120.*% of what the runners can do, in place of 81\.3%\. 2 runners in place of 1 would pay for it\./,
    );
    expect(textOf(busy)).toMatch(/limit of 1 .*120/);
  });
});

describe('a ladder as CSV', () => {
  const rows = ladderCsv(result)
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));
  const [header] = rows;
  const column = (name: string) => rows.slice(1).map((row) => row[header.indexOf(name)]);

  it('has a row for each step and measure, all of one width', () => {
    const measures = Object.keys(result.from.measures).length;
    const steps = 1 + result.steps.length + 1 + (result.limits?.steps.length ?? 0);
    expect(rows).toHaveLength(1 + steps * measures);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
    expect([...new Set(column('group'))]).toEqual(['in order', 'alone', 'removed', 'limit']);
  });

  it('gives each step its difference to what it is held against', () => {
    const row = rows.find(
      (one) => one[1] === 'removed' && one[2] === 'HostStat off' && one[4] === 'p99',
    );
    const cell = (name: string) => row?.[header.indexOf(name)];
    expect(cell('compared_with')).toBe('recommended');
    const step = result.steps.find(
      ({ group, name }) => group === 'removed' && name === 'HostStat off',
    );
    const found = step?.differences.p99;
    expect(cell('difference_kind')).toBe('exact');
    expect(Number(cell('difference_low'))).toBe(found?.low);
    expect(Number(cell('difference_interval_low'))).toBe(found?.interval?.low);
    expect([cell('days_less'), cell('days_more')]).toEqual(['0', '6']);
    expect(cell('clear')).toBe('clear');
  });
});

describe('a ladder’s chart data', () => {
  const points = ladderPoints(result);

  it('opens each group with what its steps are held against', () => {
    const openings = ['in order', 'alone', 'removed'].map((group) =>
      points.find((point) => point.group === group),
    );
    expect(openings.map((point) => point?.step)).toEqual(['default', 'default', 'recommended']);
    expect(openings.map((point) => point?.clear)).toEqual([null, null, null]);
  });

  it('has a point for each step, in order up to the target', () => {
    expect(points).toHaveLength(result.steps.length + 3);
    const inOrder = points.filter(({ group }) => group === 'in order');
    const { low, high, interval } = result.to.measures.p99;
    expect(interval?.low).toBeLessThan(interval?.high ?? 0);
    expect(inOrder.at(-1)).toMatchObject({ step: '1 min retry', low, high, interval });
  });
});
