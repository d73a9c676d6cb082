/** The work of `mailpath compare`: settings side by side, the same mail for each, one verdict. */
import type { Arguments } from '../../studies/arguments.ts';
import { compareAsked } from '../../studies/compare/comparison.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

/** Shown where no scenario is named: the article's failure. */
const MAIN_SCENARIO = 'main';

export function compare(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(compareAsked, args.text('scenario') ?? MAIN_SCENARIO, args, terminal);
}
