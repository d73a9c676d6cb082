import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../sim/document/paint.ts';
import { reportText } from '../../sim/document/text.ts';
import { ENDINGS, faultWords } from '../../sim/mailpath/faults.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import { resultReport } from '../../sim/studies/compare/request.ts';
import { verdict, verdictSentence } from '../../sim/studies/compare/result.ts';
import { filedAs, glossaryTerms, metricMeaning, termMeaning } from '../../sim/studies/glossary.ts';
import { planOf, resultOf, TWO_SETTINGS } from './compare/small-result.ts';
import { runExperiment } from './run-experiment.ts';

describe('the words of reports', () => {
  it('say of every failure what it was and at which stage', () => {
    for (const ending of Object.keys(ENDINGS)) {
      if (ending !== 'accepted') expect(faultWords(ending), ending).toMatch(/ (at|inside|after) /);
    }
    expect(faultWords('greeting-421')).toBe('421 at greeting');
    expect(faultWords('dot-eof')).toBe('connection closed at the final dot');
  });
});

describe('the glossary', () => {
  it('explains every metric', () => {
    for (const { name, meaning } of METRICS) {
      expect(glossaryTerms()).toContain(name);
      expect(metricMeaning(name)).toBe(meaning);
    }
  });

  it('explains every term that it lists', () => {
    for (const term of glossaryTerms()) {
      expect(termMeaning(term) ?? metricMeaning(term), term).not.toBeNull();
    }
  });

  it('finds a term under its other names', () => {
    expect(filedAs('HostStat')).toBe('host-status');
    expect(filedAs('Host Status')).toBe('host-status');
    expect(filedAs('median')).toBe('p50');
    expect(metricMeaning('constructor')).toBeNull();
    expect(termMeaning('constructor')).toBeNull();
  });
});

describe('the answer of a comparison', () => {
  type Settings = Parameters<typeof planOf>[0];
  const sentence = (settings: Settings, replications: number) =>
    verdictSentence(verdict(runExperiment(planOf(settings, replications)).outcomes));
  /** The whole first screen, on one line. */
  const screen = (settings: Settings, replications: number, ...more: [Partial<MailPathInput>?]) => {
    const plan = planOf(settings, replications, ...more);
    const context = { input: plan.settings[0].input, command: '', startsAtMs: 0, timelines: [] };
    const report = resultReport(resultOf(plan), context);
    return reportText(report, { columns: 100, paint: PLAIN }, false).replaceAll(/\s+/g, ' ');
  };

  it('is one sentence about both settings, and names the largest part of the delay of each', () => {
    const found = sentence(TWO_SETTINGS, 6);
    expect(found).toMatch(
      /^On a typical day the slowest 1% of mail waits at least .* under recommended, against \d+ min.* under default \(less on 6 of 6 days, typically by .* to .*\)\.$/,
    );
    expect(found.match(/\.(\s|$)/g)).toHaveLength(1);
    const told = screen(TWO_SETTINGS, 6);
    expect(told).toMatch(/default: \d+(\.\d)?% of all delay is waiting behind the mark/);
    expect(told).toMatch(/recommended: \d+(\.\d)?% of all delay is /);
  });

  it('says of each setting how many of the days are bad, and what that shows', () => {
    const told = screen(TWO_SETTINGS, 6);
    expect(told).toContain(
      'Bad days default 6 of 6 days (at least 61% of all days like these); recommended 0 of 6 (at most 39%)',
    );
  });

  it('does not pass chance off as an effect', () => {
    const found = sentence({ default: {}, neighbour: { sort: 'filename' } }, 6);
    expect(found).toMatch(/neighbour .*on \d of 6 days: this may be chance\)\.$/);
  });

  it('says that two settings make no difference where they make none', () => {
    const found = sentence({ default: {}, neighbour: { connectionCacheSize: 3 } }, 4);
    expect(found).toMatch(/^neighbour changes nothing for .* \(the same on all 4 days\)\.$/);
  });

  it('says of one setting only what it did', () => {
    const found = sentence({ default: {} }, 2);
    expect(found).toMatch(/^On a typical day under default, the slowest 1% of mail waits .*\.$/);
    expect(found.match(/\.(\s|$)/g)).toHaveLength(1);
    const told = screen({ default: {} }, 2);
    expect(told).toMatch(/Bad days 2 of 2 days \(at least \d+% of all days like these\)/);
    expect(told).not.toContain('Change ');
  });

  it('has words for a run without mail and for one that delivers nothing', () => {
    const plan = planOf({ default: {} }, 1, { arrivals: [] });
    expect(verdictSentence(verdict(runExperiment(plan).outcomes))).toContain('No message arrived');
    const stuck = { endMs: 30_000, firstTickMs: 1e6 };
    expect(screen({ default: { firstAttempt: 'queue' } }, 1, stuck)).toMatch(
      /the slowest 1% of mail waits at least \d.* 100% of all delay is waiting for the next queue run/,
    );
  });
});
