/** The work of `mailpath recommend`: the settings to choose, and why. */
import type { Arguments } from '../../inquiry/arguments.ts';
import { recommendAsked } from '../../inquiry/recommendation.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function recommend(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(recommendAsked, args.text('scenario') ?? '', args, terminal);
}
