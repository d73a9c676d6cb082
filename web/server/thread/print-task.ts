/** A report that was kept, as the one file that a command line would write. */
import { reportPage } from '../../../sim/drawing/report-page.ts';
import { type PlainReport, printable } from '../../../sim/report/html/plain-report.ts';

export function print(report: string): Promise<string> {
  return reportPage(printable(JSON.parse(report) as PlainReport));
}
