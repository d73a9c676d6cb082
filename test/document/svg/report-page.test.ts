import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { escaped } from '../../../sim/document/html/blocks.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { reportPage } from '../../../sim/document/svg/report-page.ts';
import { HOSTILE } from '../charts/chart-examples.ts';
import {
  DIAGNOSIS,
  FORECAST,
  HOSTILE_LOG,
  HOSTILE_REPORT,
  LADDER,
  NOT_RECOMMENDED,
  RECOMMENDATION,
  REPORT,
  RESULT,
  SENSITIVITY,
  SWEEP,
} from '../html/report-example.ts';

const page = await reportPage(REPORT);
const hostile = await reportPage(HOSTILE_REPORT);
const hostileLog = await reportPage(HOSTILE_LOG);
const PAGES = [
  ['a plain one', page],
  ['one with hostile names', hostile],
  ['of a ladder', await reportPage(LADDER)],
  ['of a sweep', await reportPage(SWEEP)],
  ['of what matters', await reportPage(SENSITIVITY)],
  ['of a recommendation', await reportPage(RECOMMENDATION)],
  ['of one that is not met', await reportPage(NOT_RECOMMENDED)],
  ['of a diagnosis', await reportPage(DIAGNOSIS)],
  ['of a log with hostile lines', hostileLog],
  ['of a forecast', await reportPage(FORECAST)],
] as const;

/** Elements that have no end. */
const VOID = new Set(['meta', 'path', 'rect', 'line', 'circle', 'g', '!doctype']);

/** Tags, without their attributes; it trusts that `>` in attributes is escaped, and tests that. */
function tagsOf(html: string): { name: string; end: boolean; whole: string }[] {
  const withoutStyle = html.replace(/<style>[\s\S]*?<\/style>/, '');
  return [...withoutStyle.matchAll(/<(\/?)([!\w]+)([^>]*)>/g)].map(([whole, slash, name]) => {
    return { name: name.toLowerCase(), end: slash === '/', whole };
  });
}

describe('the page of a report', () => {
  it.each(PAGES)('has no script and no handler, and asks nothing of anybody: %s', (_, html) => {
    const tags = tagsOf(html);
    const names = new Set(tags.map(({ name }) => name));
    for (const name of [
      'script',
      'link',
      'img',
      'iframe',
      'object',
      'embed',
      'base',
      'form',
      'use',
    ]) {
      expect(names).not.toContain(name);
    }
    for (const { whole } of tags) {
      expect(whole.replaceAll(/"[^"]*"/g, '""')).not.toMatch(
        /\s(?:on\w+|src|srcset|action|style|xlink:href)=/i,
      );
    }
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, to]) => to);
    expect(links.filter((to) => !/^#section-\d+$/.test(to))).toEqual([]);
    expect(html).not.toMatch(/https?:|url\(|@import|javascript:/i);
  });

  it.each(PAGES)('closes what it opens, in order: %s', (_, html) => {
    const open: string[] = [];
    for (const { name, end, whole } of tagsOf(html)) {
      if (VOID.has(name) && (whole.endsWith('/>') || name === 'meta' || name === '!doctype'))
        continue;
      if (end) expect(open.pop(), whole).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('shows hostile names as they are', () => {
    const shown = escaped(HOSTILE);
    expect(hostile.split(shown).length).toBeGreaterThan(8);
    for (const [, html] of PAGES) {
      expect(html).not.toContain(HOSTILE);
      expect(html).not.toContain('<script>alert');
    }
  });

  it('shows the lines of a log letter by letter, where the keyboard reaches them', () => {
    const [region, inside] =
      /<div class="scroll lines"[^>]*><pre>(.*?)<\/pre>/.exec(hostileLog) ?? [];
    expect(region).toMatch(/role="region" tabindex="0" aria-label="[^"]+"/);
    expect(inside).toContain(`<code>${escaped(HOSTILE)} `);
  });

  it('has no place for control characters', () => {
    expect(escaped('a\u0000b\u001b[31m\u2028c\ud800')).toBe('a␀b␛[31m\ufffdc\ufffd');
    expect(escaped('a\tb\nc\r\nd')).toBe('a b c d');
  });

  it('has a policy that allows its own style and nothing else', () => {
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
  });

  it('is the same, byte for byte, when it is made again', async () => {
    expect(await reportPage(REPORT)).toBe(page);
  });

  it('has each chart with its title, its words and its table', () => {
    const charts = chartsOf(REPORT);
    expect(charts.length).toBe(5);
    expect(page.match(/<figure>/g)).toHaveLength(charts.length);
    expect(page.match(/<div class="drawing" role="img" aria-label="[^"]{40,}">/g)).toHaveLength(
      charts.length,
    );
    expect(page.match(/<details><summary>/g)).toHaveLength(charts.length);
  });

  it.each(PAGES)('has no unknown number: %s', (_, html) => {
    expect(html).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  it('opens with the question, the finding, and what was run', () => {
    const order = [
      `<h1>${escaped(RESULT.scenario.question)}`,
      escaped(RESULT.verdict.sentence).slice(0, 30),
      'office.yaml',
      'Seed',
      '<dd>mailpath 0.1.0',
      'Can this happen here at all?',
    ];
    const text = page.replaceAll('\u00a0', ' ');
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});
