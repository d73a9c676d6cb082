/** `mailpath init`: a scenario to begin with, every field of it explained. */
import { existsSync } from 'node:fs';
import { initTemplate } from '../../scenario/init-template.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT_DONE, UsageError } from '../exit.ts';
import { checkOutputFile, writeOutputFile } from '../output-file.ts';
import type { Terminal } from '../terminal.ts';

export const initCommand: Command = {
  name: 'init',
  describe: 'Write a scenario to begin with, every field of it explained',
  positional: {
    name: 'file',
    describe: 'Where to write it (default: standard output); an existing file is left alone',
    required: false,
    example: 'mine.yaml',
  },
  options: {},
  examples: [
    ['init mine.yaml', 'then edit it, and: mailpath compare mine.yaml'],
    ['init', 'to standard output'],
  ],
  run: init,
};

async function init(args: Arguments, terminal: Terminal): Promise<number> {
  const file = args.text('file');
  if (file === null || file === '-') {
    terminal.out(initTemplate());
    return EXIT_DONE;
  }
  if (existsSync(file)) {
    throw new UsageError(`${file} exists already and is left as it is. Choose another name.`);
  }
  checkOutputFile(file);
  writeOutputFile(file, initTemplate());
  terminal.err(`Written to ${file}. Edit it, then: mailpath compare ${file}\n`);
  return EXIT_DONE;
}
