/**
 * A candidate: one choice of the settings that are dimensions of a recommendation
 * (sim/mailpath/remedies.ts), as a change of the gateway as it stands.
 *
 * What the scenario's operator changes at a time is left out (it would undo the candidate); what the
 * article advises to do once is done at the start, where it changes something (the host-status table
 * is cleared where a mark stands).
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import {
  actionAtStart,
  DIMENSIONS,
  type Dimension,
  doneBy,
  NUMBER_DIMENSIONS,
  REMEDY_ACTIONS,
  SWITCH_DIMENSIONS,
  withValue,
} from '../../mailpath/remedies.ts';
import type { GatewaySettings } from '../../mailpath/settings.ts';
import type { Entry } from './ledger.ts';

export type CandidateSetting = Dimension['setting'];

/** Infinity: no limit. */
export type Candidate = Pick<GatewaySettings, CandidateSetting>;

/** A candidate as a ledger knows it. */
export interface CandidateEntry extends Entry {
  readonly candidate: Candidate;
}

/** What stands in the way of a change, beside its effect on the delay. */
export interface Circumstances {
  readonly present: Candidate;
  /** In the cloud some settings are changed by Proofpoint Support. */
  readonly cloud: boolean;
  /** Some mail goes to servers that may greylist. */
  readonly otherDestinations: boolean;
  /** The limit that is taken where several do as well: the article's, or what the tail allows. */
  readonly usualLimit: number;
}

/** Numbers first, then switches. */
export function candidateOf(value: (setting: CandidateSetting) => number | boolean): Candidate {
  const settings = [...NUMBER_DIMENSIONS, ...SWITCH_DIMENSIONS].map(({ setting }) => setting);
  return Object.fromEntries(settings.map((name) => [name, value(name)])) as Candidate;
}

export function presentCandidate({ settings }: MailPathInput): Candidate {
  return candidateOf((setting) => settings[setting]);
}

/** The gateway with the candidate's settings from the start. */
export function withCandidate(input: MailPathInput, candidate: Candidate): MailPathInput {
  const kept = input.actions.filter(({ kind, atMs }) => kind !== 'set' && atMs > 0);
  const once = REMEDY_ACTIONS.filter(
    ({ advised, now }) => advised && (now === null || now.changes(input)),
  );
  return {
    ...input,
    settings: DIMENSIONS.reduce(
      (settings, remedy) => withValue(settings, remedy, candidate[remedy.setting]),
      input.settings,
    ),
    actions: [...once.map(actionAtStart), ...kept],
  };
}

/** The settings in which two candidates differ, in the article's order. */
export function changedSettings(from: Candidate, to: Candidate): CandidateSetting[] {
  return DIMENSIONS.map(({ setting }) => setting).filter(
    (setting) => from[setting] !== to[setting],
  );
}

export function needsTicket({ present, cloud }: Circumstances, candidate: Candidate): boolean {
  return DIMENSIONS.some(
    (remedy) =>
      doneBy(remedy, cloud) !== 'administrator' &&
      candidate[remedy.setting] !== present[remedy.setting],
  );
}

/**
 * Which of two candidates costs less where both do: below 0 for the first. A support ticket costs
 * most; then queue runners (processes, connections, memory); then haste, where other servers may
 * punish it; then the number of changes. The limit itself costs nothing: the usual one is taken. Where
 * the others cost nothing either, what does more comes first: at the same cost it is the stronger one.
 */
export function compareCost(a: Candidate, b: Candidate, site: Circumstances): number {
  const keys = (candidate: Candidate): number[] => [
    needsTicket(site, candidate) ? 1 : 0,
    candidate.runners,
    site.otherDestinations ? -candidate.retryIntervalMs : 0,
    changedSettings(site.present, candidate).length,
    candidate.messagesPerConnection === site.usualLimit ? 0 : 1,
    ...NUMBER_DIMENSIONS.map((remedy) => weakness(remedy, candidate)),
  ];
  return compareKeys(keys(a), keys(b));
}

/**
 * The candidate that does most, whatever it costs: most runners, host status off, the shortest retry
 * interval, the usual limit. An assumption, and said as one: more runners are not always better. Of at
 * least one.
 */
export function strongest(entries: readonly CandidateEntry[], usualLimit: number): CandidateEntry {
  const keys = ({ candidate }: CandidateEntry): number[] => [
    ...DIMENSIONS.map((remedy) => weakness(remedy, candidate)),
    candidate.messagesPerConnection === usualLimit ? 0 : 1,
  ];
  return [...entries].sort((a, b) => compareKeys(keys(a), keys(b)))[0];
}

/** The smaller, the more a candidate does by this setting. */
function weakness(remedy: Dimension, candidate: Candidate): number {
  if (remedy.kind === 'switch') return candidate[remedy.setting] === remedy.on ? 0 : 1;
  const { stronger } = remedy.dimension;
  if (stronger === null) return 0;
  return stronger === 'less' ? candidate[remedy.setting] : -candidate[remedy.setting];
}

/** The first key in which they differ decides. */
function compareKeys(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((key, i) => key !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}

export function candidateName(candidate: Candidate): string {
  return [
    ...NUMBER_DIMENSIONS.map(({ setting, kind, name }) => {
      const value = candidate[setting];
      return name(value, kind === 'duration' ? `${value / 1000} s` : String(value));
    }),
    ...SWITCH_DIMENSIONS.map(({ setting, name }) =>
      name(candidate[setting], candidate[setting] ? 'on' : 'off'),
    ),
  ].join(', ');
}
