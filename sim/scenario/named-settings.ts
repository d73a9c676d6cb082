/**
 * Named settings: `default` and `recommended` are built in, others extend one of them.
 *
 * `recommended` is the article's advice: 199 messages per connection, host status off, a retry
 * every minute (every 5 if some mail goes elsewhere), the table cleared once, and more runners "to
 * maintain the same message throughput". How many more it does not say: twice as many here.
 */
import { messages } from './messages.ts';
import { nearest } from './nearest-name.ts';
import type { ProblemList } from './problem-list.ts';
import type { SettingFields } from './settings-schema.ts';

export const BUILT_IN = ['default', 'recommended'] as const;

const DEFAULT_RUNNERS = 2;
const RECOMMENDED_LIMIT = 199;
const MINUTE_MS = 60_000;

type Named = Readonly<Record<string, SettingFields>>;

export interface ResolvedSetting {
  readonly fields: SettingFields;
  /** It is, or extends, `recommended`: the table is cleared once. */
  readonly clearsTable: boolean;
}

/** All names: the built-in ones first. */
export function settingNames(named: Named | undefined): string[] {
  return [...new Set([...BUILT_IN, ...Object.keys(named ?? {})])];
}

/** Reports settings that extend nothing, or themselves. */
export function checkSettings(named: Named, problems: ProblemList): void {
  const names = settingNames(named);
  for (const [name, { extends: base }] of Object.entries(named)) {
    if (!/^[\p{L}\p{N}_-]{1,40}$/u.test(name)) {
      problems.add('E_OUT_OF_RANGE', ['settings', name], messages.badName(name), true);
    }
    const path = ['settings', name, 'extends'];
    if (base === undefined) continue;
    if (!names.includes(base)) {
      problems.add(
        'E_UNKNOWN_NAME',
        path,
        messages.unknownName('setting', base, nearest(base, names), names),
      );
    } else if (chainOf(named, name) === null) {
      problems.add('E_EXTENDS', path, messages.extendsLoop(name));
    }
  }
}

/** The setting and those that it extends, itself last; null if they go in a circle. */
function chainOf(named: Named, name: string): string[] | null {
  const chain: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = baseOf(named, at)) {
    if (chain.includes(at)) return null;
    chain.unshift(at);
  }
  return chain;
}

function baseOf(named: Named, name: string): string | undefined {
  const stated = named[name]?.extends;
  if (stated !== undefined) return stated;
  return name === 'default' ? undefined : 'default';
}

/** A setting with everything that it inherits. The names must have been checked. */
export function resolveSetting(
  named: Named,
  name: string,
  allExchangeOnline: boolean,
): ResolvedSetting {
  let fields: SettingFields = {
    'messages-per-connection': Number.POSITIVE_INFINITY,
    runners: DEFAULT_RUNNERS,
    'retry-interval': 30 * MINUTE_MS,
    'host-status': true,
  };
  const chain = chainOf(named, name) ?? [name];
  for (const link of chain) {
    if (link === 'recommended') {
      fields = {
        ...fields,
        'messages-per-connection': RECOMMENDED_LIMIT,
        runners: 2 * (fields.runners ?? DEFAULT_RUNNERS),
        'retry-interval': allExchangeOnline ? MINUTE_MS : 5 * MINUTE_MS,
        'host-status': false,
      };
    }
    fields = { ...fields, ...named[link] };
  }
  return { fields, clearsTable: chain.includes('recommended') };
}
