/**
 * What a limit of messages per connection costs a runner, in closed form.
 *
 * A limit of m pays one set-up every m messages, so that a message takes s + setup/m in place of s:
 *
 *   throughput of a runner   s / (s + setup/m) of what it was
 *   runners to keep it       R (1 + setup/(m s))
 *
 * It hurts where the runners' load then passes 1, or where a backlog takes that much longer to drain.
 * Closing a connection takes the round trip that asking an open one would have taken, so that the
 * set-up is all there is to pay. s: offered-load.ts. Units: milliseconds.
 * Left out: shares of a run that are smaller than m, which pay one set-up for what they have.
 */
import { Sampler } from '../../engine/distributions.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { limitSlowdown } from '../../mailpath/offered-load.ts';
import { closedForm, type LoadAnswer } from '../closed-form.ts';

export interface LimitCost {
  readonly limit: number;
  /** Of a runner's time, what goes into set-ups. */
  readonly setupShare: number;
  /** How long a connection that carries as many lives. */
  readonly connectionMs: number;
  /** It would be cut before that. */
  readonly cut: boolean;
  /** Runners that carry what the gateway's runners carry without a limit; not rounded. */
  readonly runnersNeeded: number;
  /** The runners' load with it, on average and at the peak; null where new mail needs no runner. */
  readonly load: number | null;
  readonly loadAtPeak: number | null;
  /** Without it the runners keep up on average; with it they do not. */
  readonly overloads: boolean;
}

export interface LimitCosts {
  readonly setupMs: number;
  /** Mean time of a message among others on a connection. */
  readonly sharedMs: number;
  readonly runners: number;
  /** Null: the host never cuts a connection for its age. */
  readonly lifetimeMs: number | null;
  /** One connection may be slower than the next: a limit leaves a slow one sooner. */
  readonly goodputVaries: boolean;
  /** The runners' load without a limit; null where new mail needs no runner. */
  readonly load: number | null;
  /** The longest work of one runner that piles up, without a limit; 0 where nothing does. */
  readonly longestWorkMs: number;
  readonly costs: readonly LimitCost[];
}

/** `input`: the setting without a limit. */
export function limitCosts(input: MailPathInput, limits: readonly number[]): LimitCosts {
  const { host, work, loads, share } = closedForm(input);
  const runners = loads.find(({ resource }) => resource === 'runners') ?? null;
  const { setupMs, sharedMs } = work;
  const { lifetimeMs } = share;
  return {
    setupMs,
    sharedMs,
    runners: input.settings.runners,
    lifetimeMs,
    goodputVaries: !new Sampler(host.input.goodput).isConstant,
    load: runners?.load ?? null,
    longestWorkMs: share.piles[0]?.runnerMs ?? 0,
    costs: limits.map((limit) => {
      const slower = limitSlowdown(limit, work);
      const connectionMs = setupMs + limit * sharedMs;
      return {
        limit,
        setupShare: 1 - 1 / slower,
        connectionMs,
        cut: lifetimeMs !== null && connectionMs > lifetimeMs,
        runnersNeeded: input.settings.runners * slower,
        ...loadWith(runners, slower),
      };
    }),
  };
}

function loadWith(
  runners: LoadAnswer | null,
  slower: number,
): Pick<LimitCost, 'load' | 'loadAtPeak' | 'overloads'> {
  if (runners === null) return { load: null, loadAtPeak: null, overloads: false };
  const load = runners.load * slower;
  return {
    load,
    loadAtPeak: runners.loadAtPeak * slower,
    overloads: runners.load < 1 && load >= 1,
  };
}
