/**
 * A scenario's text with values changed in it: comments, order and everything else stay, so that
 * what one tried can be kept as a file. Changes are those of --set.
 */
import { isSeq, parse, parseDocument } from 'yaml';
import { splitSet } from './merge.ts';

/** Width beyond which a value is broken into lines. */
const LINE_WIDTH = 100;

/** `sets` and the text were read before without an error. */
export function changedText(text: string, sets: readonly string[]): string {
  const document = parseDocument(text);
  for (const set of sets) {
    const { path, equals } = splitSet(set);
    if (path === null) continue;
    const steps: (string | number)[] = [];
    for (const step of path) {
      steps.push(
        isSeq(steps.length === 0 ? document.contents : document.getIn(steps, true))
          ? Number(step)
          : step,
      );
    }
    document.setIn(steps, document.createNode(parse(set.slice(equals + 1)), { flow: true }));
  }
  return document.toString({ lineWidth: LINE_WIDTH });
}
