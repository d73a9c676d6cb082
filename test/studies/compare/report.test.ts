import { describe, expect, it } from 'vitest';
import type { Report } from '../../../sim/document/report.ts';
import { quoted } from '../../../sim/studies/arguments.ts';
import { resultReport } from '../../../sim/studies/compare/request.ts';
import { HOSTILE_REPORT, REPORT } from '../../document/html/report-example.ts';
import { planOf, resultOf } from './small-result.ts';

const headings = ({ sections }: Report) => sections.map(({ heading }) => heading);

function termsOf({ sections }: Report, heading: string): Map<string, string> {
  const blocks = sections.find((section) => section.heading === heading)?.blocks ?? [];
  return new Map(blocks.flatMap((block) => (block.kind === 'terms' ? block.terms : [])));
}

describe('the report of a comparison', () => {
  it('answers first, and ends with what it leaves out and how it was made', () => {
    expect(headings(REPORT)).toEqual([
      'Can this happen here at all?',
      'How long the mail takes',
      'Bad days',
      'Where the delay went',
      'What the gateway did',
      'The site, and what is assumed to go wrong',
      'Assumptions',
      'What it has not been held against',
      'What this result does not cover',
      'How it was simulated',
      'The scenario',
    ]);
  });

  it('fills in what STRESS-DES asks for', () => {
    const stress = termsOf(REPORT, 'How it was simulated');
    expect([...stress.keys()]).toEqual([
      'Purpose',
      'Outputs',
      'Experiments',
      'Logic',
      'Components',
      'Data',
      'Initial state',
      'Run length',
      'Estimation',
      'Random numbers',
      'Execution',
      'Software',
      'To reproduce it',
    ]);
    expect(stress.get('Components')).toContain('1 host name with 600 machines');
    expect(stress.get('Run length')).toContain('Mail arrives for 30 min');
    expect(stress.get('To reproduce it')).toBe('mailpath compare office.yaml --seed report');
  });

  it('gives the command again so that a shell takes names for names', () => {
    expect(quoted('main')).toBe('main');
    expect(quoted("it's $(rm)")).toBe("'it'\\''s $(rm)'");
    expect(quoted('')).toBe("''");
  });

  it('says what was expected and not met', () => {
    expect(headings(HOSTILE_REPORT)).toContain('What the scenario expects');
  });

  it('warns before any number', () => {
    const plan = planOf({ default: {} }, 1);
    const partial = { ...resultOf(plan), partial: true };
    const report = resultReport(partial, {
      startsAtMs: 0,
      command: '',
      input: plan.settings[0].input,
      timelines: [],
    });
    expect(report.warnings[0]).toMatch(/^PARTIAL/);
  });
});

describe('the report of one setting', () => {
  const plan = planOf({ default: {} }, 2);
  const result = resultOf(plan, { format: 'mailpath-run/2' });
  const report = resultReport(result, {
    startsAtMs: 0,
    command: 'mailpath run office.yaml --setting default',
    input: plan.settings[0].input,
    timelines: [],
  });

  it('has all its measures, and compares it with nothing', () => {
    expect(headings(report)).toContain('How long the mail takes, and where that goes');
    expect(headings(report)).not.toContain('What the settings change');
    const titles = report.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'measures' ? [block.table.title] : [])),
    );
    expect(titles).toEqual(
      expect.arrayContaining(['Delay on a typical day', 'Deferrals', 'Queue']),
    );
    expect(termsOf(report, 'How it was simulated').get('To reproduce it')).toMatch(
      /^mailpath run office.yaml --setting default/,
    );
  });
});
