/**
 * The command line: words in, an exit code out. Every way to end is reported in words, never by a stack
 * trace (MAILPATH_DEBUG=1 shows one for a fault of ours).
 */
import { PLAIN } from '../document/paint.ts';
import { WorkerDied } from '../executor/executor.ts';
import { CapacityError } from '../mailpath/capacity.ts';
import { capacityWords } from '../scenario/messages.ts';
import { InvalidLog, InvalidScenario, UsageError } from '../studies/arguments.ts';
import { parseCommand } from './command-parser.ts';
import { COMMANDS } from './commands.ts';
import { EXIT_DONE, EXIT_FAULT, EXIT_INVALID, EXIT_USAGE, faultOf } from './exit.ts';
import { commandHelp, overviewHelp } from './help.ts';
import { terminalPage, writeText } from './result-output.ts';
import type { Terminal } from './terminal.ts';

/** Carries out one command line; returns the exit code. */
export async function commandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const page = terminalPage(words.includes('--no-color'), terminal);
    if (words.length === 0) {
      terminal.err(overviewHelp(COMMANDS, { ...page, paint: PLAIN }));
      return EXIT_USAGE;
    }
    const parsed = await parseCommand(words, COMMANDS);
    if (parsed.kind !== 'command') {
      if (parsed.kind === 'text') terminal.out(`${parsed.text}\n`);
      else if (parsed.kind === 'help') writeText(commandHelp(parsed.command, page), page, terminal);
      else writeText(overviewHelp(COMMANDS, page), page, terminal);
      return EXIT_DONE;
    }
    const { positional, name } = parsed.command;
    if (positional?.required && parsed.args.list(positional.name).length === 0) {
      throw new UsageError(
        `mailpath ${name} needs a ${positional.name}, for example: mailpath ${name} ${positional.example}`,
      );
    }
    return await parsed.command.run(parsed.args, terminal);
  } catch (error) {
    return ended(error, terminal);
  }
}

function ended(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\n`);
    return EXIT_USAGE;
  }
  if (error instanceof InvalidScenario || error instanceof InvalidLog) {
    terminal.err(`${error.message}\n`);
    return EXIT_INVALID;
  }
  if (error instanceof CapacityError) {
    const { message, remedy } = capacityWords(error);
    terminal.err(`Stopped: ${message} ${remedy}\n`);
    return EXIT_INVALID;
  }
  if (error instanceof WorkerDied) {
    terminal.err(`${error.message}\n`);
    return EXIT_FAULT;
  }
  const fault = error instanceof Error ? error : new Error(String(error));
  if (terminal.environment.MAILPATH_DEBUG === '1') terminal.err(`${fault.stack}\n`);
  const { text, exitCode } = faultOf(fault.message);
  terminal.err(text);
  return exitCode;
}
