/**
 * The candidate that does most, whatever it costs: most runners, host status off, the shortest retry
 * interval, the usual limit. An assumption, and said as one: more runners are not always better.
 */
import { DIMENSIONS } from '../../mailpath/remedies.ts';
import { type CandidateEntry, compareKeys, weakness } from './candidate.ts';

/** Of at least one. */
export function strongest(entries: readonly CandidateEntry[], usualLimit: number): CandidateEntry {
  const keys = ({ candidate }: CandidateEntry): number[] => [
    ...DIMENSIONS.map((remedy) => weakness(remedy, candidate)),
    candidate.messagesPerConnection === usualLimit ? 0 : 1,
  ];
  return [...entries].sort((a, b) => compareKeys(keys(a), keys(b)))[0];
}
