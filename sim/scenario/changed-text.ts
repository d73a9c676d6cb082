/**
 * A scenario's text with values changed in it: comments, order and everything else stay, so that
 * what one tried can be kept as a file. Changes are those of --set.
 */
import { parse, parseDocument } from 'yaml';
import { splitSet } from './merge.ts';

/** Width beyond which a value is broken into lines. */
const LINE_WIDTH = 100;

/** `sets` and the text were read before without an error. */
export function changedText(text: string, sets: readonly string[]): string {
  const document = parseDocument(text);
  for (const set of sets) {
    const { path, equals } = splitSet(set);
    if (path === null) continue;
    document.setIn(path, document.createNode(valueOfSet(set.slice(equals + 1)), { flow: true }));
  }
  return document.toString({ lineWidth: LINE_WIDTH });
}

/** Its warnings would be written to standard error by the parser itself, as they are. */
function valueOfSet(text: string): unknown {
  return parse(text, { logLevel: 'error' });
}
