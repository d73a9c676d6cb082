/** A report as the text of its one file, its charts drawn. */

import type { Chart } from '../charts/chart.ts';
import { blockHtml, escaped, paragraph, prose, summaryHtml, terms } from '../html/blocks.ts';
import { STYLE } from '../html/style.ts';
import { chartsOf, type Drawing, type Report, type Section } from '../report.ts';
import { drawCharts } from './chart-images.ts';

/**
 * The file of a report: one HTML page that needs nothing else.
 *
 *   report + drawings -> head (policy, style) + cover (finding, summary, opening, facts) + contents + sections
 *     + foot
 *
 * No script, no request: its content security policy allows its own style sheet, by its hash, and
 * nothing else, so that even a name that slipped through unescaped could do nothing.
 */
export async function reportPage(report: Report): Promise<string> {
  const drawings = await drawCharts(chartsOf(report));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE));
  const styleHash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const { title, lead, warnings, summary, opening = [], facts, sections, generator } = report;
  const { madeFrom = 'scenario, seed and version' } = report;
  const warned = warnings.map((text) => `<p class="warning" role="note">${prose(text)}</p>`);
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<meta name="generator" content="${escaped(generator)}">`,
    `<title>${escaped(title)} – mailpath</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${prose(title)}</h1>`,
    ...warned,
    `<p class="lead">${prose(lead)}</p>`,
    ...(summary === undefined ? [] : [summaryHtml(summary)]),
    ...opening.map((block) => blockHtml(block, drawings)),
    `${terms(facts)}</header>`,
    contents(sections),
    `<main>${sections.map((section, i) => sectionHtml(section, i, drawings)).join('\n')}</main>`,
    `<footer>${paragraph(`Made by ${generator}. The same ${madeFrom} give the same numbers on any machine.`)}</footer>`,
    '</body>',
    '</html>',
    '',
  ];
  return lines.join('\n');
}

function contents(sections: readonly Section[]): string {
  const links = sections.map(
    ({ heading }, i) => `<li><a href="#section-${i + 1}">${prose(heading)}</a></li>`,
  );
  return `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`;
}

function sectionHtml(
  { heading, blocks }: Section,
  index: number,
  drawings: ReadonlyMap<Chart, Drawing>,
): string {
  const id = `section-${index + 1}`;
  const inside = blocks.map((block) => blockHtml(block, drawings)).join('\n');
  return `<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${prose(heading)}</h2>\n${inside}\n</section>`;
}
