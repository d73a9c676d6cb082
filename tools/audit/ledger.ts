/**
 * What was held against the truth, by kind of statement: how many held, and those that did not.
 *
 * An exact statement follows from the runs that it is about: not one may be wrong. A statistical one
 * promises something of days that were not run, and may be wrong as often as it promises, beside a margin
 * of chance.
 */
import { allowance } from './reckoning.ts';

/** What was said, and what is true. */
export interface Finding {
  readonly kind: string;
  readonly scenario: number;
  /** The command line that says it, without the file. */
  readonly command: readonly string[];
  readonly where: string;
  readonly said: string;
  readonly truth: string;
}

export interface Count {
  readonly exact: boolean;
  statements: number;
  wrong: number;
  /** The sum of how likely each may be wrong; 0 for exact ones. */
  expected: number;
}

/** A statistical kind is beyond its allowance by chance in one audit of a thousand. */
export const MARGIN = 0.001;

/** Of one kind and scenario so many are kept: what is wrong once is often wrong everywhere. */
const MAX_FINDINGS = 3;

export class Ledger {
  readonly counts: Record<string, Count> = {};
  readonly findings: Finding[] = [];
  private readonly scenario: number;
  private command: readonly string[] = [];

  constructor(scenario = -1) {
    this.scenario = scenario;
  }

  /** What follows is said by this command. */
  hears(command: readonly string[]): void {
    this.command = command;
  }

  exact(kind: string, holds: boolean, where: string, said: unknown, truth: unknown): void {
    this.note(kind, { exact: true, chance: 0 }, holds, [where, said, truth]);
  }

  /** `chance`: how likely it may be wrong. */
  promised(
    kind: string,
    chance: number,
    holds: boolean,
    where: string,
    said: unknown,
    truth: unknown,
  ): void {
    this.note(kind, { exact: false, chance }, holds, [where, said, truth]);
  }

  private note(
    kind: string,
    { exact, chance }: { exact: boolean; chance: number },
    holds: boolean,
    [where, said, truth]: [string, unknown, unknown],
  ): void {
    this.counts[kind] ??= { exact, statements: 0, wrong: 0, expected: 0 };
    const count = this.counts[kind];
    count.statements++;
    count.expected += chance;
    if (holds) return;
    count.wrong++;
    const { scenario, command } = this;
    if (this.findings.filter((one) => one.kind === kind).length >= MAX_FINDINGS) return;
    this.findings.push({ kind, scenario, command, where, said: shown(said), truth: shown(truth) });
  }

  merge({ counts, findings }: Pick<Ledger, 'counts' | 'findings'>): void {
    for (const [kind, count] of Object.entries(counts)) {
      const own = this.counts[kind];
      if (own === undefined) {
        this.counts[kind] = { ...count };
        continue;
      }
      own.statements += count.statements;
      own.wrong += count.wrong;
      own.expected += count.expected;
    }
    this.findings.push(...findings);
  }
}

/** How many may be wrong. */
export function allowed({ exact, statements, expected }: Count): number {
  return exact ? 0 : allowance(statements, expected / statements, MARGIN);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, one) =>
    typeof one === 'number' && !Number.isFinite(one) ? String(one) : one,
  );
}
