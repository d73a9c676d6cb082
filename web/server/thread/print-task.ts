/** A report that was kept, as the one file that a command line would write. */

import { type PlainReport, printable } from '../../../sim/document/plain-report.ts';
import { reportPage } from '../../../sim/document/svg/report-page.ts';

export function print(report: string): Promise<string> {
  return reportPage(printable(JSON.parse(report) as PlainReport));
}
