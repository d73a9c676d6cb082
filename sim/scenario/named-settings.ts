/**
 * Named settings: `default` and `recommended` are built in, others extend one of them.
 *
 * `recommended` is the article's advice (sim/mailpath/remedies.ts). The scenario's bounds hold for it:
 * where one contradicts the advice, the bound wins, and a note says so. What the user wrote himself
 * stands, with a note where it breaks a bound.
 */
import type { OperatorAction } from '../mailpath/input.ts';
import {
  type AdvisedSite,
  actionAtStart,
  doneBy,
  REMEDY_ACTIONS,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
} from '../mailpath/remedies.ts';
import {
  DEFAULT_SETTINGS,
  type GatewaySettings,
  HELD_SETTINGS,
  SETTINGS,
} from '../mailpath/settings.ts';
import { type Bound, type BoundField, type Kept, withinBounds } from './bound.ts';
import { messages } from './messages.ts';
import type { ProblemList } from './problem-list.ts';
import type { Arrangement, RunnersReading, SettingNote } from './scenario.ts';
import type { ScenarioFields } from './scenario-schema.ts';
import { type SettingFields, writtenSetting } from './settings-schema.ts';

export const BUILT_IN = ['default', 'recommended'] as const;

const DEFAULT_RUNNERS = SETTINGS.runners.default;

type Named = Readonly<Record<string, SettingFields>>;

/** What `recommended` depends on beside the settings themselves. */
export interface SettingSite {
  readonly allExchangeOnline: boolean;
  readonly inCloud: boolean;
  readonly bounds: readonly Bound[];
  /** Of a message at the host that most of the mail goes to. */
  readonly work: AdvisedSite['work'];
}

export interface ResolvedSetting {
  readonly fields: SettingFields;
  /** What is done once at the start, where it is, or extends, `recommended`. */
  readonly actions: readonly OperatorAction[];
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
      problems.add('E_UNKNOWN_NAME', path, messages.unknownName('setting', base, names));
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
    actions: chain.includes('recommended') ? REMEDY_ACTIONS.map(actionAtStart) : [],
    runners: {
      reading: fields['runners-are'] ?? 'per-run',
      stated: stated['runners-are'] !== undefined || stated['max-queue-children'] !== undefined,
    },
    notes: [...advice, ...brokenBounds(name, named[name] ?? {}, site.bounds)],
  };
}

type Advised = { -readonly [K in keyof SettingFields]: SettingFields[K] };

/** What the article advises, as far as the bounds let it. `own`: what the file states of it. */
function adviceFor(
  setting: string,
  before: SettingFields,
  own: SettingFields,
  { allExchangeOnline, inCloud, bounds, work }: SettingSite,
): { fields: SettingFields; notes: SettingNote[] } {
  const fields: Advised = {};
  const notes: SettingNote[] = [];
  const note = <V extends number | boolean>(field: BoundField, wanted: V, kept: Kept<V>) => {
    if (kept.bound === null) return;
    const [was, is] = [shown(field, wanted), shown(field, kept.value)];
    notes.push({ kind: 'bound-kept', setting, field, wanted: was, value: is, bound: kept.bound });
  };
  for (const { field, advised } of REMEDY_NUMBERS) {
    const soFar = { ...before, ...fields, ...own };
    const wanted = advised({
      messagesPerConnection: soFar['messages-per-connection'] ?? Number.POSITIVE_INFINITY,
      runners: before.runners ?? DEFAULT_RUNNERS,
      work,
      allExchangeOnline,
    });
    const kept = withinBounds(field, wanted, bounds);
    fields[field] = kept.value;
    note(field, wanted, kept);
  }
  for (const remedy of REMEDY_SWITCHES) {
    const { field, on } = remedy;
    const kept = withinBounds(field, on, bounds);
    fields[field] = kept.value;
    note(field, on, kept);
    if (kept.value !== on || before[field] === on) continue;
    // HostStat off: scenario.ts.
    if (field === 'host-status') notes.push({ kind: 'single-thread-delivery', setting });
    const by = doneBy(remedy, inCloud);
    if (by !== 'administrator') {
      notes.push({ kind: 'support-ticket', setting, field, value: shown(field, on), by });
    }
  }
  return { fields, notes };
}

/** What the user wrote in this very setting, against a bound. */
function brokenBounds(
  setting: string,
  own: SettingFields,
  bounds: readonly Bound[],
): SettingNote[] {
  return [...REMEDY_NUMBERS, ...REMEDY_SWITCHES].flatMap(({ field }) => {
    const value = own[field];
    if (value === undefined) return [];
    const { bound } = withinBounds(field, value, bounds);
    return bound === null
      ? []
      : [{ kind: 'bound-broken' as const, setting, field, value: shown(field, value), bound }];
  });
}

function shown(field: BoundField, value: number | boolean): string {
  return writtenSetting(SETTINGS[field], value);
}

function fieldOf(note: SettingNote): BoundField {
  return 'field' in note ? note.field : 'host-status';
}

/** A setting as the model has it. */
export function compileSetting(
  fields: SettingFields,
  arrangement: Arrangement,
  gateway: ScenarioFields['gateway'],
): GatewaySettings {
  return {
    ...DEFAULT_SETTINGS,
    lockStyle: gateway?.['lock-style'] ?? 'fcntl',
    skipDomains: gateway?.['skip-domains'] ?? false,
    firstAttempt: arrangement === 'background' ? 'background' : 'queue',
    queueRuns: arrangement === 'persistent' ? 'persistent' : 'interval',
    ...changedSettings(fields, arrangement),
  };
}

/** The settings that the fields state, as far as they mean anything in the arrangement. */
export function changedSettings(
  fields: SettingFields,
  arrangement: Arrangement,
): Partial<GatewaySettings> {
  const meant: SettingFields = {
    ...fields,
    'max-queue-children': queueChildren(fields),
    ...(arrangement === 'persistent'
      ? // Between passes MinQueueAge is the retry interval, by whichever name it is stated.
        {
          'retry-interval': fields['min-queue-age'] ?? fields['retry-interval'],
          'min-queue-age': undefined,
        }
      : { 'pass-interval': undefined }),
  };
  return Object.fromEntries(
    HELD_SETTINGS.flatMap(([name, { field }]) =>
      meant[name] === undefined ? [] : [[field, meant[name]]],
    ),
  );
}

/** MaxQueueChildren; undefined where the fields say nothing of it. */
function queueChildren(fields: SettingFields): number | undefined {
  const reading = fields['runners-are'];
  if (reading === 'in-all') return fields.runners;
  return fields['max-queue-children'] ?? (reading === undefined ? undefined : 0);
}
