/** The work of `mailpath sweep`: a grid of values. */
import type { Arguments } from '../../studies/arguments.ts';
import { sweepAsked } from '../../studies/sweep/sweep-inquiry.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function sweep(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(sweepAsked, args.text('scenario') ?? '', args, terminal);
}
