import { describe, expect, it } from 'vitest';
import { sentReport } from '../../sim/document/report.ts';
import { reportPage } from '../../sim/document/svg/report-page.ts';
import { EVERY_CHART, LADDER, REPORT } from './html/report-example.ts';

describe('a report as it is sent', () => {
  it.each([REPORT, LADDER, EVERY_CHART])(
    'is printed as the report is, sent as JSON between: $title',
    async (report) => {
      const sent = JSON.parse(JSON.stringify(sentReport(report)));
      expect(await reportPage(sent)).toBe(await reportPage(report));
    },
  );
});
