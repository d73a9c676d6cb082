/**
 * Random scenario files that `validate` accepts, over the whole schema and to the ends of its ranges.
 *
 * The published schema is walked, so that a field that is added is tried too; what it cannot say
 * (which names there are, what goes with what) is added by path. What `validate` still refuses is
 * taken out, until it accepts the rest. Sizes of runs are kept small by their length and limits.
 */
import { RandomStream } from '../../sim/engine/random.ts';
import { FAULT_KINDS } from '../../sim/mailpath/faults.ts';
import { OPERAND_UNITS } from '../../sim/scenario/expectation.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import type { Load } from '../../sim/scenario/scenario-chain.ts';
import { type JsonNode, scenarioJsonSchema } from '../../sim/scenario/scenario-schema.ts';

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
type Group = { [key: string]: Plain };
type Path = readonly (string | number)[];

/** A file of recorded arrivals that scenarios refer to. */
export const RECORDED = {
  name: 'recorded.csv',
  text: 'arrival_ms,bytes\n0,0\n0,1\n1.5,75000\n60000,1000000000000\n3600000,999999999999\n',
};

export const loadRecorded: Load = (name) =>
  name === RECORDED.name ? { file: name, text: RECORDED.text } : null;

const DURATIONS = '0 0s 0.001ms 0.5ms 1ms 999ms 1s 1.5s 59s 1m 10m 1h 7h13m 1d 5d 400d 3650d'.split(
  ' ',
);
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '30m': DURATIONS,
  '35m': [...DURATIONS, '00:00', '09:05', '23:59:59'],
  '08:30': ['00:00', '08:30', '08:30:30', '23:59:59'],
  '75 KB': ['0', '1 B', '1 KB', '75 KB', '35 MB', '1 GB', '1000 GB', '0.3 B'],
  '250 KB/s': ['1 B/s', '1 KB/s', '330 KB/s', '1 MB/s', '10 Gbit/s', '1000000 GB/s'],
  '5/s': ['0', '1/d', '3/h', '1/m', '1/s', '10/s', '1000000000/s'],
  '5%': ['0', '0%', '0.0001%', '1%', '30%', '50%', '99.9999%', '100%'],
};
const COUNTS = [2, 3, 5, 10, 64, 199, 1000, 10_000, 1e6, 1e9];
const NUMBERS = [0, 1e-300, 1e-9, 1e-6, 0.1, 0.5, 1, 1.5, 2, 5, 1000, 1e9, 1e300];
const SETTINGS = ['default', 'recommended', 'constructor', 'other_1'];
const HOSTS = ['a.example', 'toString', 'c-example'];

const SCHEMA = scenarioJsonSchema();
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  constant: ['value'],
  uniform: ['from', 'to'],
  exponential: ['mean'],
  lognormal: ['mean', 'sigma'],
  'lognormal-pareto': ['mean', 'sigma', 'tail-share', 'tail-index'],
  empirical: ['values'],
};

const LENGTHS = [
  ['0.001ms', 0.001],
  ['1ms', 1],
  ['1m', 60_000],
  ['20m', 1_200_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['400d', 400 * 86_400_000],
] as const;

/** What keeps each run short. */
const MAX_WORK: Group = { events: 20_000 };
const DAY_MS = 86_400_000;

class Writer {
  private readonly random: RandomStream;
  private readonly hosts: string[];
  private arrivalsForMs = DAY_MS;

  constructor(seed: string, number: number) {
    this.random = new RandomStream(seed, number, 'valid scenarios');
    this.hosts = HOSTS.slice(0, 1 + this.below(HOSTS.length));
  }

  scenario(): Group {
    const group = this.group(SCHEMA, []);
    const limits = { ...(group.limits as Group | undefined), ...MAX_WORK };
    const isSplit = group.hosts !== undefined && this.hosts.length > 1;
    const destinations = isSplit ? { destinations: this.destinations() } : {};
    return { ...group, version: 2, question: 'q?', limits, ...destinations };
  }

  private below(n: number): number {
    return Math.floor(this.random.uniform() * n);
  }

  private chance(p: number): boolean {
    return this.random.uniform() < p;
  }

  private one<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  private value(node: JsonNode, path: Path): Plain {
    const special = this.special(node, path);
    if (special !== undefined) return special;
    if (node.const !== undefined) return node.const as Plain;
    if (node.enum !== undefined) return this.one(node.enum) as Plain;
    if (node.anyOf !== undefined) {
      return this.value(
        this.one(node.anyOf.filter(({ type }) => type !== undefined || true)),
        path,
      );
    }
    const example = String(node.examples?.[0] ?? '');
    if (VALUES[example] !== undefined) {
      const mayBeEndless = JSON.stringify(node).includes('unlimited') && this.chance(0.2);
      return mayBeEndless ? 'unlimited' : this.one(VALUES[example]);
    }
    if (node.properties?.distribution !== undefined) return this.distribution(node, path);
    if (node.properties !== undefined) return this.group(node, path);
    if (typeof node.additionalProperties === 'object') {
      const names = path[0] === 'hosts' ? this.hosts : SETTINGS;
      const kept = path[0] === 'hosts' ? names : names.filter(() => this.chance(0.5));
      const entry = node.additionalProperties;
      return Object.fromEntries(kept.map((name) => [name, this.value(entry, [...path, name])]));
    }
    if (node.items !== undefined) {
      const { items } = node;
      const least = Number((node as { minItems?: number }).minItems ?? 0);
      const length = Math.max(least, this.one([0, 1, 1, 2, 3, 7]));
      return Array.from({ length }, (_, i) => this.value(items, [...path, i]));
    }
    if (node.type === 'integer') {
      const least = Number((node as { minimum?: number }).minimum ?? 0);
      return Math.max(least, this.one([least, least + 1, ...COUNTS]));
    }
    return node.type === 'number' ? this.one(NUMBERS) : 'text';
  }

  private group(node: JsonNode, path: Path): Group {
    const group: Group = {};
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (key === 'extends' && path.length === 0) continue;
      const isNeeded = node.required?.includes(key) ?? false;
      if (isNeeded || this.chance(path.length === 0 ? 0.6 : path[0] === 'hosts' ? 0.3 : 0.35)) {
        group[key] = this.value(child, [...path, key]);
      }
    }
    return group;
  }

  private distribution(node: JsonNode, path: Path): Plain {
    const kind = this.one(Object.keys(NEEDS));
    const optional = kind.startsWith('lognormal') && this.chance(0.5) ? ['from', 'to'] : [];
    const group: Group = { distribution: kind };
    for (const key of [...NEEDS[kind], ...optional]) {
      const child = node.properties?.[key];
      if (child !== undefined) group[key] = this.value(child, [...path, key]);
    }
    if (Array.isArray(group.values) && group.values.length === 0) group.values = ['1'];
    return group;
  }

  private destinations(): Plain[] {
    const shares = this.one([[], ['0%'], ['0.0001%', '10%'], ['50%', '50%'], ['100%']]);
    return Array.from({ length: shares.length + 1 }, (_, i) => ({
      name: `d${i}.example`,
      route: this.route(),
      ...(i < shares.length ? { share: shares[i] } : {}),
    }));
  }

  private route(): Plain[] {
    const all = this.hosts.filter(() => this.chance(0.7));
    return all.length === 0 ? [this.hosts[0]] : this.chance(0.5) ? [all] : all;
  }

  /** What the schema cannot say; undefined where it says all. */
  private special(node: JsonNode, path: Path): Plain | undefined {
    const [root, ...rest] = path;
    const last = path.at(-1);
    const inList = typeof last === 'number';
    if (root === 'run' && last === 'arrivals-for') {
      const [text, ms] = this.one(LENGTHS);
      this.arrivalsForMs = ms;
      return text;
    }
    if (last === 'replications') return this.one([1, 2, 3]);
    if (root === 'limits') return this.limit(String(last));
    if (root === 'mail' && rest[0] === 'arrivals' && inList) return this.arrivals(node, path);
    if (last === 'profile') {
      return this.chance(0.5)
        ? 'office-day'
        : this.one([[0, 1], [1e-9, 1e9], Array<number>(1440).fill(1), [0, 0, 1e-9], [3, 2, 1]]);
    }
    if (last === 'messages' && path.at(-2) === 'backlog') return this.one([1, 7, 300, 2e6, 1e9]);
    if (root === 'actions' && inList) {
      const at = this.one(['0', '1s', '10m', '1h', '09:05']);
      return this.one<Group>([
        { at, clear: this.one(['all', ...this.hosts]) },
        { at, flush: true },
        { at, set: this.group(node.properties?.set ?? {}, [...path, 'set']) },
      ]);
    }
    if (last === 'kind') return this.one(FAULT_KINDS);
    if (root === 'destinations' && rest.length === 0) return this.destinations();
    if (last === 'host' || last === 'clear') return this.one(this.hosts);
    if (last === 'extends') return this.one(SETTINGS);
    if (last === 'recorded') return RECORDED.name;
    if (root === 'compare' && inList) return SETTINGS[path[1] as number] ?? 'default';
    if (root === 'objectives' && inList) {
      // Most of them such as a recommendation takes.
      const text = this.comparison('', true);
      return this.chance(0.8) ? text.replace(/ [=!<>]+ /, ' < ') : text;
    }
    if (root === 'bounds' && inList) return this.bound();
    if (root === 'expect' && inList) return this.comparison(`${this.one(SETTINGS)}.`, false);
    return undefined;
  }

  /** Small enough for thousands of runs; often too small for the scenario. */
  private limit(name: string): Plain {
    return this.one(name === 'follow-up' ? [0, 1, 3000] : [1, 100, 2000, 2000]);
  }

  private arrivals(node: JsonNode, path: Path): Plain {
    const fields = this.one([
      ['rate', 'profile', 'from', 'until'],
      ['rate'],
      ['bulk', 'at', 'over'],
      ['bulk', 'at'],
      ['recorded'],
    ]);
    const group: Group = {};
    for (const field of fields) {
      const isNeeded = field === fields[0] || field === 'at';
      const child = node.properties?.[field];
      if (child !== undefined && (isNeeded || this.chance(0.5))) {
        group[field] = this.value(child, [...path, field]);
      }
    }
    if (group.bulk !== undefined) group.bulk = this.one([1, 2, 100, 700, 1e9]);
    if (group.rate !== undefined && this.chance(0.8)) {
      const perDay = (this.one([0.1, 3, 50, 400]) * DAY_MS) / this.arrivalsForMs;
      group.rate = `${perDay.toFixed(6)}/d`;
    }
    return group;
  }

  private comparison(prefix: string, isObjective: boolean): string {
    const [metric, unit] = this.one([...OPERAND_UNITS]);
    const operator = this.one(['<', '<=', '>', '>=', '==', '!=', '=']);
    const value = {
      ms: () => this.one(DURATIONS),
      share: () => this.one(['0%', '50%', '100%']),
      count: () => this.one(['0', '1', '1e300', '-1']),
      bytes: () => this.one(['0', '1 KB']),
      word: () => 'mark',
    }[unit]();
    const days = isObjective ? this.one(['', ' on 50% of days', ' on 0.0001% of the days']) : '';
    const mean = isObjective && days === '' && this.chance(0.3) ? 'mean ' : '';
    return `${mean}${prefix}${metric} ${operator} ${value}${days}`;
  }

  private bound(): string {
    return this.one([
      'runners <= 1',
      'runners >= 10000',
      'runners = 3',
      'retry-interval >= 3650d',
      'retry-interval <= 1s',
      'messages-per-connection >= 1000000',
      'messages-per-connection < 2',
      'host-status = on',
      'host-status = off',
      'connections <= 0',
      this.comparison('', true).replace(/!=|==/, '<'),
    ]);
  }
}

/** JSON, a value a line; which value stands on which line. */
function written(root: Plain): { text: string; paths: Path[] } {
  const lines: string[] = [];
  const paths: Path[] = [];
  const write = (value: Plain, path: Path, before: string, after: string) => {
    paths.push(path);
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
      lines.push(`${before}${JSON.stringify(value)}${after}`);
      return;
    }
    const isList = Array.isArray(value);
    lines.push(`${before}${isList ? '[' : '{'}`);
    const entries = isList ? value.map((item, i) => [i, item] as const) : Object.entries(value);
    entries.forEach(([key, item], i) => {
      const name = isList ? '' : `${JSON.stringify(key)}: `;
      write(
        item as Plain,
        [...path, key],
        `${before.replace(/\S.*$/, '')} ${name}`,
        i + 1 < entries.length ? ',' : '',
      );
    });
    paths.push(path);
    lines.push(`${before.replace(/\S.*$/, '')}${isList ? ']' : '}'}${after}`);
  };
  write(root, [], '', '');
  return { text: `${lines.join('\n')}\n`, paths };
}

/** Takes the value at the path out; false if nothing can go there. */
function remove(root: Plain, path: Path): boolean {
  let parent: Plain = root;
  for (const step of path.slice(0, -1)) parent = (parent as Group)[step] ?? null;
  const last = path.at(-1);
  if (last === undefined || typeof parent !== 'object' || parent === null) return false;
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return true;
}

/** The `number`-th scenario of a seed, as text; null if nothing was left that is valid. */
export function validScenario(seed: string, number: number): string | null {
  const root: Group = new Writer(seed, number).scenario();
  for (let round = 0; round < 60; round++) {
    const { text, paths } = written(root);
    const result = readScenario(text, { file: 'random.yaml', load: loadRecorded, set: [] });
    if (result.ok) return text;
    // From the end, so that the places before it stay.
    const lines = new Set(result.errors.map(({ place }) => place?.line ?? 1));
    for (const line of [...lines].sort((a, b) => b - a)) {
      const path = paths[line - 1];
      if (path.length > 0) remove(root, path);
      else if (round > 3) delete root[Object.keys(root).slice(5)[round] ?? 'initial'];
    }
    if (root.mail === undefined) root.mail = {};
    const mail = root.mail as Group;
    if (!Array.isArray(mail.arrivals) || mail.arrivals.length === 0)
      mail.arrivals = [{ rate: '1/h' }];
  }
  return null;
}
