import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { reportText } from '../../../sim/document/text.ts';
import { forecastReport } from '../../../sim/studies/forecast/request.ts';
import { wordsOf } from '../../document/html/report-words.ts';
import { forecastOf } from './small-forecast.ts';

const result = forecastOf();
const report = forecastReport(result);
const textOf = (one: typeof result, columns = 5000, full = true) =>
  reportText(forecastReport(one), { columns, paint: PLAIN }, full);

describe('the report of a forecast', () => {
  it('opens with the sentence, and goes on to when, the current state, and what is assumed', () => {
    expect(report.lead).toBe(result.sentence);
    expect(report.warnings).toEqual([]);
    expect(report.sections.map(({ heading }) => heading)).toEqual([
      'When the mail that waits now is delivered',
      'Current state',
      'Assumptions',
      'What it has not been held against',
      'What this result does not cover',
    ]);
  });

  it('has on the first screen when it ends, the state now, and who changes what', () => {
    expect(textOf(result, 100, false)).toMatchSnapshot();
    for (const columns of [80, 100]) {
      expect(textOf(result, columns, false).trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    }
  });

  it('has every command in its text, and what changes nothing', () => {
    const text = textOf(result);
    for (const { name } of result.commands) expect(text).toContain(name);
    for (const assumption of result.assumptions) expect(text).toContain(assumption);
    expect(text).toContain('Changes nothing here: limit messages per connection to 199.');
  });

  it('draws every command that was run, and is titled by the sentence', () => {
    const [{ title, legend, tables }] = chartsOf(report);
    expect(title).toBe(result.sentence);
    expect(title).toMatch(
      /^7,548 messages wait: 99% of them .* \(in 1 h 34 min\) if nothing is done, .* \(in 18 min 48 s\) if you shorten the retry interval to 1 min/,
    );
    expect(legend.map(({ label }) => label)).toEqual([
      'no action',
      'sooner',
      'not significant',
      'median without action',
    ]);
    expect(tables[0].rows.map(([name, after, , , against]) => [name, after, against])).toEqual([
      ['no action', '1 h 34 min', '–'],
      ['clear the host-status table', '1 h 30 min', 'not significant'],
      ['raise the number of runners to 4', '58 min 48 s', 'sooner'],
      ['shorten the retry interval to 1 min', '18 min 48 s', 'sooner'],
      ['switch HostStat off', 'later', 'not significant'],
      ['all of these', '11 min 48 s', 'sooner'],
    ]);
  });

  it('says of few replications in how many cases their ranges hold', () => {
    const few = forecastOf({}, { replications: 9, partial: true });
    const words = wordsOf(forecastReport(few));
    expect(words).toContain('9 replications of the future (stopped early)');
    expect(words).toContain('each range holds the outcome in 80% of cases');
    expect(words).toContain('PARTIAL: this forecast was stopped early.');
    expect(wordsOf(report)).toContain('each range holds the outcome in 95% of cases');
  });

  it('where no mail waits has neither drawing nor table, as the text has none', () => {
    const none = forecastOf({ waiting: 0 });
    expect(chartsOf(forecastReport(none))).toEqual([]);
    for (const words of [wordsOf(forecastReport(none)), textOf(none)]) {
      expect(words).toContain('No mail waits');
      expect(words).toContain('no message waits; new mail arrives at 5 messages/s');
      expect(words).not.toMatch(/later|When the mail that waits now is delivered\n/);
    }
  });
});
