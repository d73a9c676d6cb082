/**
 * The version of the file format, and what changed in meaning from one to the next.
 *
 * Version 2, stated as `version: 2`, is what is read. A file without a version is of version 1, in
 * which (a) with several gateways rates, mailings, backlogs and the uplink were per gateway, and
 * recorded arrivals came to each of them: they are the whole site's now; (b) `mail.recipients` was a
 * number and is a group now, with room for other than equal numbers; (c) `run.ends-after` cut delays
 * off, and now says when backlog, queued mail, cuts and marked time are read; (d) three fields of
 * hosts had other names (RENAMED_FIELDS).
 *
 * Each change is an edit of a text, so that an error can say what to write and `mailpath upgrade`
 * (upgrade.ts) can write it. Left out: what a --set changes, which is of the version that is read.
 */
import type { Located, LocatedMap, LocatedScalar } from './located.ts';
import { messages, type Words } from './messages.ts';
import type { Place, Problem } from './problem.ts';

export const SCENARIO_VERSION = 2;

export interface VersionChange {
  /** Where the text stands that changed in meaning, and that text. */
  readonly place: Place;
  readonly was: string;
  /** What to write instead; null where nothing is to be rewritten, or nothing that is found here. */
  readonly becomes: string | null;
  readonly words: Words;
}

/** Fields of hosts by their names in version 1. */
export const RENAMED_FIELDS: Readonly<Record<string, string>> = {
  lateness: 'overshoot',
  'sick-share': 'unhealthy-share',
  'hasty-retry': 'greylisting',
};

/** The version that a file states itself; null if it states none. */
export function statedVersion(tree: LocatedMap): Located | null {
  return tree.entries.get('version')?.value ?? null;
}

/** What to write in a file of version 1, in its order. `gateways`: of the whole scenario, what it extends included. */
export function changesFromVersion1(tree: LocatedMap, gateways: number): VersionChange[] {
  const changes: VersionChange[] = [];
  if (gateways > 1) {
    const perGateway = [
      ...arrivals(tree).flatMap((source) => [at(source, ['rate']), at(source, ['bulk'])]),
      at(tree, ['initial', 'backlog', 'messages']),
      at(tree, ['gateway', 'costs', 'uplink']),
    ];
    for (const value of perGateway) {
      const becomes = value?.kind === 'scalar' ? timesAsMuch(value, gateways) : null;
      if (value === null || becomes === null) continue;
      const was = sourceText(value.place);
      const words = messages.wasPerGateway(was, becomes, gateways);
      changes.push({ place: value.place, was, becomes, words });
    }
    for (const source of arrivals(tree)) {
      const recorded = at(source, ['recorded']);
      if (recorded === null) continue;
      const words = messages.cameToEachGateway(sourceText(recorded.place), gateways);
      changes.push({ place: source.place, ...repeated(source, recorded, gateways), words });
    }
  }
  const recipients = at(tree, ['mail', 'recipients']);
  if (recipients?.kind === 'scalar' && typeof recipients.value === 'number') {
    changes.push({
      place: recipients.place,
      was: sourceText(recipients.place),
      becomes: `{ each: ${recipients.value} }`,
      words: messages.recipientsAreAGroup(recipients.value),
    });
  }
  const endsAfter = at(tree, ['run', 'ends-after']);
  if (endsAfter !== null) {
    const words = messages.endsAfterCutsNothing();
    changes.push({
      place: endsAfter.place,
      was: sourceText(endsAfter.place),
      becomes: null,
      words,
    });
  }
  const hosts = at(tree, ['hosts']);
  if (hosts?.kind === 'map') {
    for (const { value } of hosts.entries.values()) changes.push(...renamedFields(value));
  }
  return changes.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

/** Within a host, at any depth. */
function renamedFields(node: Located): VersionChange[] {
  if (node.kind === 'list') return node.items.flatMap(renamedFields);
  if (node.kind === 'scalar') return [];
  return [...node.entries].flatMap(([key, { keyPlace, value }]) => {
    const inner = renamedFields(value);
    if (!Object.hasOwn(RENAMED_FIELDS, key)) return inner;
    const name = RENAMED_FIELDS[key];
    const was = sourceText(keyPlace);
    const becomes = was.replace(key, name);
    return [{ place: keyPlace, was, becomes, words: messages.renamedField(key, name) }, ...inner];
  });
}

/** Why a file of another version is not read, and each line of it that changed in meaning. */
export function versionProblems(
  tree: LocatedMap,
  whole: LocatedMap,
  file: string,
  extended: string | null,
): Problem[] {
  const stated = statedVersion(tree);
  const first: Place = stated?.place ?? { ...tree.place, line: 1, column: 1, width: 1 };
  const problem = (place: Place, words: Words): Problem => ({
    code: 'E_VERSION',
    place,
    sourceName: file,
    ...words,
  });
  if (stated !== null && !isVersion(stated, 1)) {
    const value = stated.kind === 'scalar' ? stated.value : null;
    return [problem(first, messages.otherVersion(value, SCENARIO_VERSION))];
  }
  const changes = changesFromVersion1(tree, gatewaysOf(whole));
  return [
    problem(first, messages.version1(stated !== null, extended, file, changes.length)),
    ...changes.map(({ place, words }) => problem(place, words)),
  ];
}

export function isVersion(stated: Located, version: number): boolean {
  return stated.kind === 'scalar' && stated.value === version;
}

export function gatewaysOf(tree: LocatedMap): number {
  const gateways = at(tree, ['gateway', 'gateways']);
  return gateways?.kind === 'scalar' && typeof gateways.value === 'number' ? gateways.value : 1;
}

/** As it stands in its file. */
export function sourceText({ source, line, column, width }: Place): string {
  return (source.lines[line - 1] ?? '').slice(column - 1, column - 1 + width).trimEnd();
}

function arrivals(tree: LocatedMap): Located[] {
  const list = at(tree, ['mail', 'arrivals']);
  return list?.kind === 'list' ? list.items : [];
}

function at(tree: Located, path: readonly string[]): Located | null {
  let node: Located | undefined = tree;
  for (const step of path) node = node?.kind === 'map' ? node.entries.get(step)?.value : undefined;
  return node ?? null;
}

const NUMBER = /\d+(?:\.\d+)?/;

/** `5/s` becomes `10/s`; null for what stays as it is: nothing, and what has no limit. */
function timesAsMuch({ value, place }: LocatedScalar, factor: number): string | null {
  if (value === null || !NUMBER.test(String(value)) || Number.parseFloat(String(value)) === 0) {
    return null;
  }
  return sourceText(place).replace(NUMBER, (digits) =>
    String(Number((Number(digits) * factor).toPrecision(12))),
  );
}

/** The item of the list as often as there were gateways that got it, where it stands on one line. */
function repeated(
  source: Located,
  recorded: Located,
  times: number,
): Pick<VersionChange, 'was' | 'becomes'> {
  const { line, column } = source.place;
  const { lines } = source.place.source;
  const text = lines[line - 1];
  const isFlow = text.charAt(column - 1) === '{';
  // A group without braces reaches to the next line: its one value ends it.
  const { column: last, width } = isFlow ? source.place : recorded.place;
  const was = text.slice(column - 1, last - 1 + width).trimEnd();
  const before = text.slice(0, column - 1);
  const isBlockItem = /^\s*-\s+$/.test(before);
  if (line !== recorded.place.line || !(isFlow || isBlockItem)) return { was, becomes: null };
  const between = isBlockItem ? `\n${before}` : ', ';
  return { was, becomes: new Array<string>(times).fill(was).join(between) };
}
