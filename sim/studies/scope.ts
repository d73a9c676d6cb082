/** How every report opens: what was run, and what has to be said before any number. */
import { duration, share } from '../document/quantity.ts';
import type { Experiment } from './compare/compare.ts';
import { shortIntervals } from './days-words.ts';
import { CONFIDENCE } from './estimate.ts';
import type { Result, Scope } from './result/result-schema.ts';

/** What the head of a report is written from. */
export type Covered = Scope & Partial<Pick<Result, 'warmUpMs'>>;

/** What was run, in a line: `main.yaml; 54,000 messages in 3 h, 20 days (replications), 95% intervals in brackets`. */
export function scopeLine(result: Covered, mail = ''): string {
  const { scenario, replications } = result;
  const set = scenario.set.length === 0 ? '' : `, with ${scenario.set.join(', ')}`;
  return `${scenario.file}${set}; ${mail}${replicationWords(replications.finished)}${precisionWords(result)}${warmUpWords(result)}, ${shortIntervals(result)}`;
}

/** What has to be said before any number: of the experiment, then the cautions of its results. */
export function warningsOf(result: Covered, cautions: readonly string[]): string[] {
  const { planned, finished } = result.replications;
  return [
    ...(result.partial
      ? [
          `PARTIAL: stopped after ${replicationWords(finished)} of ${planned}; the intervals are wider for it.`,
        ]
      : []),
    ...precisionWarning(result),
    ...cautions,
  ];
}

export function replicationWords(number: number): string {
  return number === 1 ? '1 day (replication)' : `${number} days (replications)`;
}

/** ` (p99 known to 4.6%)`, where a precision was asked for and reached. */
export function precisionWords({ precision }: Covered): string {
  if (precision === null || !precision.reached) return '';
  return ` (${precision.measure} known to ${share(precision.found ?? 0)} of its value)`;
}

/** `, without the first 12 min (start-up by MSER-5)`, of a steady-state question. */
export function warmUpWords({ warmUpMs = null }: Covered): string {
  return warmUpMs === null ? '' : `, without the first ${duration(warmUpMs)} (start-up, by MSER-5)`;
}

function precisionWarning({ precision, partial }: Covered): string[] {
  if (precision === null || precision.reached || partial) return [];
  const { measure, requested, found } = precision;
  const why =
    found === null
      ? 'it has no closed interval: too few days, or mail that may never arrive'
      : `it is known to ${share(found)}; raise the ceiling with --replications`;
  return [`The precision asked for, ${share(requested)} of ${measure}, is not reached: ${why}.`];
}

/** What the study itself does not know. */
export interface ScopeContext {
  /** Of mailpath. */
  readonly version: string;
  readonly scenario: Result['scenario'];
  readonly assumptions: readonly string[];
}

export function scopeResult(
  experiment: Experiment,
  { version, scenario, assumptions }: ScopeContext,
): Scope {
  const { plan, replicationsPlanned, replicationsDone, partial, precision } = experiment;
  return {
    version,
    scenario,
    seed: plan.seed,
    confidence: CONFIDENCE,
    replications: { planned: replicationsPlanned, finished: replicationsDone },
    partial,
    precision,
    assumptions: [...assumptions],
  };
}
