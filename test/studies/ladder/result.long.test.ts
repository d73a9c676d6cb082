import { describe, expect, it } from 'vitest';
import { ladderSchema } from '../../../sim/studies/ladder/result.ts';
import { ladderCsv } from '../../../sim/studies/result/metric-csv.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { ladderOf } from './small-ladder.ts';

const result = ladderOf();

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
    }
  });

  it('names changes by the target’s values, and what each changes', () => {
    expect(result.changes.map(({ name }) => name)).toEqual([
      'limit of 199',
      '4 runners',
      'table cleared',
      'HostStat off',
      '1 min retry',
    ]);
    expect(result.changes[1].changes).toEqual([
      { setting: 'queue runners', from: 2, to: 4, unit: null },
    ]);
    expect(result.changes[2].nothing).toBe('no-mark');
  });

  it('has the measure that was asked for in every step', () => {
    const judged = ladderOf({ metric: 'tries', limits: [], replications: 2 });
    expect(judged.measure).toEqual({ name: 'tries', unit: 'count', better: 'less' });
    for (const { measures } of judged.steps) expect(measures.tries.low).toBeGreaterThan(0);
  });
});

describe('the verdict of a ladder', () => {
  it('says how much all changes gain, and which gains the most by itself', () => {
    expect(result.verdict).toMatchObject({ effect: 'better', bestAlone: 'host-status' });
    expect(result.verdict.sentence).toMatch(
      /^From default to recommended p99 of a typical day falls from [\d\w ]+ to [\d\w ]+; HostStat off gains the most by itself \(\d+% of the gain\)\.$/,
    );
  });

  it('says of each change what the target loses without it', () => {
    const roles = Object.fromEntries(result.changes.map(({ id, role }) => [id, role]));
    expect(roles).toMatchObject({ 'host-status': 'needed', limit: 'left-out', clear: null });
  });

  it('takes no shares of a gain from never', () => {
    const never = ladderOf({
      from: { returnAfterMs: 4 * 60_000 },
      to: { ...RECOMMENDED, returnAfterMs: 4 * 60_000 },
      limits: [],
    });
    expect(never.from.measures.p99.kind).toBe('never');
    expect(never.verdict.effect).toBe('better');
    expect(never.verdict.sentence).toMatch(
      /^From default to recommended p99 of a typical day goes from never to .*; HostStat off gains the most by itself \([^%]*\)\.$/,
    );
    expect(never.changes.find(({ id }) => id === 'host-status')?.role).toBe('needed');
    expect(never.changes.find(({ id }) => id === 'retry')?.role).toBe('minor');
    expect(never.steps.map(({ ofGain }) => ofGain).filter((gain) => gain !== null)).toEqual([]);
  });

  it('says that all changes together make it worse', () => {
    const worse = ladderOf({
      from: { hostStatus: false, retryIntervalMs: 60_000 },
      to: { hostStatus: true, retryIntervalMs: 60_000, runners: 4 },
      limits: [],
    });
    expect(worse.verdict).toMatchObject({ effect: 'worse', bestAlone: 'runners' });
    expect(worse.verdict.sentence).toMatch(/rises from .*: all changes together make it sign/);
    const alone = worse.steps.find(
      ({ group, change }) => group === 'alone' && change === 'host-status',
    );
    expect(alone?.effect).toBe('worse');
  });

  it('calls nothing better or worse with few days, and says how many it takes', () => {
    for (const few of [ladderOf({ replications: 1 }), ladderOf({ replications: 4 })]) {
      const days = few.replications.finished;
      const words = `${days === 1 ? '1 day tells' : '4 days tell'} too little: take 5 or more`;
      expect(few.verdict.sentence).toContain(`; no change is called better or worse (${words}).`);
      expect(few.limits?.sentence).toContain(words);
      expect(few.changes.filter(({ role }) => role !== null && role !== 'unknown')).toEqual([]);
      const effects = new Set(few.steps.map(({ effect }) => effect));
      expect([...effects].filter((effect) => effect !== 'unknown' && effect !== 'same')).toEqual(
        [],
      );
    }
  });

  it('says what a limit by itself costs where first attempts wait for busy runners', () => {
    const [poisson] = officeGateway().arrivals;
    const persistent = {
      firstAttempt: 'queue',
      queueRuns: 'persistent',
      passIntervalMs: 1000,
      retryIntervalMs: 0,
    } as const;
    const busy = ladderOf({
      from: { ...persistent, runners: 1 },
      to: { ...persistent, runners: 2 },
      changes: {
        arrivals: [{ ...poisson, ratePerMs: 0.0013 } as typeof poisson],
        sizes: { kind: 'constant', value: 50_000 },
        hosts: [{ ...officeGateway().hosts[0], faults: [], lifetime: null }],
      },
      limits: [1, 199],
    });
    expect(busy.limits?.worseFrom).toBe(1);
    expect(busy.limits?.sentence).toMatch(
      /costs nothing noticeable down to 199 messages per connection; at 1 it makes things worse: p99 \+.*since a set-up of 300 ms every message takes 32\.4% of a runner’s time and raises the load of the runners from 81\.3% to 120.*%\. 2 runners in place of 1 would make up for it\./,
    );
    expect(busy.limits?.steps[0].closedForm.load).toBeGreaterThan(1.2);
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

  it('gives each step its difference to what it is compared with', () => {
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
    expect(cell('significant')).toBe('yes');
  });
});
