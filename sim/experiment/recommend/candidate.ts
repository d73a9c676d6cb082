/**
 * A candidate: one choice of the four settings that the article speaks of, as a change of the
 * gateway as it stands.
 *
 * What the scenario's operator changes at a time is left out (it would undo the candidate); the
 * host-status table is cleared once at the start where a mark stands there.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { withRunners } from '../../mailpath/runners-in-all.ts';
import type { Entry } from './ledger.ts';

export interface Candidate {
  /** Infinity: no limit. */
  readonly messagesPerConnection: number;
  readonly runners: number;
  readonly retryIntervalMs: number;
  readonly hostStatus: boolean;
}

/** A candidate as a ledger knows it. */
export interface CandidateEntry extends Entry {
  readonly candidate: Candidate;
}

export type CandidateSetting = keyof Candidate;

/** In the article's order. */
export const CANDIDATE_SETTINGS: readonly CandidateSetting[] = [
  'messagesPerConnection',
  'runners',
  'hostStatus',
  'retryIntervalMs',
];

/** What stands in the way of a change, beside its effect on the delay. */
export interface Circumstances {
  readonly present: Candidate;
  /** In the cloud HostStat is switched by Proofpoint Support. */
  readonly cloud: boolean;
  /** Some mail goes to servers that may punish hasty retries. */
  readonly otherDestinations: boolean;
  /** The limit that is taken where several do as well: the article's, or what the tail allows. */
  readonly usualLimit: number;
}

export function presentCandidate({ settings }: MailPathInput): Candidate {
  return {
    messagesPerConnection: settings.messagesPerConnection,
    runners: settings.runners,
    retryIntervalMs: settings.retryIntervalMs,
    hostStatus: settings.hostStatus,
  };
}

/** The gateway with the candidate's settings from the start. */
export function withCandidate(input: MailPathInput, candidate: Candidate): MailPathInput {
  const { messagesPerConnection, runners, retryIntervalMs, hostStatus } = candidate;
  const kept = input.actions.filter(({ kind, atMs }) => kind !== 'set' && atMs > 0);
  return {
    ...input,
    settings: {
      ...withRunners(input.settings, runners),
      messagesPerConnection,
      retryIntervalMs,
      hostStatus,
    },
    actions:
      input.marks.length === 0 ? kept : [{ kind: 'clear' as const, atMs: 0, host: -1 }, ...kept],
  };
}

/** The settings in which two candidates differ, in the article's order. */
export function changedSettings(from: Candidate, to: Candidate): CandidateSetting[] {
  return CANDIDATE_SETTINGS.filter((setting) => from[setting] !== to[setting]);
}

export function needsTicket({ present, cloud }: Circumstances, candidate: Candidate): boolean {
  return cloud && candidate.hostStatus !== present.hostStatus;
}

/**
 * Which of two candidates costs less where both do: below 0 for the first. A support ticket costs
 * most; then queue runners (processes, connections, memory); then haste, where other servers may
 * punish it; then the number of changes. The limit itself costs nothing: the usual one is taken. Where
 * haste costs nothing either, the quicker retry comes first: at the same cost it is the stronger one.
 */
export function compareCost(a: Candidate, b: Candidate, site: Circumstances): number {
  const keys = (candidate: Candidate): number[] => [
    needsTicket(site, candidate) ? 1 : 0,
    candidate.runners,
    site.otherDestinations ? -candidate.retryIntervalMs : 0,
    changedSettings(site.present, candidate).length,
    candidate.messagesPerConnection === site.usualLimit ? 0 : 1,
    candidate.retryIntervalMs,
  ];
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, i) => key !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}

export function candidateName(candidate: Candidate): string {
  const limit = Number.isFinite(candidate.messagesPerConnection)
    ? candidate.messagesPerConnection
    : 'unlimited';
  const { runners, retryIntervalMs, hostStatus } = candidate;
  return `${limit} messages, ${runners} runners, retry ${retryIntervalMs / 1000} s, host status ${hostStatus ? 'on' : 'off'}`;
}
