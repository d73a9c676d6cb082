import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { diagnosisReport } from '../../../sim/studies/diagnose/diagnosis-report.ts';
import { diagnosisText } from '../../../sim/studies/diagnose/diagnosis-text.ts';
import { missingWords, wordsOf } from '../../document/html/report-words.ts';
import { diagnosisOf } from './small-diagnosis.ts';

const result = diagnosisOf('d3-limit');
const report = diagnosisReport(result);
const headings = ({ sections }: typeof report) => sections.map(({ heading }) => heading);

describe('the report of a diagnosis', () => {
  it('opens with the verdict and what to change, and goes on to what shows it', () => {
    expect(report.lead).toBe(result.verdict.sentence);
    expect(report.warnings).toEqual([]);
    expect(report.opening).toContainEqual({ kind: 'list', items: result.advice, ordered: true });
    expect(headings(report)).toEqual([
      'What is found',
      'Where the delay went',
      'What the log shows',
      'What this log cannot tell',
      'What the words mean',
    ]);
  });

  it.each(['d3-limit', 'b3-greet421', 'e3-flaky', 'lines'])(
    'has every word that the text has: %s',
    (log) => {
      const one = diagnosisOf(log);
      const text = diagnosisText(one, { columns: 5000, paint: PLAIN });
      const missing = missingWords(diagnosisReport(one), text).filter(
        // Numbers of a list are the page’s own.
        (piece) => !wordsOf(diagnosisReport(one)).includes(piece.replace(/^\d+\. /, '')),
      );
      expect(missing).toEqual([
        expect.stringMatching(/\.maillog: [\d,]+ lines/),
        'Where the delay went: its share, and the mean per message',
      ]);
    },
  );

  it('shows the line of the log beside what it shows, letter by letter', () => {
    const lines = report.sections[0].blocks.filter(({ kind }) => kind === 'lines');
    expect(lines).toEqual([
      {
        kind: 'lines',
        label: 'A line that shows finding 1',
        lines: [result.findings[0].example],
      },
    ]);
  });

  it('draws where the delay went, titled by the largest part', () => {
    const [chart, ...others] = chartsOf(report);
    expect(others).toEqual([]);
    expect(chart.title).toBe(
      '41.3% of the delay was waiting behind the mark on the host in the host-status table',
    );
    expect(chart.tables[0].rows.map(([part]) => part)).toEqual([
      'behind the mark',
      'in a runner’s list',
      'for a queue run',
      'transfer',
      'after a failed attempt',
      'after a cut',
    ]);
  });

  it('of a log in which nothing waited has words in the drawing’s place', () => {
    const still = {
      ...result,
      delayParts: result.delayParts.map((part) => ({ ...part, share: 0, meanMs: 0 })),
    };
    expect(chartsOf(diagnosisReport(still))).toEqual([]);
    expect(wordsOf(diagnosisReport(still))).toContain('nowhere: no message waited');
  });

  it('of a log in which nothing is wrong has neither findings nor advice', () => {
    const well = diagnosisReport({ ...result, findings: [], advice: [] });
    expect(well.opening).toEqual([]);
    expect(headings(well)[0]).toBe('Where the delay went');
  });

  it('has the answers of the remote server and the lines that were not understood', () => {
    const words = wordsOf(diagnosisReport(diagnosisOf('lines')));
    expect(words).toContain('What the remote server answered, other than acceptance');
    expect(words).toContain('4 of 77 lines (14 KB) were not understood');
    expect(words).toContain('73: {"ts":');
  });

  it('says before any number that the log was not read to its end', () => {
    expect(diagnosisReport(result, false).warnings).toEqual([
      expect.stringMatching(/^PARTIAL: reading was stopped/),
    ]);
  });
});
