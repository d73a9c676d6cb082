/** Whether each command carries out a scenario as it should: an exit code in words, JSON as published. */
import type { z } from 'zod';
import { ladderSchema } from '../../sim/studies/ladder/result.ts';
import { recommendationSchema } from '../../sim/studies/recommend/result.ts';
import { resultSchema } from '../../sim/studies/result/result-schema.ts';
import { sensitivitySchema } from '../../sim/studies/sensitivity/result.ts';
import { sweepSchema } from '../../sim/studies/sweep/result.ts';
import { mailpath } from '../cli/test-terminal.ts';

interface Command {
  readonly words: readonly string[];
  readonly schema: z.ZodType | null;
}

/** What follows the scenario's name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  validate: { words: [], schema: null },
  run: { words: ['--json'], schema: resultSchema },
  compare: { words: ['--json', '--check'], schema: resultSchema },
  'compare as text': { words: [], schema: null },
  ladder: { words: ['--json', '--replications', '2'], schema: ladderSchema },
  trace: { words: ['--format', 'sendmail'], schema: null },
  'trace as a story': { words: ['--format', 'story'], schema: null },
  recommend: { words: ['--json', '--replications', '10'], schema: recommendationSchema },
  sensitivity: { words: ['--json', '--replications', '2'], schema: sensitivitySchema },
  sweep: {
    words: ['--json', '--replications', '2', '--vary', 'runners=1,3'],
    schema: sweepSchema,
  },
};

/** What a run that reaches one of its limits says. */
const STOPPED = /^Stopped: (more than|the run took|queue runs|processes|the machine)/m;

/** A study that says which of the scenario's objectives it has no answer to. */
const NO_RECOMMENDATION = /^The objective .* only nothing at all can be asked for by =\.$/m;

/** What is wrong with how a command carried the file out; null if nothing is. */
export async function faultOf(command: string, file: string): Promise<string | null> {
  const { words, schema } = COMMANDS[command];
  const { code, out, err } = await mailpath([command.split(' ')[0], file, ...words]);
  if (code === 3 && STOPPED.test(err)) return null;
  if (code === 2 && command === 'recommend' && NO_RECOMMENDATION.test(err)) return null;
  if (code !== 0 && code !== 4) return `exit ${code}: ${err.slice(0, 600)}`;
  if (/\b(NaN|Infinity|undefined)\b/.test(out)) return `not finite: ${aroundOf(out)}`;
  if (schema === null) return null;
  const parsed = schema.safeParse(JSON.parse(out));
  return parsed.success ? null : `not as published: ${parsed.error.message.slice(0, 600)}`;
}

function aroundOf(text: string): string {
  const at = text.search(/\b(NaN|Infinity|undefined)\b/);
  return text.slice(Math.max(0, at - 100), at + 60);
}
