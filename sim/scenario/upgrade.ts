/**
 * A scenario file of version 1 rewritten to version 2 (version.ts): only the values that changed are
 * touched, at the places where the YAML reader found them, so that comments and layout stay.
 *
 * Recorded arrivals, which came to each gateway, are listed as often as there were gateways. Left
 * out: what the file extends, which is a file of its own.
 */
import { messages } from './messages.ts';
import { type Place, type Problem, withoutPrivate } from './problem.ts';
import { type Load, readChain } from './scenario-chain.ts';
import {
  changesFromVersion1,
  gatewaysOf,
  isVersion,
  SCENARIO_VERSION,
  sourceText,
  statedVersion,
} from './version.ts';

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

export function upgradeScenario(text: string, file: string, load: Load): Upgrade {
  const chain = readChain(text, file, load);
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
    const at = versionPlace(text, own.place, lineStarts);
    edits.set(at.from, at);
    applied.push(messages.addedVersion(SCENARIO_VERSION));
  } else {
    replace(stated.place, sourceText(stated.place), String(SCENARIO_VERSION));
    applied.push(
      messages.rewritten(stated.place.line, '1', String(SCENARIO_VERSION), 'the version.'),
    );
  }
  for (const { place, was, becomes, words } of changesFromVersion1(own, gatewaysOf(whole))) {
    if (becomes === null) {
      applied.push(messages.leftAsItIs(place.line, was, `${words.message} ${words.remedy}`));
    } else {
      replace(place, was, becomes);
      applied.push(messages.rewritten(place.line, was, becomes, words.message));
    }
  }
  return {
    kind: 'upgraded',
    text: edited(text, [...edits.values()]),
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

function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { from, to, becomes } of [...edits].sort((a, b) => b.from - a.from)) {
    result = result.slice(0, from) + becomes + result.slice(to);
  }
  return result;
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
function versionPlace(text: string, root: Place, lineStarts: readonly number[]): Edit {
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
