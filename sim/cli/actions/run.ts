/** The work of `mailpath run`: one setting of a scenario, all its metrics. */
import type { Arguments } from '../../studies/arguments.ts';
import { runAsked } from '../../studies/compare/comparison.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function run(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(runAsked, args.text('scenario') ?? '', args, terminal);
}
