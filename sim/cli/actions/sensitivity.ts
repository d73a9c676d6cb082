/** The work of `mailpath sensitivity`: which inputs the answer hangs on. */
import type { Arguments } from '../../studies/arguments.ts';
import { sensitivityAsked } from '../../studies/sensitivity/sensitivity-inquiry.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function sensitivity(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(sensitivityAsked, args.text('scenario') ?? '', args, terminal);
}
