/** One host of a fitted site: its name, its lifetime, its addresses, its faults. Units: milliseconds. */
import { FAULTS } from '../../mailpath/faults.ts';
import type { ConnectionFacts } from '../diagnose/connections.ts';
import { lifetimeOf, STATED_LIFETIME_MS } from '../diagnose/lifetime.ts';
import type { HostFacts } from '../diagnose/log-facts.ts';
import type { FittedFault, FittedHost, FittedValue } from './fitted-site.ts';

export interface HostContext {
  /** As the scenario names it. */
  readonly name: string;
  readonly share: number;
  /** Different ones that were seen. */
  readonly addresses: number;
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
  const { addresses, share, name } = context;
  return {
    name,
    share,
    addresses:
      addresses > 0
        ? { value: addresses, origin: 'observed', why: 'addresses in the log' }
        : { value: 1, origin: 'assumed', why: 'no address in the log' },
    lifetime: lifetimeFit(host, context.lifetimeMs),
    faults: [...refusals(host, context), ...replies(host, context)],
  };
}

function lifetimeFit({ connections }: HostFacts, statedMs: number | null): FittedHost['lifetime'] {
  const found = lifetimeOf(connections, statedMs);
  if (found === null) {
    return {
      value: null,
      origin: connections.cutsSeen > 0 ? 'observed' : 'assumed',
      why:
        connections.cutsSeen > 0
          ? 'connections break, at no age in common'
          : `no connection was cut; the oldest lived ${Math.round(connections.longestMs / 1000)} s`,
    };
  }
  if (found.lowMs < MIN_MS) {
    const why = 'connections break within a second, which whole seconds do not tell from 0';
    return { value: null, origin: 'observed', why };
  }
  const ages = `${found.agreeing} of ${found.of} cuts at ${Math.round(found.lowMs / 1000)} to ${Math.round(found.highMs / 1000)} s`;
  if (found.from === 'stated') {
    // Near Exchange Online's own: how late it is at most is the scenario's assumption.
    return {
      value: {
        limitMs: statedMs ?? STATED_LIFETIME_MS,
        overshootMs: USUAL_OVERSHOOT_MS,
        how: howOf(connections),
      },
      origin: 'measured',
      why: `${ages}; an overshoot of up to 60 s is assumed`,
    };
  }
  const spread = found.highMs - found.lowMs;
  // A spread of two seconds is what whole seconds make of one age.
  const late = spread > 2000 ? spread : 0;
  return {
    value: {
      limitMs: late > 0 ? found.lowMs : found.ms,
      overshootMs: late,
      how: howOf(connections),
    },
    origin: 'measured',
    why: `${ages}; stamps are whole seconds`,
  };
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
): FittedValue<FittedFault>[] {
  const {
    refusals: count,
    goodBetween,
    firstRefusalMs,
    lastRefusalMs,
    longestWaitMs,
  } = connections;
  if (count === 0) return [];
  const kind = refusalKind(connections, attempts);
  const waitMs = FAULTS[kind].needsWait ? Math.max(MIN_MS, longestWaitMs) : null;
  if (count >= MIN_FLAKY && goodBetween >= count) {
    const probability = count / Math.max(count, connections.connections);
    return [
      {
        value: { kind, window: null, probability, waitMs },
        origin: 'measured',
        why: `${count} of ${connections.connections} connections, now and then`,
      },
    ];
  }
  const seenMs = Math.max(MIN_MS, lastRefusalMs - firstRefusalMs + MIN_MS);
  // A mark that stood was erased by none of the connections that were open: it lasted longer than they.
  const stood = marks.marks.filter((mark) => mark.cause === 'refusal' && mark.skips > count);
  const markMs = Math.max(0, ...stood.map((mark) => mark.lastSkipMs - mark.fromMs));
  const lastsMs = Math.max(seenMs, Math.min(markMs / 2, CONNECTIONS_GONE * messageMs));
  return [
    {
      value: {
        kind,
        window: { fromMs: firstRefusalMs - startsMs, lastsMs },
        probability: 1,
        waitMs,
      },
      origin: 'observed',
      why:
        stood.length > 0
          ? `${count} refusals, then the mark hid it: its length is assumed, long enough that no open connection erased the mark`
          : `${count} refusals`,
    },
  ];
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
): FittedValue<FittedFault>[] {
  const said = all.filter(({ code }) => !code.startsWith('421'));
  const count = said.reduce((sum, reply) => sum + reply.count, 0);
  if (count === 0) return [];
  const firstMs = Math.min(...said.map((reply) => reply.firstMs));
  const lastMs = Math.max(...said.map((reply) => reply.lastMs));
  // Only a 4xx at the final dot (or the greeting) makes a process skip the host afterwards.
  const skips = marks.memorySkipsBy.reply + marks.tableSkipsBy.reply > 0;
  return [
    {
      value: {
        kind: skips ? 'dot-4xx' : 'mail-4xx',
        window: {
          fromMs: Math.max(0, firstMs - startsMs),
          lastsMs: Math.max(MIN_MS, lastMs - firstMs),
        },
        probability: Math.min(1, count / Math.max(1, attempts.sent + attempts.reply)),
        waitMs: null,
      },
      origin: 'measured',
      why: `${count} of ${attempts.sent + attempts.reply} attempts; the stage is ${skips ? 'inferred from the skips after it' : 'assumed to be MAIL'}`,
    },
  ];
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
