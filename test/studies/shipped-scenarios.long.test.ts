/**
 * What a report says in its sentences and titles is what its tables have: the numbers of each are read
 * out and held together, for every study, and for a comparison of every shipped scenario, which also
 * shows what the scenario expects.
 */
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../sim/document/paint.ts';
import { bytes, count, duration, share } from '../../sim/document/quantity.ts';
import type { Block, Report } from '../../sim/document/report.ts';
import type { MetricTable } from '../../sim/document/text-layout.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { type Answer, parsePlan } from '../../sim/studies/answer.ts';
import { Arguments } from '../../sim/studies/arguments.ts';
import type { StudyDefinition } from '../../sim/studies/definition.ts';
import { STUDIES } from '../../sim/studies/index.ts';
import type { Result } from '../../sim/studies/result/result-schema.ts';
import { runStudy } from '../../sim/studies/study.ts';
import { load, readShipped, scenarioFiles } from '../scenario/shipped-scenarios.ts';

/** Small, so that all of them take minutes: what is held together does not hang on the number of days. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Enough to hold the expectations of a scenario to.
  compare: { replications: '4', check: true, assumptions: '0' },
  run: { replications: '3' },
  ladder: { replications: '3', 'no-limits': true },
  recommend: { replications: '20' },
  sweep: { replications: '3', vary: ['runners=2,4'] },
  sensitivity: { replications: '3', only: 'goodput,size' },
};
/** Their sentences have figures of the result that no table repeats: those are read from the result. */
const OF_RESULT = ['run', 'recommend'];
/** What takes long is looked at in a few scenarios: quiet, overloaded and hit by a fault. */
const FEW = ['main.yaml', 'falling-limit.yaml', 'throttled.yaml'];
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  compare: scenarioFiles,
  ladder: ['main.yaml'],
  // Objectives that are met, and some that no setting meets.
  recommend: ['slow-link-attachments.yaml', 'never-fits.yaml'],
  sensitivity: ['main.yaml'],
};

/** `2 h 2 min`, `1.62`, `44.9%`, `9,042`. */
const NUMBER = /\d+ (?:d|h|min) \d+ (?:h|min|s)\b|\d+(?:,\d{3})*(?:\.\d+)?%?/g;
/** A time of day, a code of SMTP, an address, advice and a ratio of two figures are no figures of a table. */
const NO_FIGURE =
  /\b\d{1,2}:\d{2}(?::\d{2})?\b|\b[245]\d\d(?: \d\.\d\.\d+)?(?= at |”)|\d+(?:\.\d+){3}|p\d+(?:\.\d)?\b|take \d+ or more|[\d.]+ times as many|“[^”]*”|all but 1%/g;

const numbers = (text: string): string[] => text.replaceAll(NO_FIGURE, '').match(NUMBER) ?? [];

async function answerTo(study: StudyDefinition, file: string): Promise<Answer | null> {
  const { request } = await study.load();
  const text = load(file)?.text ?? '';
  const opened = {
    file,
    read: (set: readonly unknown[]) => readScenario(text, { file, load, set: set as string[] }),
  };
  const plan = parsePlan(study, request, new Arguments(OPTIONS[study.name] ?? {}));
  const answer = runStudy(plan({ opened, set: [], version: 'test' }));
  return 'nothing' in answer ? null : answer;
}

/** Where figures stand side by side. */
function tabled({ summary, sections, opening = [] }: Report): Set<string> {
  const blocks = [...opening, ...sections.flatMap((section) => section.blocks)];
  const texts = [
    ...(summary?.table == null ? [] : ofTable(summary.table)),
    ...blocks.flatMap(ofBlock),
  ];
  return new Set(texts.flatMap(numbers));
}

function ofBlock(block: Block): string[] {
  switch (block.kind) {
    case 'measures':
      return ofTable(block.table);
    case 'data':
      return [...block.table.head, ...block.table.rows.flat()];
    case 'chart':
      return [
        block.chart.note ?? '',
        ...block.chart.tables.flatMap(({ head, rows }) => [...head, ...rows.flat()]),
      ];
    case 'answers':
      return block.answers.map(({ text }) => text);
    case 'terms':
      return block.terms.flat();
    case 'list':
      return [...block.items];
    case 'text':
    case 'lines':
      return [];
  }
}

function ofTable({ labels, columns }: MetricTable): string[] {
  const cells = columns.flatMap((column) => [
    column.title,
    ...column.cells.flatMap(({ centre, half = '', tail = '' }) => [centre, half, tail]),
  ]);
  return [...labels, ...cells];
}

/** Every number of a result, in each form that a report has for numbers. */
function formatted(value: unknown): string[] {
  if (typeof value === 'number') {
    return [duration(value), share(value), count(value), bytes(value)].flatMap(numbers);
  }
  if (typeof value === 'string') return numbers(value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(formatted);
}

function changesOf(result: object): unknown {
  return 'settings' in result && Array.isArray(result.settings)
    ? result.settings.map(({ changes }) => changes)
    : null;
}

/** Sentences that stand without a table beside them: the finding, the summary, titles of charts. */
function sentences({ title, scope = '', lead, summary, sections, opening = [], facts }: Report) {
  const blocks = [...opening, ...sections.flatMap((section) => section.blocks)];
  const own = numbers([title, scope, ...facts.flat()].join(' '));
  const said = [
    lead,
    ...(summary?.points ?? []).flatMap(({ lines }) => lines.flat()),
    ...blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart.title] : [])),
  ];
  return { own, said };
}

const cases = STUDIES.flatMap((study) =>
  (SCENARIOS[study.name] ?? FEW).map((file) => [study.name, file, study] as const),
);

describe('every shipped scenario', () => {
  it('is seen', () => {
    expect(scenarioFiles.length).toBeGreaterThanOrEqual(30);
  });

  it.each(scenarioFiles)('opens with its question, and expects something: %s', (file) => {
    const { question, expect: expected } = readShipped(file);
    expect(question).toMatch(/\?$/);
    expect(expected.length).toBeGreaterThan(0);
  });
});

describe('a report', () => {
  it.each(cases)(
    'of %s says what its tables have, its answer on one screen: %s',
    async (name, file, study) => {
      const answer = await answerTo(study, file);
      if (answer === null) return;
      const report = answer.report();
      const { own, said } = sentences(report);
      const known = new Set([
        ...tabled(report),
        ...own,
        ...numbers(JSON.stringify(OPTIONS[name])),
        String(answer.json.assumptions.filter((line) => /^[\w.-]+: /.test(line)).length),
        // What is changed is a list of its own, from the result.
        ...formatted(changesOf(answer.json)),
        ...(OF_RESULT.includes(name) ? formatted(answer.json) : []),
      ]);
      const unknown = said.flatMap((sentence) =>
        numbers(sentence)
          // Days are counted in sentences: `less on 5 of 5 days`.
          .filter((number) => !known.has(number) && !/^[0-5]$/.test(number))
          .map((number) => `${number}: ${sentence}`),
      );
      expect(unknown).toEqual([]);
      const { checks = [] } = answer.json as { checks?: Result['checks'] };
      expect(checks?.filter(({ state }) => state !== 'met') ?? []).toEqual([]);
      for (const columns of [80, 100]) {
        const lines = answer.text({ columns, paint: PLAIN }, false).trimEnd().split('\n');
        expect(lines.filter((line) => line.length > columns)).toEqual([]);
        expect(lines.length).toBeLessThanOrEqual(30);
      }
    },
  );
});
