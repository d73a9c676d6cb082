import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../sim/document/paint.ts';
import type { Report } from '../../sim/document/report.ts';
import { reportText } from '../../sim/document/text.ts';

const PAGE = { columns: 60, paint: PLAIN };

const REPORT: Report = {
  title: 'Does it hold?',
  scope: 'any.yaml; 5 days',
  lead: 'It holds.',
  warnings: ['First. And why: 1.5 s.', 'Second, of 2; and why.', 'Third.', 'Fourth.'],
  summary: {
    table: {
      title: 'On a typical day',
      labels: ['p99'],
      columns: ['default', 'mine'].map((title) => {
        return { title, cells: [{ centre: '5 s', half: '(4 to 6 s)' }] };
      }),
    },
    points: [
      {
        label: 'Change',
        lines: [
          ['runners', '2 → 4'],
          ['retry interval', '30 min → 1 min'],
        ],
      },
    ],
  },
  facts: [['Seed', 'x']],
  sections: [
    {
      heading: 'More',
      blocks: [{ kind: 'lines', label: 'A log', lines: ['x'.repeat(70), 'end\u240d'] }],
    },
  ],
  generator: 'mailpath test',
};

describe('a report as text', () => {
  it('has the first sentences of its first warnings on one screen, and how many more there are', () => {
    const lines = reportText(REPORT, PAGE, false).split('\n');
    expect(lines).toContain('First. Second, of 2. And 2 more: --full.');
    expect(lines.join('\n')).not.toContain('why');
  });

  it('has every warning whole with --full, at its beginning and at its end', () => {
    const text = reportText(REPORT, PAGE, true);
    for (const warning of REPORT.warnings) expect(text.split(warning)).toHaveLength(3);
    expect(text.trimEnd().endsWith('It holds.')).toBe(true);
  });

  it('sets pieces of a point below each other, beside its label', () => {
    expect(reportText(REPORT, PAGE, false)).toContain(
      '  Change  runners         2 → 4\n          retry interval  30 min → 1 min\n',
    );
  });

  it('leaves intervals out where they find no room beside the figures', () => {
    expect(reportText(REPORT, PAGE, false)).toContain('5 s (4 to 6 s)');
    const narrow = reportText(REPORT, { columns: 45, paint: PLAIN }, false);
    expect(narrow).toMatch(/^ {2}p99 +5 s +5 s$/m);
  });

  it('has sections with --full only, lines of a log letter by letter within the page', () => {
    expect(reportText(REPORT, PAGE, false)).not.toContain('A log');
    const text = reportText(REPORT, PAGE, true);
    expect(text).toContain(`    ${'x'.repeat(56)}\n      ${'x'.repeat(14)}\n    end\u240d\n`);
  });
});
