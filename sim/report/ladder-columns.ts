/**
 * Tables of a ladder: the steps of a group with their differences, by the measure that was asked for
 * and by others; and what each change is worth.
 */
import type { Role } from '../experiment/ladder-verdict.ts';
import type { LadderResult, LadderStepResult } from './ladder-schema.ts';
import { EFFECT_WORDS, groupWords, labelOf, ROLE_WORDS } from './ladder-words.ts';
import { differenceCell, estimateCell } from './measure-columns.ts';
import { NOTHING, share } from './quantity.ts';
import type { DifferenceResult } from './result-schema.ts';
import { type Cell, type Column, type Page, table, wrap } from './text-layout.ts';

export type Group = LadderStepResult['group'];

/** Beside the measure that was asked for. */
const BESIDE = ['mean', 'max', 'over-5m', 'cuts'];
const SIGNS: Readonly<Record<Group, string>> = { 'in order': '+ ', alone: '', removed: '− ' };

/** The measure with the differences, and below it the others. */
export function stepTables(group: Group, result: LadderResult, page: Page): string[] {
  const { measure, from, to } = result;
  const steps = result.steps.filter((step) => step.group === group);
  const reference = group === 'removed' ? to : from;
  const labels = [reference.name, ...steps.map(({ name }) => SIGNS[group] + name)];
  const estimates = (name: string): Column => ({
    title: labelOf(name),
    cells: [reference, ...steps].map(({ measures }) => estimateCell(measures[name])),
  });
  const differences: Column = {
    title: groupWords(group, from.name, to.name).column,
    cells: [
      { centre: '' },
      ...steps.map((step) => effectCell(measure.name, step.differences[measure.name], step.effect)),
    ],
  };
  const [mean, ...others] = BESIDE.filter((name) => name !== measure.name).map(estimates);
  const whole = table(labels, [mean, ...others], page);
  // Where they find no room, intervals are what the reader misses least.
  const fits = whole.length === labels.length + 1;
  const beside = fits ? whole : table(labels, [mean, ...others.map(withoutHalf)], page);
  return [...table(labels, [estimates(measure.name), differences], page), '', ...beside];
}

function withoutHalf({ title, cells }: Column): Column {
  return { title, cells: cells.map(({ centre }) => ({ centre })) };
}

/** A difference with the word for what it means. */
export function effectCell(
  name: string,
  found: DifferenceResult,
  effect: LadderStepResult['effect'],
): Cell {
  const cell = differenceCell(name, found);
  if (effect === 'same') return { centre: EFFECT_WORDS.same, tone: 'unsure' };
  return {
    ...cell,
    tail: EFFECT_WORDS[effect],
    ...(effect === 'slight' ? { tone: 'unsure' } : {}),
  };
}

/** Each change in shares of the whole gain, and what follows. */
export function worthText({ worths, steps, measure, verdict }: LadderResult, page: Page): string[] {
  if (verdict.effect !== 'better' || worths.length < 2) return [];
  const ofGain = (rung: string, group: Group): Cell => {
    const step = steps.find((one) => one.rung === rung && one.group === group);
    const gain = step?.ofGain ?? null;
    if (gain === null) return { centre: NOTHING };
    if (step?.effect === 'unclear') return { centre: EFFECT_WORDS.unclear, tone: 'unsure' };
    return { centre: share(Math.round(gain * 1000) / 1000) };
  };
  const titles: Record<Group, string> = {
    alone: 'alone',
    'in order': 'in order',
    removed: 'lost without',
  };
  const columns = (['alone', 'in order', 'removed'] as const).map(
    (group): Column => ({
      title: titles[group],
      cells: worths.map(({ rung }) => ofGain(rung, group)),
    }),
  );
  const width = Math.max(...worths.map(({ role, enough }) => roleWords(role, enough).length));
  const words: Column = {
    title: '',
    cells: worths.map(({ role, enough }) => ({ centre: roleWords(role, enough).padEnd(width) })),
  };
  return [
    '',
    ...wrap(
      `What each change is worth: its share of the whole gain in ${labelOf(measure.name)}`,
      page.columns,
    ).map((line) => page.paint.bold(line)),
    ...table(
      worths.map(({ name }) => name),
      [...columns, words],
      page,
    ),
  ];
}

function roleWords(role: Role, enough: boolean): string {
  const words = ROLE_WORDS[role];
  return enough ? `enough alone${words === '' ? '' : `; ${words}`}` : words;
}
