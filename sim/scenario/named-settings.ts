/**
 * Named settings: `default` and `recommended` are built in, others extend one of them.
 *
 * `recommended` is the article's advice: 199 messages per connection, host status off, a retry
 * every minute (every 5 if some mail goes elsewhere), the table cleared once, and more runners "to
 * maintain the same message throughput": as many as the closed form asks for (limit-cost.ts),
 * rounded. The scenario's bounds hold for it: where one contradicts the advice, the bound wins, and a
 * note says so. What the user wrote himself stands, with a note where it breaks a bound.
 */
import { limitSlowdown, type MessageWork } from '../mailpath/message-work.ts';
import { SETTINGS } from '../mailpath/settings.ts';
import { type Bound, hostStatusBound, withinBounds } from './bound.ts';
import { MOST_RUNNERS } from './defaults.ts';
import { messages } from './messages.ts';
import { nearest } from './nearest-name.ts';
import type { ProblemList } from './problem-list.ts';
import type { RunnersReading } from './scenario.ts';
import type { BoundField, SettingNote } from './setting-note.ts';
import { type SettingFields, writtenSetting } from './settings-schema.ts';

export const BUILT_IN = ['default', 'recommended'] as const;

const DEFAULT_RUNNERS = SETTINGS.runners.default;
const RECOMMENDED_LIMIT = 199;
const MINUTE_MS = 60_000;

type Named = Readonly<Record<string, SettingFields>>;

/** What `recommended` depends on beside the settings themselves. */
export interface SettingSite {
  readonly allExchangeOnline: boolean;
  readonly inCloud: boolean;
  readonly bounds: readonly Bound[];
  /** Of a message at the host that most of the mail goes to. */
  readonly work: Pick<MessageWork, 'setupMs' | 'sharedMs'>;
}

export interface ResolvedSetting {
  readonly fields: SettingFields;
  /** It is, or extends, `recommended`: the table is cleared once. */
  readonly clearsTable: boolean;
  readonly runners: RunnersReading;
  readonly notes: readonly SettingNote[];
}

/** All names: the built-in ones first. */
export function settingNames(named: Named | undefined): string[] {
  return [...new Set([...BUILT_IN, ...Object.keys(named ?? {})])];
}

/** Reports settings that extend nothing, or themselves, and runners that are counted twice. */
export function checkSettings(named: Named, problems: ProblemList): void {
  const names = settingNames(named);
  for (const [name, { extends: base }] of Object.entries(named)) {
    if (!/^[\p{L}\p{N}_-]{1,40}$/u.test(name)) {
      problems.add('E_OUT_OF_RANGE', ['settings', name], messages.badName(name), true);
    }
    const path = ['settings', name, 'extends'];
    if (base !== undefined && !names.includes(base)) {
      problems.add(
        'E_UNKNOWN_NAME',
        path,
        messages.unknownName('setting', base, nearest(base, names), names),
      );
    } else if (base !== undefined && chainOf(named, name) === null) {
      problems.add('E_EXTENDS', path, messages.extendsLoop(name));
    } else {
      checkRunners(named, name, problems);
    }
  }
}

function checkRunners(named: Named, name: string, problems: ProblemList): void {
  if (!countsRunnersTwice(written(named, name))) return;
  const own = named[name];
  const key = (['max-queue-children', 'runners-are'] as const).find((k) => own[k] !== undefined);
  if (key !== undefined) {
    problems.add('E_CONTRADICTION', ['settings', name, key], messages.runnersCountedTwice());
  }
}

/** runners-are: in-all is MaxQueueChildren: it cannot be given as well. */
export function countsRunnersTwice(fields: SettingFields): boolean {
  return fields['runners-are'] === 'in-all' && fields['max-queue-children'] !== undefined;
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

/** What the file states of a setting and of those that it extends. */
function written(named: Named, name: string): SettingFields {
  const chain = chainOf(named, name) ?? [name];
  return Object.assign({}, ...chain.map((link) => named[link]));
}

/** A setting with everything that it inherits. The names must have been checked. */
export function resolveSetting(named: Named, name: string, site: SettingSite): ResolvedSetting {
  let fields: SettingFields = {
    'messages-per-connection': SETTINGS['messages-per-connection'].default,
    runners: DEFAULT_RUNNERS,
    'retry-interval': SETTINGS['retry-interval'].default,
    'host-status': SETTINGS['host-status'].default,
  };
  let advice: SettingNote[] = [];
  const chain = chainOf(named, name) ?? [name];
  for (const link of chain) {
    if (link === 'recommended') {
      const advised = adviceFor(name, fields, named[link] ?? {}, site);
      fields = { ...fields, ...advised.fields };
      advice = advised.notes;
    }
    const own = named[link] ?? {};
    advice = advice.filter((note) => own[fieldOf(note)] === undefined);
    fields = { ...fields, ...own };
  }
  const stated = written(named, name);
  return {
    fields,
    clearsTable: chain.includes('recommended'),
    runners: {
      reading: fields['runners-are'] ?? 'per-run',
      stated: stated['runners-are'] !== undefined || stated['max-queue-children'] !== undefined,
    },
    notes: [...advice, ...brokenBounds(name, named[name] ?? {}, site.bounds)],
  };
}

/** What the article advises, as far as the bounds let it. `own`: what the file states of it. */
function adviceFor(
  setting: string,
  before: SettingFields,
  own: SettingFields,
  { allExchangeOnline, inCloud, bounds, work }: SettingSite,
): { fields: SettingFields; notes: SettingNote[] } {
  const notes: SettingNote[] = [];
  const kept = (field: Exclude<BoundField, 'host-status'>, wanted: number): number => {
    const { value, bound } = withinBounds(field, wanted, bounds);
    if (bound !== null) {
      const [was, is] = [
        writtenSetting(SETTINGS[field], wanted),
        writtenSetting(SETTINGS[field], value),
      ];
      notes.push({ kind: 'bound-kept', setting, field, wanted: was, value: is, bound });
    }
    return value;
  };
  const limit = kept('messages-per-connection', RECOMMENDED_LIMIT);
  const runners = kept(
    'runners',
    runnersToKeepUp(
      before.runners ?? DEFAULT_RUNNERS,
      own['messages-per-connection'] ?? limit,
      work,
    ),
  );
  const retry = kept('retry-interval', allExchangeOnline ? MINUTE_MS : 5 * MINUTE_MS);
  const bound = hostStatusBound(bounds);
  if (bound?.value === true) {
    const field = 'host-status';
    const value = writtenSetting(SETTINGS[field], true);
    const wanted = writtenSetting(SETTINGS[field], false);
    notes.push({ kind: 'bound-kept', setting, field, wanted, value, bound: bound.text });
  } else if (before['host-status'] === true) {
    notes.push({ kind: 'single-thread-delivery', setting });
    if (inCloud) notes.push({ kind: 'support-ticket', setting });
  }
  return {
    fields: {
      'messages-per-connection': limit,
      runners,
      'retry-interval': retry,
      'host-status': bound?.value ?? false,
    },
    notes,
  };
}

/** Runners that carry with the limit what `runners` carry without one, to the nearest whole number. */
function runnersToKeepUp(runners: number, limit: number, work: SettingSite['work']): number {
  const needed = Math.round(runners * limitSlowdown(limit, work));
  // Without any work of a message's own the form has no value.
  return Number.isNaN(needed) ? runners : Math.max(runners, Math.min(needed, MOST_RUNNERS));
}

/** What the user wrote in this very setting, against a bound. */
function brokenBounds(
  setting: string,
  own: SettingFields,
  bounds: readonly Bound[],
): SettingNote[] {
  const notes: SettingNote[] = [];
  for (const field of ['messages-per-connection', 'runners', 'retry-interval'] as const) {
    const value = own[field];
    if (value === undefined) continue;
    const { bound } = withinBounds(field, value, bounds);
    if (bound === null) continue;
    notes.push({
      kind: 'bound-broken',
      setting,
      field,
      value: writtenSetting(SETTINGS[field], value),
      bound,
    });
  }
  const status = own['host-status'];
  const bound = hostStatusBound(bounds);
  if (status !== undefined && bound !== null && bound.value !== status) {
    const field = 'host-status';
    const value = writtenSetting(SETTINGS[field], status);
    notes.push({ kind: 'bound-broken', setting, field, value, bound: bound.text });
  }
  return notes;
}

function fieldOf(note: SettingNote): BoundField {
  return 'field' in note ? note.field : 'host-status';
}
