/**
 * What a diagnosis says of a log beside its findings: what was read, where the delay went, the figures,
 * the lines that were not understood. Its text and its page say the same with these.
 * Units in: milliseconds, shares from 0 to 1.
 */
import { logSpan } from '../../document/log-time.ts';
import { bytes, count, share } from '../../document/quantity.ts';
import { plural } from '../../document/words.ts';
import { LOG_PART_WORDS, type LogPartName } from '../../maillog/log-part.ts';
import type { DiagnosisResult, FindingResult } from './diagnosis-schema.ts';

export const DELAY_TITLE = 'Where the delay went';
export const NOWHERE = 'nowhere: no message waited for a whole second';
export const SHOWS_TITLE = 'What the log shows';
export const ADVICE_TITLE = 'What to change first';
export const UNKNOWN_TITLE = 'What this log cannot tell';
export const SETTLED = 'Settled by:';

/** What costs less than this share of the delay is reported without it. */
export const REPORTED_SHARE = 0.005;

/** Parts below this share of the delay are left out. */
const SMALLEST_PART = 0.0005;

/** Of lines that were not understood: more are in the JSON. */
const MAX_SAMPLES = 3;

/** `1,093 lines, 24 Nov 2026 03:49:53 to 03:54:16`. */
export function linesWords({ log }: DiagnosisResult): string {
  const span =
    log.fromAtMs === null || log.toAtMs === null ? '' : `, ${logSpan(log.fromAtMs, log.toAtMs)}`;
  const where = log.gateways.length > 1 ? `, ${count(log.gateways.length)} gateways` : '';
  return `${plural(log.lines, 'line')}${span}${where}`;
}

/** `218 messages accepted, 217 delivered, 1 still waiting`. */
export function mailWords({ mail }: DiagnosisResult): string {
  const waiting = mail.waiting > 0 ? `, ${count(mail.waiting)} still waiting` : '';
  return `${plural(mail.accepted, 'message')} accepted, ${count(mail.delivered)} delivered${waiting}`;
}

/** A finding, and what it costs. */
export function findingTitle({ title, share: part }: FindingResult): string {
  return part >= REPORTED_SHARE ? `${title}, ${share(part)} of all delay` : title;
}

export interface DelayPart {
  readonly label: string;
  /** The end of "61% of the delay was ...". */
  readonly spent: string;
  readonly share: number;
  /** Per message. */
  readonly meanMs: number;
}

/** Where the delay went, the largest part first. */
export function delayPartsSeen({ delayParts }: DiagnosisResult): DelayPart[] {
  return delayParts
    .filter((part) => part.share >= SMALLEST_PART)
    .sort((a, b) => b.share - a.share)
    .map((part) => ({ ...LOG_PART_WORDS[part.part], share: part.share, meanMs: part.meanMs }));
}

/** `41% of the delay was waiting in a runner’s list behind other mail`; null: there was none. */
export function mainPart(
  parts: readonly { readonly part: LogPartName; readonly share: number }[],
): string | null {
  const [largest] = [...parts].sort((a, b) => b.share - a.share);
  if (largest === undefined || largest.share === 0) return null;
  return spentWords(largest.share, LOG_PART_WORDS[largest.part].spent);
}

export function spentWords(part: number, spent: string): string {
  return `${share(part)} of the delay was ${spent}`;
}

export interface LinesNotUnderstood {
  /** That there are other programs’ lines, and how many were not understood. */
  readonly title: string;
  /** A few of them, each after its number. */
  readonly samples: readonly { readonly line: number; readonly text: string }[];
}

/** Null where every line was one of Sendmail’s. */
export function linesNotUnderstood({ log }: DiagnosisResult): LinesNotUnderstood | null {
  const unknown = (log.byKind.unknown ?? 0) + (log.byKind['too-long'] ?? 0);
  const foreign = log.byKind.foreign ?? 0;
  const others = foreign > 0 ? [`${count(foreign)} lines are other programs’`] : [];
  if (unknown === 0) return foreign > 0 ? { title: `${others[0]}.`, samples: [] } : null;
  const missed = `${count(unknown)} of ${count(log.lines)} lines (${bytes(log.bytes)}) were not understood`;
  return {
    title: [...others, missed].join('. '),
    samples: log.notUnderstood.slice(0, MAX_SAMPLES),
  };
}
