import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../sim/experiment/compare.ts';
import { MEASURES } from '../../sim/experiment/measure.ts';
import { verdict } from '../../sim/experiment/verdict.ts';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import { MARKING_TABLE } from '../../sim/mailpath/marking-table.ts';
import { filedAs, glossaryTerms, measureMeaning, termMeaning } from '../../sim/report/glossary.ts';
import { verdictSentence } from '../../sim/report/verdict-sentence.ts';
import { faultWords, MEASURE_LABELS, PART_WORDS } from '../../sim/report/words.ts';
import { planOf, TWO_SETTINGS } from './small-result.ts';

describe('the words of reports', () => {
  it('name every part of the delay', () => {
    expect(Object.keys(PART_WORDS).sort()).toEqual([...PART_NAMES].sort());
  });

  it('label every measure but the parts, which have their own table', () => {
    const own = MEASURES.map(({ name }) => name).filter((name) => !/^(part|delay)\./.test(name));
    expect(Object.keys(MEASURE_LABELS).sort()).toEqual(own.sort());
  });

  it('say of every failure what it was and at which stage', () => {
    for (const ending of Object.keys(MARKING_TABLE)) {
      if (ending !== 'accepted') expect(faultWords(ending), ending).toMatch(/ (at|inside|after) /);
    }
    expect(faultWords('greeting-421')).toBe('421 at greeting');
    expect(faultWords('dot-eof')).toBe('connection closed at the final dot');
  });
});

describe('the glossary', () => {
  it('explains every measure', () => {
    for (const { name } of MEASURES) {
      const meaning = termMeaning(name) ?? measureMeaning(name);
      expect(meaning, name).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('explains every term that it lists', () => {
    for (const term of glossaryTerms()) {
      expect(termMeaning(term) ?? measureMeaning(term), term).not.toBeNull();
    }
  });

  it('finds a term under its other names', () => {
    expect(filedAs('HostStat')).toBe('host-status');
    expect(filedAs('Host Status')).toBe('host-status');
    expect(filedAs('median')).toBe('p50');
    expect(measureMeaning('constructor')).toBeNull();
    expect(termMeaning('constructor')).toBeNull();
  });
});

describe('the sentence', () => {
  const sentence = (settings: Parameters<typeof planOf>[0], replications: number) =>
    verdictSentence(verdict(runExperiment(planOf(settings, replications)).outcomes));

  it('is one sentence with the numbers, and names the largest part of the delay', () => {
    const told = sentence(TWO_SETTINGS, 4);
    expect(told).toMatch(/^Under default, one message in a hundred takes \d+ min/);
    expect(told).toMatch(/\d+(\.\d)?% of the delay is waiting behind the mark/);
    expect(told).toMatch(/recommended brings that down to .*the mean falls to .*\(by .* ± .*\)/);
    expect(told.match(/\.(\s|$)/g)).toHaveLength(1);
  });

  it('does not pass chance off as an effect', () => {
    const told = sentence({ default: {}, neighbour: { sort: 'filename' } }, 4);
    expect(told).toMatch(/neighbour (leaves|brings|raises) that .*this may be chance/);
  });

  it('says that two settings make no difference where they make none', () => {
    const told = sentence({ default: {}, neighbour: { connectionCacheSize: 3 } }, 4);
    expect(told).toContain('; under neighbour it is the same.');
  });

  it('says of one setting only what it did', () => {
    expect(sentence({ default: {} }, 2)).not.toContain(';');
  });

  it('has words for a run without mail and for one that delivers nothing', () => {
    const plan = planOf({ default: {} }, 1, { arrivals: [] });
    expect(verdictSentence(verdict(runExperiment(plan).outcomes))).toContain('No message arrived');
    const stuck = planOf({ default: { firstAttempt: 'queue' } }, 1, {
      endMs: 30_000,
      firstTickMs: 1e6,
    });
    expect(verdictSentence(verdict(runExperiment(stuck).outcomes))).toMatch(
      /none of \d+ messages is delivered \(not delivered: \d+ messages still queued\)/,
    );
  });
});
