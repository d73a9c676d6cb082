/**
 * Columns of a table: a setting's measures with their intervals, the paired differences to the
 * first setting, the parts of the delay.
 */
import { MEASURES, type MeasureUnit } from '../experiment/measure.ts';
import { PART_NAMES } from '../mailpath/delay-part.ts';
import { halfWidth, NOTHING, quantity, share } from './quantity.ts';
import type { DifferenceResult, EstimateResult, Result } from './result-schema.ts';
import type { Cell, Column } from './text-layout.ts';

/** Parts below this share of the delay under every setting are left out of the text. */
const SMALLEST_PART = 0.0005;

/** A titled table: rows with labels, columns of numbers. */
export interface MeasureTable {
  readonly title: string;
  /** Above the labels. */
  readonly corner?: string;
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
}

/** A column for each setting. */
export function measureColumns({ settings }: Result, names: readonly string[]): Column[] {
  return settings.map(({ name, measures }) => ({
    title: name,
    cells: names.map((measure) => estimateCell(measures[measure])),
  }));
}

/** A column for each other setting: its difference to the first. */
export function differenceColumns({ differences }: Result, names: readonly string[]): Column[] {
  return differences.map(({ setting, to, measures }) => ({
    title: differences.length === 1 ? 'difference' : `${setting} − ${to}`,
    cells: names.map((name) => differenceCell(name, measures[name])),
  }));
}

/** The parts of the delay that matter, largest under the first setting first. */
export function partColumns({ settings }: Result): { parts: string[]; columns: Column[] } {
  const [first] = settings;
  const shareOf = (setting: (typeof settings)[0], part: string): number =>
    setting.measures[`part.${part}`].value ?? 0;
  const parts = [...PART_NAMES]
    .filter((part) => settings.some((setting) => shareOf(setting, part) >= SMALLEST_PART))
    .sort((a, b) => shareOf(first, b) - shareOf(first, a));
  const columns = settings.map((setting) => {
    return {
      title: setting.name,
      cells: parts.map((part) => {
        const { value } = setting.measures[`part.${part}`];
        const tail = value === null ? NOTHING : share(value);
        return { ...estimateCell(setting.measures[`delay.${part}`]), tail };
      }),
    };
  });
  return { parts, columns };
}

/** A value with its half width. */
export function estimateCell({ value, low, high, unit }: EstimateResult): Cell {
  return { centre: quantity(value ?? Number.NaN, unit), ...half(low, high, unit) };
}

/** A difference with its half width, coloured by what it means; dim where it may be chance. */
export function differenceCell(
  name: string,
  { value, low, high, unit, clear }: DifferenceResult,
): Cell {
  if (value === null) return { centre: NOTHING };
  const better = MEASURES.find((measure) => measure.name === name)?.better ?? 'neither';
  const cell: Cell = {
    centre: `${value > 0 ? '+' : ''}${quantity(value, unit)}`,
    ...half(low, high, unit),
  };
  if (clear === false) return { ...cell, tone: 'unsure' };
  if (clear === null || better === 'neither' || value === 0) return cell;
  return { ...cell, tone: value < 0 === (better === 'less') ? 'better' : 'worse' };
}

/** Below this share of the value a half width is the rounding of equal values. */
const ROUNDING = 1e-9;

function half(low: number | null, high: number | null, unit: MeasureUnit): { half?: string } {
  if (low === null || high === null) return {};
  const width = (high - low) / 2;
  return width <= ROUNDING * Math.abs(high) ? {} : { half: halfWidth(width, unit) };
}
