/**
 * Which candidates need no simulation: closed forms that show that they cannot do.
 *
 *   overrun    its limit lets too many connections outlive their lifetime
 *   unstable   the runners are asked for more than they can do, on average
 *   waits      first attempts wait for a queue run, and the interval is longer than the objective
 *
 * Each rule errs towards keeping a candidate. An overrun is a risk, not a delay: a candidate with it
 * is never recommended but may be the smallest change that keeps the objectives.
 */

import type { MailPathInput } from '../../mailpath/input.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { closedForm } from '../closed-form.ts';
import type { Objective } from '../objective.ts';
import type { LimitAdvice } from '../overrun.ts';
import { type Candidate, withCandidate } from './candidate.ts';

export type ScreenedFor = 'overrun' | 'unstable' | 'waits';

export interface Screening {
  /** To be simulated. */
  readonly kept: readonly Candidate[];
  /** Of those, the ones that may be recommended. */
  readonly safe: readonly Candidate[];
  readonly out: readonly { readonly candidate: Candidate; readonly reason: ScreenedFor }[];
}

export function screen(
  candidates: readonly Candidate[],
  input: MailPathInput,
  objectives: readonly Objective[],
  advice: LimitAdvice | null,
): Screening {
  const kept: Candidate[] = [];
  const safe: Candidate[] = [];
  const out: { candidate: Candidate; reason: ScreenedFor }[] = [];
  for (const candidate of candidates) {
    const reason = cannotDo(withCandidate(input, candidate), objectives);
    if (reason !== null) {
      out.push({ candidate, reason });
      continue;
    }
    kept.push(candidate);
    if (overruns(candidate, advice)) out.push({ candidate, reason: 'overrun' });
    else safe.push(candidate);
  }
  return { kept, safe, out };
}

function overruns({ messagesPerConnection }: Candidate, advice: LimitAdvice | null): boolean {
  return advice !== null && messagesPerConnection > Math.max(1, advice.tailAware);
}

function cannotDo(input: MailPathInput, objectives: readonly Objective[]): ScreenedFor | null {
  const unstable = closedForm(input).loads.some(
    ({ resource, load, beyond }) => resource === 'runners' && beyond === 'unstable' && load >= 1,
  );
  if (unstable) return 'unstable';
  const { firstAttempt, queueRuns, retryIntervalMs } = input.settings;
  if (firstAttempt === 'queue' && queueRuns === 'interval') {
    // Arrivals fall anywhere between two runs: the share q of them waits up to q intervals.
    const waits = objectives.some(({ metric, comparison, bound }) => {
      const q = quantileOf(metric);
      return q !== null && comparison.startsWith('<') && q * retryIntervalMs > bound;
    });
    if (waits) return 'waits';
  }
  return null;
}

/** 0.99 of `p99`; of `mean` a half; null for what is no delay. */
function quantileOf(metric: MetricName): number | null {
  if (metric === 'mean') return 0.5;
  const match = /^p([\d.]+)$/.exec(metric);
  return match === null ? null : Number(match[1]) / 100;
}
