import { describe, expect, it } from 'vitest';
import { plainReport, printable } from '../../sim/document/plain-report.ts';
import { reportPage } from '../../sim/document/svg/report-page.ts';
import { EVERY_CHART, LADDER, REPORT } from './html/report-example.ts';

describe('a report as plain data', () => {
  it.each([REPORT, LADDER, EVERY_CHART])(
    'is printed as the report is, sent as JSON between: $title',
    async (report) => {
      const sent = JSON.parse(JSON.stringify(plainReport(report)));
      expect(await reportPage(printable(sent))).toBe(await reportPage(report));
    },
  );
});
