/** The work of `mailpath init`: a scenario to begin with, every field of it explained. */
import { existsSync } from 'node:fs';
import { initTemplate } from '../../scenario/init-template.ts';
import type { Arguments } from '../../studies/arguments.ts';
import { UsageError } from '../../studies/refusal.ts';
import { EXIT_DONE } from '../exit.ts';
import { checkOutputFile, writeOutputFile } from '../output-file.ts';
import type { Terminal } from '../terminal.ts';

export async function init(args: Arguments, terminal: Terminal): Promise<number> {
  const file = args.text('file');
  if (file === null || file === '-') {
    terminal.out(initTemplate());
    return EXIT_DONE;
  }
  if (existsSync(file)) {
    throw new UsageError(`${file} exists already and is left as it is. Choose another name.`);
  }
  checkOutputFile(file);
  writeOutputFile(file, initTemplate(), 'umask');
  terminal.err(`Written to ${file}. Edit it, then: mailpath compare ${file}\n`);
  return EXIT_DONE;
}
