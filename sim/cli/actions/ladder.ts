/** The work of `mailpath ladder`: the changes between two settings, one at a time. */
import type { Arguments } from '../../studies/arguments.ts';
import { ladderAsked } from '../../studies/ladder/ladder-inquiry.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function ladder(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(ladderAsked, args.text('scenario') ?? '', args, terminal);
}
