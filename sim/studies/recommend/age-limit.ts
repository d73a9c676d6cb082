/**
 * The alternative that the article lacks: a limit on a connection's age in place of a number of
 * messages. Sendmail has none (Postfix does: smtp_connection_reuse_time_limit), so this is a what-if.
 *
 * The age is three quarters of the lifetime, an assumption: a message that begins just before it has
 * the last quarter to end in.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { closedForm } from '../closed-form.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { type CandidateEntry, candidateName, withCandidate } from './candidate.ts';
import type { Ledger, Stage } from './ledger.ts';

const SHARE_OF_LIFETIME = 0.75;
const DAYS = 20;

export interface AgeLimit {
  readonly ageMs: number;
  /** The first days that the choice has had. */
  readonly outcome: SettingOutcome;
}

/** The choice with an age limit in place of its number; null without a lifetime. Throws Stopped. */
export function* ageLimit(
  input: MailPathInput,
  choice: CandidateEntry,
  ledger: Ledger,
  stage: Stage,
): Study<AgeLimit | null> {
  const { lifetime } = closedForm(input).host.input;
  if (lifetime === null) return null;
  const ageMs = SHARE_OF_LIFETIME * lifetime.limitMs;
  const candidate = { ...choice.candidate, messagesPerConnection: Number.POSITIVE_INFINITY };
  const unlimited = withCandidate(input, candidate);
  const entry = {
    name: `${candidateName(candidate)}, an age of ${ageMs / 1000} s`,
    input: { ...unlimited, settings: { ...unlimited.settings, connectionAgeMs: ageMs } },
  };
  yield* ledger.extend([entry], DAYS, stage);
  return { ageMs, outcome: ledger.of(entry) };
}
