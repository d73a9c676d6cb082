/** --html FILE: the report of a result as one HTML file, there whole or not at all. */

import type { Report } from '../document/report.ts';
import { reportPage } from '../document/svg/report-page.ts';
import type { Arguments } from '../studies/arguments.ts';
import { writeOutputFile } from './output-file.ts';
import type { Destination } from './result-output.ts';
import type { Terminal } from './terminal.ts';

/** Writes the report, if one was asked for; it is made only then. */
export async function writeHtml(
  report: () => Report,
  { html, readers }: Destination,
  args: Arguments,
  terminal: Terminal,
): Promise<void> {
  if (html === null) return;
  writeOutputFile(html, await reportPage(report()), readers);
  if (!args.flag('quiet')) terminal.err(`Report written to ${html}.\n`);
}
