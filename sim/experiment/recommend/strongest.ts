/**
 * The candidate that does most, whatever it costs: most runners, host status off, the shortest retry
 * interval, the usual limit. An assumption, and said as one: more runners are not always better.
 */
import type { CandidateEntry } from './candidate.ts';

/** Of at least one. */
export function strongest(entries: readonly CandidateEntry[], usualLimit: number): CandidateEntry {
  const keys = ({ candidate }: CandidateEntry): number[] => [
    -candidate.runners,
    candidate.hostStatus ? 1 : 0,
    candidate.retryIntervalMs,
    candidate.messagesPerConnection === usualLimit ? 0 : 1,
  ];
  return [...entries].sort((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    const at = left.findIndex((key, i) => key !== right[i]);
    return at < 0 ? 0 : left[at] - right[at];
  })[0];
}
