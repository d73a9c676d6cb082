import { describe, expect, it } from 'vitest';
import { comparisonText } from '../../sim/report/comparison-text.ts';
import { type Paint, PLAIN } from '../../sim/report/paint.ts';
import { runText } from '../../sim/report/run-text.ts';
import { RECOMMENDED } from '../experiment/office-gateway.ts';
import { planOf, resultOf, TWO_SETTINGS } from './small-result.ts';

const page = { columns: 100, paint: PLAIN };
const result = resultOf(planOf(TWO_SETTINGS, 4));
const text = comparisonText(result, page);

describe('a comparison as text', () => {
  it('answers whether this can happen at all before any simulated number', () => {
    const order = [
      'What does a refusal',
      'Can this happen here at all?',
      'Does a mark outlive its cause?',
      'Is anything overloaded?',
      'What recommended changes',
      'Delay',
      'Where the delay went',
      'connections cut at lifetime',
      'Assumptions',
      'In one sentence',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('shows each delay with its interval and the paired difference', () => {
    for (const measure of ['mean', 'p50', 'p90', 'p95', 'p99', 'maximum']) {
      expect(text).toMatch(new RegExp(`^  ${measure}.* ± .* ± .*−.* ± `, 'm'));
    }
  });

  it.each([60, 80, 100, 120])('keeps to a page of %d columns', (columns) => {
    const many = resultOf(
      planOf({ ...TWO_SETTINGS, 'limit-199': { messagesPerConnection: 199 } }, 2),
    );
    const lines = comparisonText(many, { columns, paint: PLAIN }).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('has no interval and says so in the sentence with one replication', () => {
    const one = comparisonText(resultOf(planOf(TWO_SETTINGS, 1)), page);
    expect(one).not.toContain('±');
    expect(one).toContain('chance is not told apart');
  });

  it('is marked partial at its beginning and at its end', () => {
    const partial = comparisonText({ ...result, partial: true }, page);
    expect(partial.match(/PARTIAL/g)).toHaveLength(2);
    expect(text).not.toContain('PARTIAL');
  });

  it('says loudly that a system is unstable, before any number', () => {
    const settings = {
      default: { firstAttempt: 'queue', queueRuns: 'persistent', runners: 1 },
    } as const;
    const arrivals = [{ kind: 'bulk', atMs: 0, overMs: 60_000, count: 200 }] as const;
    const unstable = comparisonText(resultOf(planOf(settings, 1, { arrivals })), page);
    expect(unstable.indexOf('UNSTABLE under default')).toBeGreaterThan(0);
    expect(unstable.indexOf('UNSTABLE')).toBeLessThan(unstable.indexOf('Can this happen'));
    expect(text).not.toContain('UNSTABLE');
  });

  it('warns that delays flatter a setting which leaves mail behind', () => {
    const short = comparisonText(resultOf(planOf(TWO_SETTINGS, 2, { endMs: 8 * 60_000 })), page);
    expect(short).toMatch(/Not delivered under default: \d+ messages still queued/);
  });

  it('tells which expectations are met, and what was found where one is not', () => {
    const checks = [
      { expectation: 'default.p99 >= 1h', met: false, found: 'it is 18 min' },
      { expectation: 'default.cuts > 0', met: true, found: 'it is 2' },
    ];
    const checked = comparisonText({ ...result, checks }, page);
    expect(checked).toContain('NOT met  default.p99 >= 1h: it is 18 min');
    expect(checked).toContain('met      default.cuts > 0');
  });

  it('colours what is better and what is worse, where it may', () => {
    const paint: Paint = { ...PLAIN, green: (t) => `[+${t}+]`, red: (t) => `[-${t}-]` };
    const coloured = comparisonText(result, { columns: 100, paint });
    expect(coloured).toMatch(/mean .*\[\+ *−.*\+\]/);
    expect(coloured).toMatch(/deferrals after an attempt.*\[- *\+.*-\]/);
  });
});

describe('one setting as text', () => {
  const run = resultOf(planOf({ recommended: RECOMMENDED }, 3), { format: 'mailpath-run/1' });
  const shown = runText(run, page);

  it('has all its measures, how connections ended, and the backlog over time', () => {
    for (const words of [
      'p99.9',
      'tries per message',
      'by a runner’s memory',
      'Connections, by how they ended',
      'cut at their lifetime',
      'Attempts that failed, by cause',
      '421 at greeting',
      'Backlog over time',
      '┤',
    ]) {
      expect(shown).toContain(words);
    }
  });

  it('keeps to the page, and compares with nothing', () => {
    expect(shown.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(shown).not.toContain('difference');
  });
});
