/**
 * Which candidates there are: every combination of a few values of each setting that is a dimension
 * (sim/mailpath/remedies.ts), within the bounds.
 *
 *   messages per connection   as it stands; the article's or what the tail allows, whichever is lower;
 *                             half and a quarter of that where even that overruns now and then
 *   queue runners             as they stand, twice, four times ... up to 64 times that or the bound;
 *                             what the load takes; the bound; never fewer: the article raises them
 *   another number            as it stands; what the table has beyond that; the bound
 *   a switch                  as it stands; as it is a remedy (host status off)
 *
 * Units: milliseconds.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import {
  ARTICLE_LIMIT,
  NUMBER_DIMENSIONS,
  type NumberDimension,
  type Range,
  SWITCH_DIMENSIONS,
  type SwitchDimension,
} from '../../mailpath/remedies.ts';
import type { Objective } from '../objective.ts';
import type { LimitAdvice } from '../overrun.ts';
import { type Candidate, candidateOf, presentCandidate } from './candidate.ts';

/** What the site allows: of a switch one of its states, or null: it can be switched. */
export type Bounds = Readonly<Record<NumberDimension['setting'], Range>> &
  Readonly<Record<SwitchDimension['setting'], boolean | null>> & {
    /** Of what is simulated: `connections-peak <= 40`. They are kept like objectives. */
    readonly metrics: readonly Objective[];
  };

/** Below this chance a limit never overruns, for all that a day can show. */
const NEGLIGIBLE_OVERRUN = 1e-4;
const RUNNER_FACTORS = [1, 2, 4, 8, 16, 32, 64];

/** Beyond so many times the present runners nobody is helped by more. */
const MOST_RUNNERS_FACTOR = 64;

export interface GridInput {
  readonly input: MailPathInput;
  readonly bounds: Bounds;
  readonly advice: LimitAdvice | null;
  /** Runners that the load takes (runnersNeeded). */
  readonly runnersNeeded: number;
}

/** In the order of their cost, roughly: as it stands first. */
export function candidateGrid(grid: GridInput): Candidate[] {
  const present = presentCandidate(grid.input);
  const values = new Map<string, readonly (number | boolean)[]>([
    ...NUMBER_DIMENSIONS.map(
      (remedy) => [remedy.setting, numbersOf(remedy, grid, present)] as const,
    ),
    ...SWITCH_DIMENSIONS.map(({ setting, on }) => {
      const bound = grid.bounds[setting];
      return [setting, bound === null ? [...new Set([present[setting], on])] : [bound]] as const;
    }),
  ]);
  let combinations: ReadonlyMap<string, number | boolean>[] = [new Map()];
  for (const [setting, all] of values) {
    combinations = combinations.flatMap((before) =>
      all.map((value) => new Map([...before, [setting, value]])),
    );
  }
  return combinations.map((chosen) => candidateOf((setting) => chosen.get(setting) ?? 0));
}

function numbersOf(remedy: NumberDimension, grid: GridInput, present: Candidate): number[] {
  const { setting } = remedy;
  const bound = grid.bounds[setting];
  if (setting === 'messagesPerConnection') return within(limitValues(present, grid.advice), bound);
  if (setting === 'runners') return runnerValues(grid, present);
  const { candidates, stronger } = remedy.dimension;
  const stands = present[setting];
  const isStronger = (value: number): boolean =>
    stronger === 'more' ? value > stands : value < stands;
  const end = stronger === 'more' ? bound.most : bound.least;
  return within(
    [stands, ...candidates.filter(isStronger), end].filter((value) => value > 0),
    bound,
  );
}

function runnerValues({ bounds, runnersNeeded }: GridInput, present: Candidate): number[] {
  const { least, most } = bounds.runners;
  return within(
    [
      ...RUNNER_FACTORS.map((factor) => factor * present.runners),
      runnersNeeded,
      Math.min(most, MOST_RUNNERS_FACTOR * present.runners),
    ],
    { least: Math.min(most, Math.max(least, present.runners)), most },
  ).sort((a, b) => a - b);
}

function limitValues(present: Candidate, advice: LimitAdvice | null): number[] {
  const stated = present.messagesPerConnection;
  if (advice === null) return [stated, ARTICLE_LIMIT];
  const first = usualLimit(advice);
  const overruns = first < ARTICLE_LIMIT || advice.articleOverrun > NEGLIGIBLE_OVERRUN;
  return [stated, first, ...(overruns ? [part(first, 2), part(first, 4)] : [])];
}

/** The limit that is taken where nothing speaks for another: the article's, or what the tail allows. */
export function usualLimit(advice: LimitAdvice | null): number {
  if (advice === null) return ARTICLE_LIMIT;
  return Math.max(1, Math.min(ARTICLE_LIMIT, roundedDown(advice.tailAware)));
}

function part(limit: number, divisor: number): number {
  return Math.max(1, Math.floor(limit / divisor));
}

/** To two digits, so that it reads as a setting: 1473 as 1400. */
function roundedDown(value: number): number {
  if (!Number.isFinite(value) || value < 100) return value;
  let unit = 1;
  while (value / unit >= 100) unit *= 10;
  return Math.floor(value / unit) * unit;
}

/** The values within the range, each once; the end of the range where none is. */
function within(values: readonly number[], { least, most }: Range): number[] {
  const kept = [...new Set(values)].filter((value) => value >= least && value <= most);
  return kept.length > 0 ? kept : [Math.max(least, Math.min(most, values[0]))];
}
