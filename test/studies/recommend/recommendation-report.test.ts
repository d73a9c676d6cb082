import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import type { Block, Report } from '../../../sim/document/report.ts';
import {
  limitFigures,
  valueRanges,
} from '../../../sim/studies/recommend/recommendation-chart-data.ts';
import { recommendationReport } from '../../../sim/studies/recommend/recommendation-report.ts';
import { recommendationSentence } from '../../../sim/studies/recommend/recommendation-sentence.ts';
import { recommendationText } from '../../../sim/studies/recommend/recommendation-text.ts';
import { missingWords, wordsOf } from '../../document/html/report-words.ts';
import { MET, NOT_MET, PLAN } from './small-recommendation.ts';

const context = { input: PLAN.settings[0].input, command: 'mailpath recommend office.yaml' };
const met = recommendationReport(MET, context);
const notMet = recommendationReport(NOT_MET, context);

const headings = ({ sections }: Report) => sections.map(({ heading }) => heading);
const kinds = (blocks: readonly Block[] = []) => blocks.map(({ kind }) => kind);

describe('the report of a recommendation', () => {
  it('opens with what to set, who sets it, what it brings, and how sure that is', () => {
    expect(met.lead).toBe(recommendationSentence(MET));
    expect(kinds(met.opening)).toEqual(['text', 'data', 'text', 'terms', 'text', 'text']);
    const [limit, settings, clear, answers, bought] = met.opening ?? [];
    expect(limit).toEqual({ kind: 'text', text: expect.stringMatching(/^199 is too many/) });
    const rows = settings?.kind === 'data' ? settings.table.rows : [];
    expect(rows).toContainEqual(['HostStat', 'on', 'off', 'Proofpoint Support']);
    expect(rows).toContainEqual([
      'Maximum Number of Messages per SMTP Connection',
      'unlimited',
      '120',
      'administrator',
    ]);
    expect(clear).toEqual({ kind: 'text', text: expect.stringContaining('Clear the host-status') });
    const terms = answers?.kind === 'terms' ? answers.terms : [];
    expect(terms).toEqual([
      ['Met', 'p99 < 4m: 0 bad of 86 fresh days: at most 4.2% of days are, 95%.'],
    ]);
    expect(bought).toEqual({
      kind: 'text',
      text: expect.stringMatching(/on a typical day: .* in place of .*; by pairs of days/),
    });
  });

  it('goes on to what can move, whether 199 is right, and what else was found', () => {
    expect(headings(met)).toEqual([
      'What they bring, typical days',
      'Can this happen here at all?',
      'How long the mail takes, now and with the chosen settings',
      'How far each value can move',
      'Is 199 right here?',
      'How many queue runners?',
      'The smallest change that would do',
      'A limit of age instead of a number',
      'Side effects',
      'How it was chosen, and how sure that is',
      'Assumptions',
      'What this result does not cover',
      'How it was simulated',
    ]);
  });

  it('says what comes nearest and what stops it, where the objectives cannot be met', () => {
    expect(notMet.warnings).toEqual(['The objectives cannot be met within the bounds.']);
    const words = wordsOf(notMet);
    expect(words).toContain('Nearest: limit of 120');
    expect(words).toContain('the bound on the queue runners: without it');
    expect(words).toContain('NOT met');
    expect(headings(notMet)).not.toContain('How far each value can move');
  });

  it.each([
    ['one that is met', MET, met],
    ['one that is not', NOT_MET, notMet],
  ])('has every word that the text has: %s', (_, result, report) => {
    const text = recommendationText(result, { columns: 5000, paint: PLAIN });
    // What the facts say in other words, and the title of what is the lead here.
    expect(missingWords(report, text)).toEqual([
      'office.yaml; 400 runs, seed report',
      expect.stringMatching(/^To be reached: p99/),
      'In one sentence',
    ]);
  });

  it('is told where it was stopped', () => {
    const leading = {
      settings: {
        ...MET.present.settings,
        messagesPerConnection: 199,
        runners: 4,
        retryIntervalMs: 60_000,
        hostStatus: true,
      },
      first: { bad: 1, days: 20, atMost: 0.216 },
      fresh: { bad: 0, days: 24, atMost: 0.117 },
    };
    const stopped = { ...NOT_MET, partial: true, leading, nearest: null, stoppedBy: [] };
    const [warning] = recommendationReport(stopped, context).warnings;
    expect(warning).toMatch(/^PARTIAL/);
    expect(warning).toContain(
      'The best so far: limit of 199, 4 runners, HostStat on, 1 min retry: 1 bad of 20 days, and 0 bad of 24 fresh days; by themselves the fresh ones show that at most 11.7% of days are bad, 95%. Nothing is promised of it yet.',
    );
  });
});

describe('the charts of a recommendation', () => {
  it('have a panel for each setting, its values in order and the chosen one among them', () => {
    const [limit, runners, , hostStatus] = valueRanges(MET);
    expect(limit.points.map(({ x }) => x)).toEqual(['10', '20', '120', '199', 'unlimited']);
    expect(limit.points.map(({ chosen }) => chosen).indexOf(true)).toBe(2);
    expect(runners.points.map(({ fails }) => fails !== null)).toEqual([true, false, false, false]);
    expect(runners.bound).toBe(4 * 60_000);
    expect(hostStatus.ordered).toBe(false);
  });

  it('set the proposed limits against the largest safe one, where there is one', () => {
    const figures = limitFigures(MET);
    expect(figures?.title).toBe('199 is too many here: no more than 120 messages fit into 3 min');
    expect(figures?.figures.at(-1)).toEqual({ label: 'chosen', value: 120 });
    expect(limitFigures({ ...MET, limit: null })).toBeNull();
    const limit = MET.limit === null ? null : { ...MET.limit, tailAware: null };
    expect(limitFigures({ ...MET, limit })).toBeNull();
  });
});
