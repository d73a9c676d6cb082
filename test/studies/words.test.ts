import { describe, expect, it } from 'vitest';
import { ENDINGS, faultWords } from '../../sim/mailpath/faults.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import { runExperiment } from '../../sim/studies/compare/compare.ts';
import { verdict, verdictSentence } from '../../sim/studies/compare/result.ts';
import { filedAs, glossaryTerms, metricMeaning, termMeaning } from '../../sim/studies/glossary.ts';
import { planOf, TWO_SETTINGS } from './compare/small-result.ts';

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

describe('the sentence', () => {
  const sentence = (settings: Parameters<typeof planOf>[0], replications: number) =>
    verdictSentence(verdict(runExperiment(planOf(settings, replications)).outcomes));

  it('has the numbers in one sentence for each setting, and names the largest part of the delay', () => {
    const told = sentence(TWO_SETTINGS, 6);
    expect(told).toMatch(/^On a typical day under default, one message in a hundred takes \d+ min/);
    expect(told).toMatch(/\(the worst of 6 days: \d+ min/);
    expect(told).toMatch(/\d+(\.\d)?% of all delay is waiting behind the mark/);
    expect(told).toMatch(
      /recommended brings that down to .*less on 6 of 6 days, typically by .* to /,
    );
    // One of each setting.
    expect(told.match(/\.(\s|$)/g)).toHaveLength(2);
  });

  it('says of each setting how many of the days are bad, and what that shows', () => {
    const told = sentence(TWO_SETTINGS, 6);
    expect(told).toContain('all of 6 days are bad (of all such days at least 61%)');
    expect(told).toContain('none of 6 days is bad (of all such days at most 39%)');
  });

  it('does not pass chance off as an effect', () => {
    const told = sentence({ default: {}, neighbour: { sort: 'filename' } }, 6);
    expect(told).toMatch(
      /neighbour (leaves|brings|raises) that .*on \d of 6 days: this may be chance/,
    );
  });

  it('says that two settings make no difference where they make none', () => {
    const told = sentence({ default: {}, neighbour: { connectionCacheSize: 3 } }, 4);
    expect(told).toContain('Under neighbour p99 is the same on every day;');
  });

  it('says of one setting only what it did', () => {
    const told = sentence({ default: {} }, 2);
    expect(told.match(/\.(\s|$)/g)).toHaveLength(1);
    expect(told).toMatch(/; all of 2 days are bad \(.*\)\.$/);
  });

  it('has words for a run without mail and for one that delivers nothing', () => {
    const plan = planOf({ default: {} }, 1, { arrivals: [] });
    expect(verdictSentence(verdict(runExperiment(plan).outcomes))).toContain('No message arrived');
    const stuck = planOf({ default: { firstAttempt: 'queue' } }, 1, {
      endMs: 30_000,
      firstTickMs: 1e6,
    });
    expect(verdictSentence(verdict(runExperiment(stuck).outcomes))).toMatch(
      /one message in a hundred takes at least \d.*and 100% of all delay is waiting for the next queue run/,
    );
  });
});
