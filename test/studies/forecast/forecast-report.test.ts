import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { forecastReport } from '../../../sim/studies/forecast/forecast-report.ts';
import { forecastText } from '../../../sim/studies/forecast/forecast-text.ts';
import { missingWords, wordsOf } from '../../document/html/report-words.ts';
import { forecastOf } from './small-forecast.ts';

const result = forecastOf();
const report = forecastReport(result);
const textOf = (one: typeof result) => forecastText(one, { columns: 5000, paint: PLAIN });

describe('the report of a forecast', () => {
  it('opens with the sentence, and goes on to when, how things stand, and what is assumed', () => {
    expect(report.lead).toBe(result.sentence);
    expect(report.warnings).toEqual([]);
    expect(report.sections.map(({ heading }) => heading)).toEqual([
      'When the mail that waits now is through',
      'How things stand',
      'Assumed',
      'What this result does not cover',
    ]);
  });

  it('has every word that the text has', () => {
    expect(missingWords(report, textOf(result))).toEqual([
      expect.stringMatching(/^maillog, up to 5 Jan 2026 09:30:00; 39 replications/),
    ]);
    expect(wordsOf(report)).toContain(
      'Changes nothing here: limit messages per connection to 199.',
    );
  });

  it('draws every command that was run, and is titled by the one that ends it soonest', () => {
    const [{ title, legend, tables }] = chartsOf(report);
    expect(title).toBe(
      '99% of the waiting mail is through in 1 h 34 min as things stand, in 11 min 48 s if you do all of it',
    );
    expect(legend.map(({ label }) => label)).toEqual([
      'as things stand',
      'sooner',
      'may be chance',
    ]);
    expect(tables[0].rows.map(([name, after, , , against]) => [name, after, against])).toEqual([
      ['as things stand', '1 h 34 min', '–'],
      ['clear the host-status table', '1 h 30 min', 'may be chance'],
      ['raise the number of runners to 4', '58 min 48 s', 'sooner'],
      ['shorten the retry interval to 1 min', '18 min 48 s', 'sooner'],
      ['switch HostStat off', 'later', 'may be chance'],
      ['all of it', '11 min 48 s', 'sooner'],
    ]);
  });

  it('says of few replications in how many cases their ranges hold', () => {
    const few = forecastOf({}, { replications: 9, partial: true });
    const words = wordsOf(forecastReport(few));
    expect(words).toContain('9 replications of what comes (stopped early)');
    expect(words).toContain('ranges hold in 80% of all cases');
    expect(words).toContain('PARTIAL: this forecast was stopped early.');
    expect(wordsOf(report)).toContain('ranges hold in 95% of all cases');
  });

  it('where no mail waits has neither drawing nor table, as the text has none', () => {
    const none = forecastOf({ waiting: 0 });
    expect(chartsOf(forecastReport(none))).toEqual([]);
    for (const words of [wordsOf(forecastReport(none)), textOf(none)]) {
      expect(words).toContain('No mail waits');
      expect(words).toContain('no message waits; new mail comes at 5 messages/s');
      expect(words).not.toMatch(/later|When the mail that waits/);
    }
  });
});
