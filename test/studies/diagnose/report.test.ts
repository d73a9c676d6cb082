import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { reportText } from '../../../sim/document/text.ts';
import { diagnosisReport } from '../../../sim/studies/diagnose/request.ts';
import { wordsOf } from '../../document/html/report-words.ts';
import { diagnosisOf } from './small-diagnosis.ts';

const result = diagnosisOf('d3-limit');
const report = diagnosisReport(result);
const headings = ({ sections }: typeof report) => sections.map(({ heading }) => heading);

describe('the report of a diagnosis', () => {
  it('opens with the verdict, why, and what to change, and goes on to what shows it', () => {
    expect(report.lead).toBe(result.verdict.sentence);
    expect(report.warnings).toEqual([]);
    expect(report.summary?.points.map(({ label }) => label)).toEqual([
      'Why',
      'Change',
      'Not shown',
    ]);
    expect(headings(report)).toEqual([
      'What is found',
      'What to change first',
      'Where the delay went',
      'What the log shows',
      'What this log does not show',
      'What the words mean',
    ]);
  });

  it('has on the first screen the figures, what shows the finding, and who changes what', () => {
    expect(reportText(report, { columns: 100, paint: PLAIN }, false)).toMatchSnapshot();
  });

  it('names every change with its reason, the first thing first', () => {
    const [, { blocks }] = report.sections;
    const [list] = blocks;
    const items = list.kind === 'list' ? list.items : [];
    expect(items).toHaveLength(result.advice.length);
    result.advice.forEach(({ change, why }, i) => {
      expect(items[i]).toContain(change);
      expect(items[i]).toContain(why);
    });
    expect(items[2]).toMatch(
      /^Switch HostStat off \(in the cloud a ticket to Proofpoint Support\)/,
    );
  });

  it.each(['d3-limit', 'b3-greet421', 'e3-flaky', 'lines'])(
    'has in its text all findings, figures and what is not shown: %s',
    (log) => {
      const one = diagnosisOf(log);
      const text = reportText(diagnosisReport(one), { columns: 5000, paint: PLAIN }, true);
      const said = [
        ...one.findings.flatMap(({ title, evidence, explanation, example }) => [
          title,
          evidence,
          explanation,
          example ?? '',
        ]),
        ...one.unknown.flatMap(({ what, why, settledBy }) => [what, why, settledBy]),
        ...one.hosts.flatMap(({ replies }) => replies.slice(0, 3).map((reply) => reply.text)),
        ...(chartsOf(diagnosisReport(one))[0]?.tables[0].rows.map(([part]) => part) ?? []),
      ];
      expect(said.filter((words) => !text.includes(words))).toEqual([]);
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
    expect(chart.title).toBe('41.3% of the delay was waiting behind the mark on the host');
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
    expect(wordsOf(diagnosisReport(still))).toContain('Nowhere: no message waited');
  });

  it('of a log in which nothing is wrong has neither findings nor advice', () => {
    const well = diagnosisReport({
      ...result,
      verdict: { ...result.verdict, names: [] },
      findings: [],
      advice: [],
    });
    expect(well.summary?.points.map(({ label }) => label)).not.toContain('Change');
    expect(headings(well)[0]).toBe('Where the delay went');
  });

  it('has the answers of the remote servers and the lines that were not understood', () => {
    const words = wordsOf(diagnosisReport(diagnosisOf('lines')));
    expect(words).toContain('What the remote servers answered, other than acceptance');
    expect(words).toContain('4 of 77 lines (14 KB) were not understood');
    expect(words).toContain('73: {"ts":');
  });

  it('says before any number that the log was not read to its end', () => {
    expect(diagnosisReport(result, false).warnings).toEqual([
      expect.stringMatching(/^PARTIAL: reading was stopped/),
    ]);
  });
});
