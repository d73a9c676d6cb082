/**
 * What the person is looking at: a scenario, what was turned in it, and a pinned baseline. Kept in
 * the address's fragment, so that a link carries it and no server sees it; every change can be
 * undone.
 *
 *   #/what-if?v=1&scenario=main&site=PATH=VALUE&current=FIELD=VALUE&baseline=FIELD=VALUE
 */
import { computed, signal } from '@preact/signals';
import type { ScenarioRef } from '../server/shipped-scenarios.ts';

/** Values by path (site) or by a setting's field, as one writes them into a scenario. */
export type Values = Readonly<Record<string, string>>;

export interface Site {
  readonly scenario: ScenarioRef;
  readonly site: Values;
  readonly current: Values;
  /** Null: nothing is pinned. */
  readonly baseline: Values | null;
}

/** Of links; one of another version is refused in words. */
export const LINK_VERSION = '1';

const FIRST: Site = { scenario: { name: 'main' }, site: {}, current: {}, baseline: null };

export const site = signal<Site>(FIRST);
const past = signal<readonly Site[]>([]);
const MAX_PAST = 100;

export const canUndo = computed(() => past.value.length > 0);
export const isChanged = computed(
  () => Object.keys(site.value.site).length + Object.keys(site.value.current).length > 0,
);

export function change(next: Partial<Site>): void {
  past.value = [...past.value.slice(1 - MAX_PAST), site.value];
  site.value = { ...site.value, ...next };
}

export function undo(): void {
  const last = past.value.at(-1);
  if (last === undefined) return;
  past.value = past.value.slice(0, -1);
  site.value = last;
}

/** Another one: what was turned in the last one is none of its. */
export function takeScenario(scenario: ScenarioRef): void {
  change({ scenario, site: {}, current: {}, baseline: null });
}

/** Everything as the scenario has it; the pin stays. */
export function reset(): void {
  change({ site: {}, current: {} });
}

/** The changes as --set takes them, for the settings `current` and `baseline`. */
export function setsOf({ site: own, current, baseline }: Site): string[] {
  return [
    ...Object.entries(own).map(([path, value]) => `${path}=${value}`),
    ...settingSets('current', current),
    ...(baseline === null ? [] : settingSets('baseline', baseline)),
  ];
}

function settingSets(name: string, values: Values): string[] {
  const set = Object.entries(values).map(([field, value]) => `settings.${name}.${field}=${value}`);
  return set.length > 0 ? set : [`settings.${name}.extends=default`];
}

/** The settings that are compared, the base first. */
export function comparedOf({ baseline }: Site): string[] {
  const usual = ['default', 'recommended', 'current'];
  return baseline === null ? usual : ['baseline', ...usual];
}

export function fragmentOf({ scenario, site: own, current, baseline }: Site): string {
  const words = new URLSearchParams({ v: LINK_VERSION });
  if (scenario.text !== undefined) words.set('text', scenario.text);
  else words.set('scenario', scenario.name);
  const add = (key: string, values: Values) => {
    for (const [path, value] of Object.entries(values)) words.append(key, `${path}=${value}`);
  };
  add('site', own);
  add('current', current);
  if (baseline !== null) {
    words.append('pinned', 'yes');
    add('baseline', baseline);
  }
  return words.toString();
}

/** Null: it says nothing; a sentence: it cannot be read. */
export function siteOf(fragment: string): Site | string | null {
  const words = new URLSearchParams(fragment);
  const version = words.get('v');
  if (version === null) return null;
  if (version !== LINK_VERSION) {
    return `The link is of version ${version}, and this page reads version ${LINK_VERSION}: it was not followed.`;
  }
  const text = words.get('text');
  const values = (key: string): Values =>
    Object.fromEntries(
      words.getAll(key).flatMap((word) => {
        const [path, value] = word.split(/=(.*)/s);
        return value === undefined || path === '__proto__' ? [] : [[path, value]];
      }),
    );
  return {
    scenario: text === null ? { name: words.get('scenario') ?? 'main' } : { text },
    site: values('site'),
    current: values('current'),
    baseline: words.has('pinned') ? values('baseline') : null,
  };
}
