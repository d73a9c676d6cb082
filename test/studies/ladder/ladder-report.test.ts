import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { ladderReport } from '../../../sim/studies/ladder/ladder-report.ts';
import { ladderText } from '../../../sim/studies/ladder/ladder-text.ts';
import { missingWords, wordsOf } from '../../document/html/report-words.ts';
import { officeGateway } from '../office-gateway.ts';
import { ladderOf } from './small-ladder.ts';

const context = { input: officeGateway(), command: 'mailpath ladder office.yaml' };
const result = ladderOf({ replications: 3 });
const report = ladderReport(result, context);

describe('the report of a ladder', () => {
  it('goes from whether it can happen over the changes to what each buys, and a limit alone', () => {
    expect(report.lead).toBe(result.verdict.sentence);
    expect(report.sections.map(({ heading }) => heading)).toEqual([
      'Can this happen here at all?',
      'The changes from default to recommended',
      'Which change buys what',
      'What a limit alone does',
      'Assumptions',
      'What this result does not cover',
      'How it was simulated',
    ]);
  });

  it('has every word that the text has', () => {
    const text = ladderText(result, { columns: 5000, paint: PLAIN });
    // What the facts say in other words, and the title of what is the lead here.
    expect(missingWords(report, text)).toEqual([
      expect.stringMatching(/^office.yaml; 3 days/),
      'all of them',
      'What it comes to',
    ]);
  });

  it('draws each group with what its steps are held against', () => {
    const [chart] = chartsOf(report);
    const [{ rows }] = chart.tables;
    const held = rows.filter((row) => row.includes('what the group is held against'));
    expect(held.map(([step, group]) => [group, step])).toEqual([
      ['in order', 'default'],
      ['alone', 'default'],
      ['removed', 'recommended'],
    ]);
    expect(chart.title).toMatch(
      /^All steps together take the p99 on a typical day from .* to .*; alone, /,
    );
  });

  it('leaves out the limits where they were, and what cannot be drawn', () => {
    const short = ladderReport(ladderOf({ limits: [], replications: 1 }), context);
    expect(wordsOf(short)).not.toContain('A limit alone (');
    const empty = ladderOf({ changes: { arrivals: [] }, replications: 2 });
    expect(chartsOf(ladderReport(empty, context))).toEqual([]);
  });

  it('warns before any number', () => {
    const stopped = ladderReport({ ...result, partial: true }, context);
    expect(stopped.warnings[0]).toMatch(/^PARTIAL/);
  });
});
