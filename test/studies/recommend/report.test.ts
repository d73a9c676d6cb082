import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import type { Report } from '../../../sim/document/report.ts';
import { reportText } from '../../../sim/document/text.ts';
import {
  limitFiguresChart,
  nowAndAfterChart,
  valueRangeCharts,
} from '../../../sim/studies/recommend/charts.ts';
import { recommendationReport } from '../../../sim/studies/recommend/report.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/result.ts';
import { MET, NOT_MET, PLAN } from './small-recommendation.ts';

const context = { input: PLAN.settings[0].input, command: 'mailpath recommend office.yaml' };
const met = recommendationReport(MET, context);
const notMet = recommendationReport(NOT_MET, context);

const headings = ({ sections }: Report) => sections.map(({ heading }) => heading);
const pointOf = ({ summary }: Report, name: string) =>
  summary?.points.find(({ label }) => label === name)?.lines ?? [];
const choice = MET.choice as NonNullable<RecommendationResult['choice']>;

describe('the report of a recommendation', () => {
  it('warns of mail that never arrives, today or then', () => {
    const { present } = MET;
    const never = { ...present.measures['never-share'], kind: 'exact', low: 0.077, high: 0.077 };
    const measures = { ...present.measures, 'never-share': never } as typeof present.measures;
    const losing = recommendationReport({ ...MET, present: { ...present, measures } }, context);
    expect(met.warnings).toEqual([]);
    expect(losing.warnings).toEqual([
      expect.stringMatching(/^Some mail never arrives, .*: 7\.7% today, 0% chosen\./),
    ]);
  });

  it('leads with what to set, what that does, and how sure it is', () => {
    expect(met.lead).toMatch(
      /^Choose at most 120 messages per connection, 4 runners, HostStat off and 1 min retry: p99 of a typical day goes from .* to .*; at most 4\.2% of days miss p99 < 4m \(95% confidence\)\.$/,
    );
  });

  it('is a change request: what to set and who does it', () => {
    expect(pointOf(met, 'Change')).toEqual([
      ['messages per connection', 'unlimited → 120'],
      ['queue runners', '2 → 4'],
      ['HostStat', 'on → off   (a ticket to Proofpoint Support)'],
      ['message retry interval', '10 min → 1 min'],
      ['host-status table', 'clear it once'],
    ]);
    const [{ blocks }] = met.sections;
    const rows = blocks[0].kind === 'data' ? blocks[0].table.rows : [];
    expect(rows).toContainEqual(['HostStat', 'on', 'off', 'a ticket to Proofpoint Support']);
    expect(rows).toContainEqual([
      'Maximum Number of Messages per SMTP Connection',
      'unlimited',
      '120',
      'administrator',
    ]);
    expect(blocks[1]).toEqual({ kind: 'text', text: expect.stringMatching(/^Clear the host-st/) });
  });

  it('says how to check it afterwards, with figures of the result, and how to go back', () => {
    const [figures] = pointOf(met, 'Check');
    expect(figures).toMatch(/^run mailpath diagnose .*99% within .*, slowest .*, 0 cut/);
    expect(figures).toMatch(/, HostStat off$/);
    expect(pointOf(met, 'Roll back')).toHaveLength(1);
  });

  it('says what it rests on, and what nobody stated', () => {
    expect(pointOf(met, 'Assumed').at(-1)).toMatch(/; a bound that nobody stated: runners <= 8$/);
  });

  it('asks for no change where none is needed', () => {
    const present = { ...choice, changes: [], clearTable: false };
    const report = recommendationReport({ ...MET, choice: present }, context);
    expect(report.lead).toMatch(/^Leave the settings as they are: at most 4\.2% of days/);
    expect(report.summary?.points.map(({ label }) => label)).toEqual(['Why', 'Assumed']);
  });

  it('goes on to what can move, whether 199 is right, and what else was found', () => {
    expect(headings(met)).toEqual([
      'The settings to choose',
      'What they bring',
      'Can this happen here at all?',
      'How far each value can move',
      'Is 199 right here?',
      'How many queue runners?',
      'The smallest change that would do',
      'A limit of age instead of a number',
      'Side effects',
      'How it was chosen, and how sure that is',
      'The site, and what is assumed to go wrong',
      'Assumptions',
      'What it has not been held against',
      'What this result does not cover',
      'How it was simulated',
      'The scenario',
    ]);
  });

  it('says what comes nearest and what stops it, where the objectives cannot be met', () => {
    expect(notMet.lead).toMatch(
      /^p99 < 1s cannot be met within the bounds: limit of 120.* comes nearest, with 20 bad of 20 days \(today 10 bad of 10 days\); the bound on the queue runners stops it\.$/,
    );
    expect(pointOf(notMet, 'NOT met')).toHaveLength(1);
    expect(pointOf(notMet, 'What stops it')[0]).toContain(
      'the bound on the queue runners: without it',
    );
    expect(pointOf(notMet, 'Change')).toEqual([]);
    expect(headings(notMet)).not.toContain('How far each value can move');
  });

  it('is the best so far where it was stopped', () => {
    const leading = {
      settings: {
        ...MET.present.settings,
        messagesPerConnection: 199,
        runners: 4,
        retryIntervalMs: 60_000,
        hostStatus: true,
      },
      first: { bad: 1, days: 20, upperBound: 0.216 },
      fresh: { bad: 0, days: 24, upperBound: 0.117 },
    };
    const stopped = { ...NOT_MET, partial: true, leading, nearest: null, stoppedBy: [] };
    const { warnings, lead } = recommendationReport(stopped, context);
    expect(warnings).toEqual([expect.stringMatching(/^PARTIAL/)]);
    expect(lead).toBe(
      'The best so far: limit of 199, 4 runners, HostStat on, 1 min retry: 1 bad of 20 days, and 0 bad of 24 fresh days; by themselves the fresh ones show that at most 11.7% of days are bad (95% confidence). It is not yet shown to meet the objectives.',
    );
  });

  it.each([80, 100])('has a first screen of 30 lines at most, at %i columns', (columns) => {
    for (const report of [met, notMet]) {
      const lines = reportText(report, { columns, paint: PLAIN }, false).trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(30);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toContain('199 is too many for this site');
    }
  });

  it('reads so', () => {
    expect(reportText(met, { columns: 80, paint: PLAIN }, false)).toMatchSnapshot();
    expect(reportText(notMet, { columns: 100, paint: PLAIN }, false)).toMatchSnapshot();
  });
});

describe('the charts of a recommendation', () => {
  it('have a panel for each setting, its values in order and the chosen one among them', () => {
    const [limit, runners, , hostStatus] = valueRangeCharts(MET);
    const values = limit.tables[0].rows.map(([value]) => value);
    expect(values).toEqual(['10', '20', '120 (chosen)', '199', 'unlimited']);
    expect(runners.tables[0].rows.map(([, , fails]) => fails)).toEqual([
      'p99 < 4m',
      'nothing',
      'nothing',
      'nothing',
    ]);
    expect(runners.legend.at(-1)?.label).toBe('the objective, 4 min');
    const marks = (chart: typeof limit) => JSON.stringify(chart.wide);
    expect(marks(runners)).toContain('"type":"line"');
    expect(marks(hostStatus)).not.toContain('"type":"line"');
  });

  it('set the proposed limits against the largest safe one, where there is one', () => {
    const figures = limitFiguresChart(MET);
    expect(figures?.title).toBe('199 is too many here: no more than 120 messages fit into 3 min');
    expect(figures?.tables[0].rows.at(-1)).toEqual(['chosen', '120', '–', 'safe']);
    expect(figures?.tables[0].rows).toContainEqual([
      'its procedure settles at',
      '112',
      '84 to 149',
      'safe',
    ]);
    expect(limitFiguresChart({ ...MET, limit: null })).toBeNull();
    const limit = MET.limit === null ? null : { ...MET.limit, tailAware: null };
    expect(limitFiguresChart({ ...MET, limit })).toBeNull();
  });

  it('show the delays of today beside those of the choice', () => {
    const rows = nowAndAfterChart(MET)?.tables[0].rows ?? [];
    expect(rows.find(([delay]) => delay === 'p99')?.at(-1)).toBe('4 min');
    expect(nowAndAfterChart({ ...MET, choice: null })).toBeNull();
  });
});
