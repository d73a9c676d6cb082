/**
 * The tables of a ladder, as data: its changes, the steps of a group by the metric that was asked for
 * and by others, and what each change is worth.
 */

import { NOTHING, share } from '../../document/quantity.ts';
import type { Cell, Column, MetricTable } from '../../document/text-layout.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { differenceCell, estimateCell } from '../result/metric-columns.ts';
import type { DifferenceResult } from '../result/result-schema.ts';
import { settingValue } from '../setting-changes.ts';
import type { LadderResult, LadderStepResult } from './ladder-schema.ts';
import type { Role } from './ladder-verdict.ts';
import {
  EFFECT_WORDS,
  groupWords,
  NOTHING_WORDS,
  overruledWords,
  ROLE_WORDS,
} from './ladder-words.ts';

export type Group = LadderStepResult['group'];
export const GROUPS: readonly Group[] = ['in order', 'alone', 'removed'];

/** Beside the metric that was asked for. */
const BESIDE: readonly MetricName[] = ['mean', 'max', 'over-5m', 'cuts'];
const SIGNS: Readonly<Record<Group, string>> = { 'in order': '+ ', alone: '', removed: '− ' };

/** A change with its values; `idle`: it changes nothing here. */
export interface ChangeLine {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly idle: boolean;
}

export function changesTitle({ from, to }: LadderResult): string {
  return `The changes from ${from.name} to ${to.name}`;
}

/** The changes, numbered. */
export function changeLines({ rungs }: LadderResult): ChangeLine[] {
  return rungs.map(({ name, changes, nothing, by, overruledMs }, i) => {
    const whose = by === 'administrator' ? '' : ` (by ${by})`;
    return {
      number: i + 1,
      name,
      text:
        nothing === null
          ? `${changes.map(changeWords).join('; ')}${whose}${overruledWords(overruledMs)}`
          : NOTHING_WORDS[nothing],
      idle: nothing !== null,
    };
  });
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
export interface StepTables {
  /** The metric with the differences. */
  readonly judged: MetricTable;
  readonly beside: MetricTable;
}

export function stepTables(group: Group, result: LadderResult): StepTables {
  const { measure, from, to } = result;
  const steps = result.steps.filter((step) => step.group === group);
  const reference = group === 'removed' ? to : from;
  const labels = [reference.name, ...steps.map(({ name }) => SIGNS[group] + name)];
  const words = groupWords(group, from.name, to.name);
  const estimates = (name: MetricName): Column => ({
    title: metricOf(name).label,
    cells: [reference, ...steps].map(({ measures }) => estimateCell(measures[name])),
  });
  const differences: Column = {
    title: words.column,
    cells: [
      { centre: '' },
      ...steps.map((step) => effectCell(measure.name, step.differences[measure.name], step.effect)),
    ],
  };
  const beside = BESIDE.filter((name) => name !== measure.name).map(estimates);
  return {
    judged: { title: words.title, labels, columns: [estimates(measure.name), differences] },
    beside: { title: words.beside, labels, columns: beside },
  };
}

/** A difference with the word for what it means. */
export function effectCell(
  name: MetricName,
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

/** Each change in shares of the whole gain, and what follows; null where nothing is gained. */
export function worthTable({ worths, steps, measure, verdict }: LadderResult): MetricTable | null {
  if (verdict.effect !== 'better' || worths.length < 2) return null;
  const ofGain = (rung: string, group: Group): Cell => {
    const step = steps.find((one) => one.rung === rung && one.group === group);
    const gain = step?.ofGain ?? null;
    if (step?.effect === 'unclear') return { centre: EFFECT_WORDS.unclear, tone: 'unsure' };
    if (step?.effect === 'same') return { centre: share(0) };
    if (gain === null) return { centre: step === undefined ? NOTHING : 'not known' };
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
  const words: Column = {
    title: '',
    align: 'left',
    cells: worths.map(({ role, enough }) => ({ centre: roleWords(role, enough) })),
  };
  return {
    title: `What each change is worth: its share of the whole gain in ${metricOf(measure.name).label} (medians of paired differences, which need not add up)`,
    labels: worths.map(({ name }) => name),
    columns: [...columns, words],
  };
}

function roleWords(role: Role, enough: boolean): string {
  const words = ROLE_WORDS[role];
  return enough ? `enough alone${words === '' ? '' : `; ${words}`}` : words;
}
