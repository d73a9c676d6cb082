/**
 * A ladder as text: the rungs, three groups of steps with their differences, what each change is
 * worth, what a limit alone does, and the sentences that it comes to.
 *
 * Made for 80 columns and more; what does not fit stands in a table below.
 */
import { overloadWarnings } from './closed-form-answers.ts';
import { closedFormText } from './closed-form-text.ts';
import { assumptionText, headText } from './cover-text.ts';
import { type Group, stepTables, worthText } from './ladder-columns.ts';
import type { LadderResult } from './ladder-schema.ts';
import { worseAlone } from './ladder-sentence.ts';
import { groupWords, NOTHING_WORDS, overruledWords } from './ladder-words.ts';
import { limitsText } from './limits-text.ts';
import { count, messages } from './quantity.ts';
import { settingValue } from './setting-changes.ts';
import { hanging, type Page, wrap } from './text-layout.ts';

const GROUPS: readonly Group[] = ['in order', 'alone', 'removed'];

export function ladderText(result: LadderResult, page: Page): string {
  const { paint } = page;
  const answered = { settings: [result.from, result.to] };
  const lines = [
    ...headText(result, [...overloadWarnings(answered), ...leftWarnings(result)], page),
    '',
    ...closedFormText(answered, page),
    '',
    ...rungsText(result, page),
    ...GROUPS.flatMap((group) => groupText(group, result, page)),
    ...worthText(result, page),
    ...limitsText(result, page),
    ...assumptionText(result, page),
    '',
    paint.bold('What it comes to'),
    ...hanging('  ', result.verdict.sentence, page),
    ...(result.limits === null ? [] : ['', ...hanging('  ', result.limits.sentence, page)]),
    ...(result.partial ? ['', paint.red('PARTIAL: this ladder was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The changes, numbered, each with its values. */
function rungsText({ rungs, from, to }: LadderResult, page: Page): string[] {
  const numbered = rungs.map((rung, i) => ({ ...rung, label: `${i + 1}  ${rung.name}` }));
  const width = Math.max(...numbered.map(({ label }) => label.length));
  return [
    page.paint.bold(`The rungs from ${from.name} to ${to.name}`),
    ...numbered.flatMap(({ label, changes, nothing, by, overruledMs }) => {
      const whose = by === 'administrator' ? '' : ` (by ${by})`;
      const text =
        nothing === null
          ? `${changes.map(changeWords).join('; ')}${whose}${overruledWords(overruledMs)}`
          : NOTHING_WORDS[nothing];
      return hanging(`  ${label.padEnd(width)}  `, text, page).map((line) =>
        nothing === null ? line : page.paint.dim(line),
      );
    }),
  ];
}

function changeWords({
  setting,
  from,
  to,
  unit,
}: LadderResult['rungs'][number]['changes'][number]) {
  if (setting === 'operator') return `the operator ${settingValue(to, unit)}`;
  return `${setting}: ${settingValue(from, unit)} → ${settingValue(to, unit)}`;
}

/** One group: what its steps are held against first, then a row a step. */
function groupText(group: Group, result: LadderResult, page: Page): string[] {
  const words = groupWords(group, result.from.name, result.to.name);
  return [
    '',
    ...wrap(words.title, page.columns).map((line) => page.paint.bold(line)),
    ...stepTables(group, result, page),
    ...(group === 'alone' ? worseAlone(result) : []).flatMap((line) =>
      hanging('  ', line, page).map((part) => page.paint.red(part)),
    ),
  ];
}

/** Delays are those of delivered mail: they flatter a step that leaves mail behind. */
function leftWarnings({ from, to, steps, limits }: LadderResult): string[] {
  const all = [from, to, ...steps, ...(limits?.steps ?? [])];
  const counts = all.map(
    ({ measures }) => (measures.queued.value ?? 0) + (measures.returned.value ?? 0),
  );
  const most = Math.max(...counts);
  if (!(most > 0)) return [];
  const [base, target] = counts.map(count);
  return [
    `Not all of ${messages(from.measures.arrived.value ?? 0)} are delivered: ${base} are left or returned under ${from.name}, ${target} under ${to.name}, at most ${count(most)} under any step. Delays are those of the others.`,
  ];
}
