/** The work of `mailpath recommend`: the settings to choose, and why. */
import type { Arguments } from '../../studies/arguments.ts';
import { recommendAsked } from '../../studies/recommend/recommendation-inquiry.ts';
import { ask } from '../ask.ts';
import type { Terminal } from '../terminal.ts';

export function recommend(args: Arguments, terminal: Terminal): Promise<number> {
  return ask(recommendAsked, args.text('scenario') ?? '', args, terminal);
}
