/** --html FILE: the report of a result as one HTML file, there whole or not at all. */
import { createHash } from 'node:crypto';
import type { Arguments } from '../inquiry/arguments.ts';
import { htmlPage } from '../report/html/page.ts';
import { chartsOf, type Report } from '../report/html/report.ts';
import { STYLE } from '../report/html/style.ts';
import { drawCharts } from './chart-images.ts';
import { writeOutputFile } from './output-file.ts';
import type { Destination } from './result-output.ts';
import type { Terminal } from './terminal.ts';

/** Writes the report, if one was asked for; it is made only then. */
export async function writeHtml(
  report: () => Report,
  { html }: Destination,
  args: Arguments,
  terminal: Terminal,
): Promise<void> {
  if (html === null) return;
  writeOutputFile(html, await reportPage(report()));
  if (!args.flag('quiet')) terminal.err(`Report written to ${html}.\n`);
}

/** A report as the text of its file. */
export async function reportPage(report: Report): Promise<string> {
  const drawings = await drawCharts(chartsOf(report));
  return htmlPage(report, drawings, createHash('sha256').update(STYLE).digest('base64'));
}
