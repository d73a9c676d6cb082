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
 * Each change is an edit of a text, so that an error can say what to write and `mailpath upgrade` can
 * write it: at the places where the YAML reader found the values, so that comments and layout stay.
 * Recorded arrivals, which came to each gateway, are listed as often as there were gateways. Left out:
 * what a --set changes, which is of the version that is read, and what the file extends, which is a
 * file of its own.
 */
import { type Located, type LocatedMap, type LocatedScalar, valueAt } from './located.ts';
import { messages } from './messages.ts';
import { type Place, type Problem, problemAt, type Words, withoutPrivate } from './problem.ts';
import type { ScenarioChain } from './scenario-chain.ts';

export const SCENARIO_VERSION = 2;

interface VersionChange {
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

/** The place and what stands there, with what to write instead. */
function change(place: Place, becomes: string | null, words: Words): VersionChange {
  return { place, was: sourceText(place), becomes, words };
}

/** What to write in a file of version 1, in its order. `whole`: with what it extends. */
function changesFromVersion1(tree: LocatedMap, whole: LocatedMap): VersionChange[] {
  const gateways = gatewaysOf(whole);
  const changes: VersionChange[] = [];
  if (gateways > 1) {
    const perGateway = [
      ...arrivals(tree).flatMap((source) => [valueAt(source, ['rate']), valueAt(source, ['bulk'])]),
      valueAt(tree, ['initial', 'backlog', 'messages']),
      valueAt(tree, ['gateway', 'costs', 'uplink']),
    ];
    for (const value of perGateway) {
      const becomes = value?.kind === 'scalar' ? timesAsMuch(value, gateways) : null;
      if (value === null || becomes === null) continue;
      const words = messages.wasPerGateway(sourceText(value.place), becomes, gateways);
      changes.push(change(value.place, becomes, words));
    }
    for (const source of arrivals(tree)) {
      const recorded = valueAt(source, ['recorded']);
      if (recorded === null) continue;
      const words = messages.cameToEachGateway(sourceText(recorded.place), gateways);
      changes.push({ place: source.place, ...repeated(source, recorded, gateways), words });
    }
  }
  const recipients = valueAt(tree, ['mail', 'recipients']);
  if (recipients?.kind === 'scalar' && typeof recipients.value === 'number') {
    const { place, value } = recipients;
    changes.push(change(place, `{ each: ${value} }`, messages.recipientsAreAGroup(value)));
  }
  const endsAfter = valueAt(tree, ['run', 'ends-after']);
  if (endsAfter !== null) {
    changes.push(change(endsAfter.place, null, messages.endsAfterCutsNothing()));
  }
  const hosts = valueAt(tree, ['hosts']);
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
    const becomes = sourceText(keyPlace).replace(key, name);
    return [change(keyPlace, becomes, messages.renamedField(key, name)), ...inner];
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
  if (stated !== null && !isVersion(stated, 1)) {
    const value = stated.kind === 'scalar' ? stated.value : null;
    return [problemAt(first, 'E_VERSION', messages.otherVersion(value, SCENARIO_VERSION))];
  }
  const changes = changesFromVersion1(tree, whole);
  const words = messages.version1(stated !== null, extended, file, changes.length);
  return [{ place: first, words }, ...changes].map((found) =>
    problemAt(found.place, 'E_VERSION', found.words),
  );
}

export function isVersion(stated: Located, version: number): boolean {
  return stated.kind === 'scalar' && stated.value === version;
}

function gatewaysOf(tree: LocatedMap): number {
  const gateways = valueAt(tree, ['gateway', 'gateways']);
  return gateways?.kind === 'scalar' && typeof gateways.value === 'number' ? gateways.value : 1;
}

/** As it stands in its file. */
function sourceText({ source, line, column, width }: Place): string {
  return (source.lines[line - 1] ?? '').slice(column - 1, column - 1 + width).trimEnd();
}

function arrivals(tree: LocatedMap): Located[] {
  const list = valueAt(tree, ['mail', 'arrivals']);
  return list?.kind === 'list' ? list.items : [];
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

export type Upgrade =
  /** It is of version 2; `from`: the file that it takes its version from, null: it states it. */
  | { readonly kind: 'current'; readonly from: string | null }
  | {
      readonly kind: 'upgraded';
      readonly text: string;
      /** A sentence each. */
      readonly changes: readonly string[];
      /** What it extends is of version 1 as well. */
      readonly baseToUpgrade: string | null;
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** A file of version 1, read with what it extends, rewritten to version 2. */
export function upgradeScenario(text: string, chain: ScenarioChain): Upgrade {
  if (!chain.ok) return { kind: 'refused', problems: chain.problems.map(withoutPrivate) };
  const { own, whole, base, baseFile, isCurrent } = chain;
  const stated = statedVersion(own);
  if (isCurrent) return { kind: 'current', from: stated === null ? baseFile : null };
  if (stated !== null && !isVersion(stated, 1)) {
    return { kind: 'refused', problems: chain.problems.slice(0, 1) };
  }
  const lineStarts = startsOfLines(text);
  const edits = new Map<number, Edit>();
  const applied: string[] = [];
  const replace = (place: Place, was: string, becomes: string) => {
    const from = lineStarts[place.line - 1] + place.column - 1;
    edits.set(from, { from, to: from + was.length, becomes: withEnds(becomes, text) });
  };
  if (stated === null) {
    const added = versionEdit(text, own.place, lineStarts);
    edits.set(added.from, added);
    applied.push(messages.addedVersion(SCENARIO_VERSION));
  } else {
    replace(stated.place, sourceText(stated.place), String(SCENARIO_VERSION));
    applied.push(
      messages.rewritten(stated.place.line, '1', String(SCENARIO_VERSION), 'the version.'),
    );
  }
  for (const { place, was, becomes, words } of changesFromVersion1(own, whole)) {
    if (becomes === null) {
      applied.push(messages.leftAsItIs(place.line, was, `${words.message} ${words.remedy}`));
    } else {
      replace(place, was, becomes);
      applied.push(messages.rewritten(place.line, was, becomes, words.message));
    }
  }
  return {
    kind: 'upgraded',
    text: [...edits.values()]
      .sort((a, b) => b.from - a.from)
      .reduce(
        (rest, { from, to, becomes }) => rest.slice(0, from) + becomes + rest.slice(to),
        text,
      ),
    // What several aliases stand for is one text.
    changes: [...new Set(applied)],
    baseToUpgrade: base?.ok && !base.isCurrent ? baseFile : null,
  };
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly becomes: string;
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** With the line ends of the file. */
function withEnds(added: string, text: string): string {
  return text.includes('\r\n') ? added.replaceAll('\n', '\r\n') : added;
}

/**
 * Where the version goes: before the first field, but above the comment that belongs to that field,
 * and below what opens the file (a note to the editor, a header that an empty line ends).
 */
function versionEdit(text: string, root: Place, lineStarts: readonly number[]): Edit {
  const start = lineStarts[root.line - 1] + root.column - 1;
  if (text.charAt(start) === '{') {
    return { from: start + 1, to: start + 1, becomes: ` version: ${SCENARIO_VERSION},` };
  }
  let line = root.line - 1;
  while (line > 0 && isComment(root.source.lines[line - 1])) line--;
  const from = line === 0 && text.startsWith('\uFEFF') ? 1 : lineStarts[line];
  const indent = text.slice(lineStarts[root.line - 1], start).replace('\uFEFF', '');
  return { from, to: from, becomes: withEnds(`${indent}version: ${SCENARIO_VERSION}\n`, text) };
}

function isComment(line: string): boolean {
  return /^\s*#/.test(line) && !/^\s*# yaml-language-server:/.test(line);
}
