import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { reportText } from '../../../sim/document/text.ts';
import { ladderReport } from '../../../sim/studies/ladder/request.ts';
import type { LadderResult } from '../../../sim/studies/ladder/result.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { ladderOf } from './small-ladder.ts';

const context = { input: officeGateway(), command: 'mailpath ladder office.yaml' };
const reportOf = (one: LadderResult) => ladderReport(one, context);
const textOf = (one: LadderResult, columns = 100, full = true) =>
  reportText(reportOf(one), { columns, paint: PLAIN }, full);
/** Without the line ends and indents of its page. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

const result = ladderOf();
const report = reportOf(result);
const text = textOf(result);

describe('the report of a ladder', () => {
  it('reads as it did', () => {
    expect(textOf(result, 100, false)).toMatchSnapshot('first screen');
    const whole = text.slice(0, text.indexOf('The site, and what is assumed'));
    expect(whole).toMatchSnapshot('answer and sections of its own');
  });

  it.each([80, 100])('answers on one screen of %i columns', (columns) => {
    const lines = textOf(result, columns, false).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it.each([60, 80, 100, 120])('keeps to a page of %i columns in full', (columns) => {
    expect(
      textOf(result, columns)
        .split('\n')
        .filter((line) => line.length > columns),
    ).toEqual([]);
  });

  it('goes from the answer over the changes to what each gains, and a limit by itself', () => {
    expect(report.lead).toBe(result.verdict.sentence);
    expect(report.sections.slice(0, 4).map(({ heading }) => heading)).toEqual([
      'Can this happen here at all?',
      'The changes from default to recommended',
      'What each change gains',
      'A limit by itself',
    ]);
  });

  it('has a row for each change that is run: what it gains alone, what is lost without it, its role', () => {
    const table = report.summary?.table;
    expect(table?.labels).toEqual(['limit of 199', '4 runners', 'HostStat off', '1 min retry']);
    expect(table?.columns.map(({ title }) => title)).toEqual(['alone', 'lost without', 'role']);
    const [alone, without, role] = (table?.columns ?? []).map(({ cells }) => cells[2].centre);
    expect(alone).toMatch(/^\d+%$/);
    expect(without).toMatch(/^\d+%$/);
    expect(role).toBe('needed');
  });

  it('has differences there where the gain has no shares, or there is none', () => {
    const never = ladderOf({
      from: { returnAfterMs: 4 * 60_000 },
      to: { ...RECOMMENDED, returnAfterMs: 4 * 60_000 },
      limits: [],
    });
    const words = textOf(never, 100, false);
    expect(words).toMatch(/^ {2}HostStat off +never before .*needed$/m);
    const worse = ladderOf({
      from: { hostStatus: false, retryIntervalMs: 60_000 },
      to: { hostStatus: true, retryIntervalMs: 60_000, runners: 4 },
      limits: [],
    });
    expect(textOf(worse, 100, false)).toMatch(
      /^ {2}HostStat on +\+.*worse .*worse alone; better w/m,
    );
  });

  it('shows a difference with its interval and what it means', () => {
    expect(text).toMatch(/^ {2}\+ HostStat off .* −.* better$/m);
    expect(text).toMatch(
      /^ {2}− HostStat off .* \+\d+ min.* \(\+[\d.]+ to \+[\d.]+ min\) +worse$/m,
    );
    expect(text).toMatch(/^ {2}− limit of 199 .*the same$/m);
  });

  it('says that a change changes nothing here, and why', () => {
    expect(text).toMatch(/3\. table cleared +changes nothing here: no mark stands at the start/);
    const same = ladderOf({ to: { ...RECOMMENDED, runners: 2 }, limits: [], replications: 2 });
    expect(textOf(same)).toMatch(/2\. 2 runners +changes nothing here: already so/);
  });

  it('says who changes host status in the cloud', () => {
    const cloud = textOf(ladderOf({ deployment: 'cloud', replications: 2 }));
    expect(cloud).toContain('HostStat: on → off (by Proofpoint Support)');
    expect(cloud).toMatch(/HostStat +on → off +\(a ticket to Proofpoint Support\)$/m);
    expect(text).not.toContain('Proofpoint Support');
  });

  it('has a last change for other settings, with all that it changes', () => {
    const to = { ...RECOMMENDED, sort: 'time', connectionCacheSize: 5 } as const;
    expect(textOf(ladderOf({ to, limits: [], replications: 2 }))).toMatch(
      /6\. the rest +connection cache: 2 → 5; sort order: priority → time/,
    );
  });

  it('leaves the limits out where none were tried, and what cannot be drawn', () => {
    const short = ladderOf({ limits: [], replications: 1 });
    expect(textOf(short)).not.toContain('A limit by itself');
    const empty = ladderOf({ changes: { arrivals: [] }, replications: 2 });
    expect(chartsOf(reportOf(empty))).toEqual([]);
    for (const one of [short, empty]) {
      expect(flat(textOf(one))).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('draws each group with what its steps are compared with, and is titled by the finding', () => {
    const [chart] = chartsOf(report);
    expect(chart.title).toBe(result.verdict.sentence);
    const references = chart.tables[0].rows.filter((row) =>
      row.includes('what the group is compared with'),
    );
    expect(references.map(([name, group]) => [group, name])).toEqual([
      ['in order', 'default'],
      ['alone', 'default'],
      ['removed', 'recommended'],
    ]);
    const known = new Set(result.steps.map(({ effect }) => effect));
    expect(chart.legend.some(({ label }) => label === 'better')).toBe(known.has('better'));
  });

  it('has intervals low to high, and says in the section how they were made', () => {
    expect(text).not.toContain('±');
    expect(flat(text)).toContain('by order statistics, each by itself');
  });

  it('says before any number how much never arrives, and how its delays count', () => {
    const short = ladderOf({ changes: { endMs: 15 * 60_000 }, limits: [] });
    const words = flat(textOf(short));
    expect(words).toMatch(
      /Some mail never arrives, .* on a typical day: [\d.]+% to [\d.]+% .*under default, .* under recommended, at most .* under any step\. Its delays count as never, or as its age at least\./,
    );
    expect(words.indexOf('Some mail never')).toBeLessThan(words.indexOf('From default to'));
    expect(text).not.toContain('Some mail never');
  });

  it('is marked partial before any number', () => {
    const [warning] = reportOf({ ...result, partial: true }).warnings;
    expect(warning).toMatch(/^PARTIAL/);
  });
});
