/**
 * From the facts of a log to what is wrong, the largest share of the delay first.
 *
 *   facts -> each row of each host, each row of the whole log -> ranked by what they cost
 */
import { lifetimeOf } from '../../maillog/diagnose/lifetime.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { Apportion, sharesOf } from './apportion.ts';
import type { FindingRow, RowResult } from './finding.ts';
import { HOST_FINDINGS } from './host-findings.ts';
import { LOG_FINDINGS } from './log-findings.ts';

export type FindingKind = keyof typeof HOST_FINDINGS | keyof typeof LOG_FINDINGS;

export const FINDING_KINDS = [
  ...Object.keys(HOST_FINDINGS),
  ...Object.keys(LOG_FINDINGS),
] as readonly string[] as readonly [FindingKind, ...FindingKind[]];

export interface Finding extends RowResult {
  readonly kind: FindingKind;
  /** The remote host; null: the whole log. */
  readonly host: string | null;
}

/** `statedMs`: the lifetime of connections as the user states it; null: it is looked for. */
export function findingsOf(facts: LogFacts, statedMs: number | null): Finding[] {
  const shares = sharesOf(facts.traffic.partsWithWaiting);
  const delay = new Apportion(facts.hosts, shares);
  const found = [
    ...facts.hosts.flatMap((host) => {
      const lifetime = lifetimeOf(host.connections, statedMs);
      return results(HOST_FINDINGS, { host, delay, lifetime }, host.name);
    }),
    ...results(LOG_FINDINGS, { facts, shares }, null),
  ];
  return found.sort((a, b) => a.rank - b.rank || b.share - a.share);
}

function results<S>(
  rows: { readonly [K in FindingKind]?: FindingRow<S> },
  subject: S,
  host: string | null,
): Finding[] {
  return Object.entries(rows).flatMap(([kind, row]) => {
    const result = row(subject);
    return result === null ? [] : [{ ...result, kind: kind as FindingKind, host }];
  });
}
