import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { reportText } from '../../../sim/document/text.ts';
import { sensitivityReport } from '../../../sim/studies/sensitivity/report.ts';
import type { SensitivityResult } from '../../../sim/studies/sensitivity/result.ts';
import { officeGateway } from '../office-gateway.ts';
import { sensitivityOf } from './small-sensitivity.ts';

const context = { input: officeGateway(), command: 'mailpath sensitivity office.yaml' };
const reportOf = (one: SensitivityResult) => sensitivityReport(one, context);
const textOf = (one: SensitivityResult, columns = 100, full = true) =>
  reportText(reportOf(one), { columns, paint: PLAIN }, full);

const result = sensitivityOf('mean', 10);
const report = reportOf(result);
const text = textOf(result);

/** The same with its largest input never arriving at its high end. */
function withNever(): SensitivityResult {
  const [first, ...rest] = result.inputs;
  const never = { kind: 'never', low: null, high: null } as const;
  const ends = first.ends.map((end, i, { length }) =>
    i < length - 1 ? end : { ...end, measure: { ...end.measure, ...never } },
  );
  return { ...result, inputs: [{ ...first, ends }, ...rest] };
}

describe('the report of a sensitivity study', () => {
  it('reads as it did', () => {
    expect(textOf(result, 100, false)).toMatchSnapshot('first screen');
    const own = text.slice(0, text.indexOf('The site, and what is assumed'));
    expect(own).toMatchSnapshot('answer and sections of its own');
  });

  it.each([80, 100])('answers on one screen of %i columns', (columns) => {
    const lines = textOf(result, columns, false).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it.each([60, 80, 100])('keeps to a page of %i columns in full', (columns) => {
    const lines = textOf(result, columns).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('opens with what to measure first, and goes on to what moves it and what was left out', () => {
    expect(report.lead).toBe(`${result.verdictSentence} ${result.sentence}`);
    expect(report.sections.slice(0, 4).map(({ heading }) => heading)).toEqual([
      'What moves mean, one input at a time',
      'What turns the verdict round',
      'Inputs that act together',
      'Left out',
    ]);
    expect(text).toMatch(/spread of sizes: the sizes are not lognormal/);
  });

  it('has the inputs that move it most on the first screen, each at its strongest value', () => {
    const table = report.summary?.table;
    expect(table?.labels).toEqual([
      'default, as it is',
      'host status timeout',
      'queue runners',
      'arrival rate',
    ]);
    expect(table?.columns.map(({ title }) => title)).toEqual(['now', 'at', 'mean']);
    expect(text).toMatch(/^ {2}goodput, 250 KB\/s to 125 KB\/s +\+/m);
  });

  it('says how to measure what matters, and what makes no difference', () => {
    const points = new Map(report.summary?.points.map(({ label, lines }) => [label, lines]));
    expect(points.get('Measure')?.at(-1)).toEqual(['all of them', 'mailpath fit LOG']);
    expect(points.get('Others')).toEqual(['4 inputs open: 10 days cannot tell']);
    const still = result.inputs.map((input) => ({
      ...input,
      effect: 'still' as const,
      ends: input.ends.map((end) => ({ ...end, effect: 'still' as const })),
    }));
    const others = reportOf({ ...result, inputs: still }).summary?.points;
    expect(others?.map(({ label }) => label)).toEqual(['Together', 'Others', 'Assumed']);
    expect(others?.[1].lines).toEqual([
      '10 inputs within 1% on each of 5 days: no effect that matters',
    ]);
  });

  it('says what turns the verdict, and where it was looked for', () => {
    const states = [
      { setting: 'default', state: 'keeps' as const, onDays: 3, days: 3 },
      { setting: 'recommended', state: 'keeps' as const, onDays: 3, days: 3 },
    ];
    const turns = [{ name: 'rate', from: 0.0009, to: 0.0008, states }];
    const turned = { ...result, verdict: result.verdict && { ...result.verdict, turns } };
    const { summary } = reportOf(turned);
    expect(summary?.points[0]).toEqual({
      label: 'Turned by',
      lines: [['arrival rate', '48/min to 54/min: both keep it']],
    });
    const words = textOf(turned).replaceAll(/\s+/g, ' ');
    expect(words).toContain('goodput: nowhere between 63 KB/s and 1 MB/s');
    expect(words).toContain('kind of cut: not eof, 421, reset-at-boundary and 421-at-boundary');
    expect(words).not.toContain('arrival rate: nowhere');
  });

  it('draws each input with the base on one line, the longest bar first, titled by the finding', () => {
    const [{ title, tables, text: drawn }] = chartsOf(report);
    expect(title).toBe(result.sentence);
    expect(tables[0].rows).toHaveLength(
      result.inputs.flatMap(({ ends }) => ends.slice(0, 2)).length,
    );
    const bars = (drawn?.(100) ?? []).filter((line) => /[█░·]│|│[█░·]/.test(line));
    expect(new Set(bars.map((bar) => bar.indexOf('│'))).size).toBe(1);
    const lengths = bars.map((bar) => (bar.match(/[█░·]/g) ?? []).length);
    expect(lengths[0]).toBe(Math.max(...lengths));
    for (const bar of bars) expect(text).toContain(bar);
  });

  it('has the interval of the base low to high, and says how it was made', () => {
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      / Measure mean, .* \([\d.]+ to [\d.]+ \w+\) on a typical day as it is /,
    );
    expect(text).not.toContain('±');
    expect(text).toContain('by order statistics');
  });

  it('draws what never arrives beyond the scale, and says so before any number', () => {
    const never = textOf(withNever());
    expect(never).toMatch(/▶$/m);
    expect(never).toMatch(/never$/m);
    expect(never.replaceAll(/\s+/g, ' ')).toMatch(
      /Some mail never arrives, .* on a typical day with host status timeout 1 h\. Its delays count as never/,
    );
    expect(text).not.toContain('▶');
  });

  it('says so where nothing moves it', () => {
    const still = { ...result, inputs: [] };
    expect(chartsOf(reportOf(still))).toEqual([]);
    expect(textOf(still)).toContain('Nothing within these ranges moves mean.');
  });

  it('is marked partial before any number', () => {
    expect(reportOf({ ...result, partial: true }).warnings[0]).toMatch(/^PARTIAL/);
  });
});
