/** One host of a fitted site: its name, its lifetime, its addresses, its faults. Units: milliseconds. */
import { FAULTS } from '../../mailpath/faults.ts';
import type { ConnectionFacts } from '../diagnose/connections.ts';
import { lifetimeOf, STATED_LIFETIME_MS } from '../diagnose/lifetime.ts';
import type { HostFacts } from '../diagnose/log-facts.ts';
import {
  assumed,
  type FittedFault,
  type FittedHost,
  type FittedValue,
  measured,
  observed,
} from './fitted-site.ts';

interface HostContext extends Pick<FittedHost, 'name' | 'share'> {
  readonly startsMs: number;
  /** Mean time of a message on a connection of its own. */
  readonly messageMs: number;
  /** As the user states it. */
  readonly lifetimeMs: number | null;
}

/** A fault seen once lasted a moment at least. */
const MIN_MS = 1000;
/** Fewer refusals are an incident, not a habit. */
const MIN_FLAKY = 3;
/** After so many times the mean time of a message hardly any connection of before is open. */
const CONNECTIONS_GONE = 10;
const USUAL_OVERSHOOT_MS = 60_000;

export function fittedHost(host: HostFacts, context: HostContext): FittedHost {
  const { size } = host.connections.addresses;
  return {
    name: context.name,
    share: context.share,
    addresses:
      size > 0 ? observed(size, 'addresses in the log') : assumed(1, 'no address in the log'),
    lifetime: lifetimeFit(host, context.lifetimeMs),
    faults: [refusals(host, context), replies(host, context)].filter((fault) => fault !== null),
  };
}

function lifetimeFit({ connections }: HostFacts, statedMs: number | null): FittedHost['lifetime'] {
  const found = lifetimeOf(connections, statedMs);
  if (found === null) {
    return connections.cutsSeen > 0
      ? observed(null, 'connections break, at no age in common')
      : assumed(
          null,
          `no connection was cut; the oldest lived ${Math.round(connections.longestMs / 1000)} s`,
        );
  }
  const { lowMs, highMs } = found;
  if (lowMs < MIN_MS) {
    return observed(
      null,
      'connections break within a second, which whole seconds do not tell from 0',
    );
  }
  const how = howOf(connections);
  const [low, high] = [lowMs, highMs].map((ms) => Math.round(ms / 1000));
  const ages = `${found.agreeing} of ${found.of} cuts at ${low === high ? low : `${low} to ${high}`} s`;
  if (found.from === 'stated') {
    // Near Exchange Online's own: how late it is at most is the scenario's assumption.
    return measured(
      { limitMs: statedMs ?? STATED_LIFETIME_MS, overshootMs: USUAL_OVERSHOOT_MS, how },
      `${ages}; an overshoot of up to 60 s is assumed`,
    );
  }
  // A spread of two seconds is what whole seconds make of one age.
  const spread = highMs - lowMs;
  return measured(
    spread > 2000
      ? { limitMs: lowMs, overshootMs: spread, how }
      : { limitMs: found.ms, overshootMs: 0, how },
    `${ages}; stamps are whole seconds`,
  );
}

/** As most of the cuts ended. */
function howOf({ cuts }: ConnectionFacts): 'reset' | 'eof' | '421' {
  const times = (end: string): number => cuts.filter((cut) => cut.end === end).length;
  const [reset, eof, reply] = [times('reset'), times('dropped'), times('reply')];
  if (reply > reset && reply > eof) return '421';
  return eof > reset ? 'eof' : 'reset';
}

function refusals(
  { connections, attempts, marks }: HostFacts,
  { startsMs, messageMs }: HostContext,
): FittedValue<FittedFault> | null {
  const { refusals: count, goodBetween, firstRefusalMs, lastRefusalMs } = connections;
  if (count === 0) return null;
  const kind = refusalKind(connections, attempts);
  const waitMs = FAULTS[kind].needsWait ? Math.max(MIN_MS, connections.longestWaitMs) : null;
  if (count >= MIN_FLAKY && goodBetween >= count) {
    const probability = count / Math.max(count, connections.connections);
    return measured(
      { kind, window: null, probability, waitMs },
      `${count} of ${connections.connections} connections, now and then`,
    );
  }
  const seenMs = Math.max(MIN_MS, lastRefusalMs - firstRefusalMs + MIN_MS);
  // A mark that stood was erased by none of the connections that were open: it lasted longer than they.
  const stood = marks.marks.filter((mark) => mark.cause === 'refusal' && mark.skips > count);
  const markMs = Math.max(0, ...stood.map((mark) => mark.lastSkipMs - mark.fromMs));
  const lastsMs = Math.max(seenMs, Math.min(markMs / 2, CONNECTIONS_GONE * messageMs));
  const window = { fromMs: firstRefusalMs - startsMs, lastsMs };
  const hidden =
    stood.length > 0
      ? ', then the mark hid it: its length is assumed, long enough that no open connection erased the mark'
      : '';
  return observed({ kind, window, probability: 1, waitMs }, `${count} refusals${hidden}`);
}

function refusalKind(
  { refusalExample }: ConnectionFacts,
  attempts: HostFacts['attempts'],
): FittedFault['kind'] {
  if (refusalExample?.includes('421')) return 'greeting-421';
  if (attempts.refused > 0) return 'connect-refused';
  return attempts.timeout > 0 ? 'connect-timeout' : 'greeting-reset';
}

function replies(
  { replies: all, attempts, marks }: HostFacts,
  { startsMs }: HostContext,
): FittedValue<FittedFault> | null {
  const said = all.filter(({ code }) => !code.startsWith('421'));
  const count = said.reduce((sum, reply) => sum + reply.count, 0);
  if (count === 0) return null;
  const firstMs = Math.min(...said.map((reply) => reply.firstMs));
  const lastMs = Math.max(...said.map((reply) => reply.lastMs));
  // Only a 4xx at the final dot (or the greeting) makes a process skip the host afterwards.
  const skips = marks.memorySkipsBy.reply + marks.tableSkipsBy.reply > 0;
  const tries = attempts.sent + attempts.reply;
  const window = {
    fromMs: Math.max(0, firstMs - startsMs),
    lastsMs: Math.max(MIN_MS, lastMs - firstMs),
  };
  const probability = Math.min(1, count / Math.max(1, tries));
  return measured(
    { kind: skips ? 'dot-4xx' : 'mail-4xx', window, probability, waitMs: null },
    `${count} of ${tries} attempts; the stage is ${skips ? 'inferred from the skips after it' : 'assumed to be MAIL'}`,
  );
}

const CONTROL = /\p{Cc}/gu;

/**
 * A host's name as a scenario takes it: a text without control characters and the final dot; one that
 * a scenario has no room for is made one that it has.
 */
export function scenarioName(name: string): string {
  const plain = name.replace(/\.$/, '').replace(CONTROL, '?').trim();
  if (plain === '') return 'a host without a name';
  // JavaScript's own, which no scenario takes for a name.
  return plain === '__proto__' ? 'a host of that name: __proto__' : plain;
}

/** In the same order: `exo.test.` and `exo.test` stay two. */
export function scenarioNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = scenarioName(name);
    let own = plain;
    for (let n = 2; taken.has(own); n++) own = `${plain} (${n})`;
    taken.add(own);
    return own;
  });
}
