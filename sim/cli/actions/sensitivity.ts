/** The work of `mailpath sensitivity`: which inputs the answer hangs on. */
import type { Arguments } from '../../inquiry/arguments.ts';
import { sensitivityAsked } from '../../inquiry/sensitivity.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function sensitivity(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(sensitivityAsked, args.text('scenario') ?? '', args, terminal);
}
