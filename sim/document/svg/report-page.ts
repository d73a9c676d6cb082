/** A report as the text of its one file, its charts drawn. */
import { createHash } from 'node:crypto';
import { htmlPage } from '../html/page.ts';
import { STYLE } from '../html/style.ts';
import { chartsOf, type Report } from '../report.ts';
import { drawCharts } from './chart-images.ts';

export async function reportPage(report: Report): Promise<string> {
  const drawings = await drawCharts(chartsOf(report));
  return htmlPage(report, drawings, createHash('sha256').update(STYLE).digest('base64'));
}
