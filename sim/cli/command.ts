/**
 * A command as data: its name, what it takes, worked examples, and what it does. The parser
 * (command-parser.ts), the help and docs/command-line.md are made from it.
 *
 * commands/X.ts is such a definition and loads nothing; actions/X.ts does it and is loaded when
 * it is asked for, so that help, completion and usage errors come at once.
 */
import type { Arguments } from '../studies/arguments.ts';
import type { Terminal } from './terminal.ts';

export interface OptionDefinition {
  readonly describe: string;
  /** `flag` takes no value; `list` may be given several times. */
  readonly type: 'flag' | 'text' | 'list';
  /** What stands for the value in the help: `--seed TEXT`. */
  readonly value?: string;
  readonly choices?: readonly string[];
}

interface PositionalDefinition {
  readonly name: string;
  readonly describe: string;
  readonly required: boolean;
  /** Takes all the rest. */
  readonly many?: boolean;
  /** All that may be given. */
  readonly choices?: readonly string[];
  /** What to say, as an example, when it is missing. */
  readonly example: string;
}

export interface Command {
  readonly name: string;
  readonly describe: string;
  readonly positional: PositionalDefinition | null;
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** A command line without `mailpath`, and what it is for. */
  readonly examples: readonly (readonly [string, string])[];
  /** Loads what it needs and carries it out; returns the exit code. */
  readonly run: (args: Arguments, terminal: Terminal) => Promise<number>;
}
