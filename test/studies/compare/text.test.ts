import { describe, expect, it } from 'vitest';
import { type Paint, PLAIN } from '../../../sim/document/paint.ts';
import { reportText } from '../../../sim/document/text.ts';
import type { Page } from '../../../sim/document/text-layout.ts';
import { resultReport } from '../../../sim/studies/compare/request.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { RECOMMENDED } from '../office-gateway.ts';
import { planOf, resultOf, TWO_SETTINGS } from './small-result.ts';

const page = { columns: 100, paint: PLAIN };
const plan = planOf(TWO_SETTINGS, 5);
const CONTEXT = { input: plan.settings[0].input, command: '', startsAtMs: 0, timelines: [] };

const comparisonText = (result: Result, on: Page = page): string =>
  reportText(resultReport(result, CONTEXT), on, true);
const firstScreen = (result: Result, on: Page = page): string =>
  reportText(resultReport(result, CONTEXT), on, false);

const result = resultOf(plan);
const text = comparisonText(result, page);

describe('a comparison as text', () => {
  it('answers first, then whether this can happen at all, then with every figure', () => {
    const order = [
      'What does a refusal',
      'On a typical day the slowest 1% of mail waits',
      'slowest 1% (p99)',
      'Why ',
      'Change ',
      'Assumed ',
      'Can this happen here at all?',
      'Does a mark hold mail up for over 5 min?',
      'Is anything overloaded?',
      'Delay on a typical day',
      'Out of 5 days',
      'Where the delay of all mail went',
      'What the gateway did',
      'The site, and what is assumed to go wrong',
      'Assumptions',
      'What it has not been held against',
      'What this result does not cover',
      'How it was simulated',
      'The scenario',
      'The answer\n',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('shows each delay with its interval and the paired difference', () => {
    const [delays, differences] = text.split('Delay on a typical day')[1].split(/^ +difference$/m);
    const interval = '\\([^()]+ to [^()]+ (ms|s|min)\\)';
    for (const measure of ['mean', 'p50', 'p90', 'p95', 'p99', 'maximum']) {
      expect(delays).toMatch(new RegExp(`^  ${measure}.* ${interval} .* ${interval}$`, 'm'));
      expect(differences).toMatch(new RegExp(`^  ${measure}.* −.* \\(−[^()]+ to −[^()]+\\)$`, 'm'));
    }
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'smallest to largest of 5 days, 94% of the typical',
    );
  });

  it('shows how many days were bad, what that shows, and why they were', () => {
    expect(text).toMatch(/^ {2}bad days +5 +0$/m);
    expect(text).toMatch(/^ +of all days like these +at least 55% +at most 45%$/m);
    expect(text).toMatch(/^ +mail held up by a mark of over 5 min +5 +0$/m);
    expect(text).toMatch(/^ +a connection cut at its lifetime +5 +0$/m);
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
    expect(one).not.toMatch(/\(\S+ to \S+ (ms|s|min)\)/);
    expect(one).toContain('too few for intervals (5 or more)');
    expect(one).toContain('one day: too few to tell chance');
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
    expect(unstable.indexOf('UNSTABLE')).toBeLessThan(unstable.indexOf('slowest 1%'));
    expect(text).not.toContain('UNSTABLE');
  });

  it('gives figures that hang on mail left behind as bounds, and says before them why it is left', () => {
    const short = comparisonText(resultOf(planOf(TWO_SETTINGS, 2, { endMs: 8 * 60_000 })), page);
    const caution = short.search(
      /Under default 0% to [\d.]+% of the mail on a typical day\s+never\s+arrives, or\s+had\s+not/,
    );
    expect(caution).toBeGreaterThan(0);
    expect(caution).toBeLessThan(short.indexOf('slowest 1%'));
    expect(short).toMatch(/\d+ messages a day to exchange-online: waiting behind the mark/);
    expect(short).toMatch(/^ {2}mean +at least \d.* +at least \d.* +unknown$/m);
    expect(short).toMatch(/^ {2}over 5 min +0% to [\d.]+% +0% to [\d.]+% /m);
    expect(short).toMatch(/^ {2}never arrives, share +0% to [\d.]+%/m);
  });

  it('tells which expectations are met, and what was found where one is not', () => {
    const checks = [
      { expectation: 'default.p99 >= 1h', state: 'missed', found: 'it is 18 min' },
      { expectation: 'default.cuts > 0', state: 'met', found: 'it is 2' },
      { expectation: 'default.max < 2h', state: 'unknown', found: 'it is at least 1 h' },
    ] as const;
    const checked = comparisonText({ ...result, checks: [...checks] }, page);
    expect(checked).toMatch(/^ {2}default\.p99 >= 1h +NOT met +it is 18 min$/m);
    expect(checked).toMatch(/^ {2}default\.cuts > 0 +met +it is 2$/m);
    expect(checked).toMatch(/^ {2}default\.max < 2h +unknown +it is at least 1 h$/m);
    const first = firstScreen({ ...result, checks: [...checks] });
    expect(first).toMatch(/Not met +default\.p99 >= 1h: it is 18 min/);
    expect(first).not.toContain('default.cuts > 0');
  });

  it('has the answer on the first screen, both p99 in its first ten lines', () => {
    for (const columns of [80, 100]) {
      const lines = firstScreen(result, { columns, paint: PLAIN }).trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(30);
      expect(lines.slice(0, 10).join('\n')).toMatch(/slowest 1% \(p99\) .*\d.*\d/);
    }
  });

  it('colours what is better and what is worse, where it may', () => {
    const paint: Paint = { ...PLAIN, green: (t) => `[+${t}+]`, red: (t) => `[-${t}-]` };
    const coloured = comparisonText(result, { columns: 100, paint });
    expect(coloured).toMatch(/mean .*\[\+ *−.*\+\]/);
    expect(coloured).toMatch(/deferrals after an attempt.*\[- *\+.*-\]/);
  });
});

describe('one setting as text', () => {
  const run = resultOf(planOf({ recommended: RECOMMENDED }, 3), { format: 'mailpath-run/2' });
  const shown = comparisonText(run, page);

  it('has all its measures, how connections ended, and the backlog over time', () => {
    for (const words of [
      'p99.9',
      'tries per message',
      'by a runner’s memory',
      'Connections, by how they ended',
      'cut at their lifetime',
      'Attempts that failed, by cause',
      '421 at greeting',
      'The backlog of a typical day reaches',
      '█',
    ]) {
      expect(shown).toContain(words);
    }
  });

  it('keeps to the page, and compares with nothing', () => {
    expect(shown.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(shown).not.toContain('difference');
  });
});
