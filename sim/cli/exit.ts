/** How a command ends, and what is said of an error that nobody foresaw: a fault of ours, or a machine that allows too little. */
import { closeSync, openSync } from 'node:fs';

export const EXIT_DONE = 0;
/** Our fault: a bug. */
export const EXIT_FAULT = 1;
export const EXIT_USAGE = 2;
export const EXIT_INVALID = 3;
/** An objective or an expectation is not met. */
export const EXIT_NOT_MET = 4;
export const EXIT_INTERRUPTED = 130;

/** Files that the program has open at most while it loads, and some for its work. */
const FILES_NEEDED = 256;

export function faultOf(message: string): { text: string; exitCode: number } {
  if (isShortOfFiles()) {
    return {
      text: `Fewer than ${FILES_NEEDED} files may be open at one time here, too few to load the program: ulimit -n 1024\n`,
      exitCode: EXIT_USAGE,
    };
  }
  return {
    text: `This is a fault of mailpath, not yours; please report it with the command you gave: ${message}\n`,
    exitCode: EXIT_FAULT,
  };
}

/** Tried, since errors of all kinds come of it: a module that cannot be opened is "not found". */
function isShortOfFiles(): boolean {
  const files: number[] = [];
  try {
    while (files.length < FILES_NEEDED) files.push(openSync('.', 'r'));
    return false;
  } catch (error) {
    return ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
  } finally {
    for (const file of files) closeSync(file);
  }
}
