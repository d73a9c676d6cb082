/** What a client asks for, as the schemas that check it: unknown keys and wrong types are refused. */
import { z } from 'zod';
import { INQUIRY_NAMES } from '../../sim/studies/inquiry-names.ts';

/** Scenarios have some thousand characters; reading one takes the longer the larger it is. */
const TEXT_MOST = 250_000;

export const scenarioRef = z
  .union([
    z.strictObject({ name: z.string().min(1).max(100).describe('A shipped scenario.') }),
    z.strictObject({
      text: z.string().min(1).max(TEXT_MOST).describe('A scenario, as YAML.'),
      name: z.string().min(1).max(100).optional().describe('What errors are to call it.'),
    }),
  ])
  .describe('Which scenario: {"name": "main"}, or {"text": "version: 2 ..."}.');

export const changes = z
  .array(z.string().min(1).max(10_000))
  .max(200)
  .default([])
  .describe('Changes of its values, path=value, as --set takes them.');

const word = z.string().min(1).max(200);
const words = z.array(z.string().min(1).max(1000)).min(1).max(20);

/** Options of the commands, by their names; see docs/command-line.md. */
export const runOptions = z
  .strictObject({
    settings: word.describe('compare: which settings, the base first: "default,recommended".'),
    check: z.boolean().describe('compare: hold the result to the scenario’s expectations.'),
    setting: word.describe('run, sweep, recommend, sensitivity: which setting.'),
    from: word.describe('ladder: the setting below.'),
    to: word.describe('ladder: the setting above.'),
    'no-limits': z.boolean().describe('ladder: without limits alone.'),
    vary: words.describe('sweep: what is varied: ["runners=1..8"].'),
    'most-points': word.describe('sweep: points at most.'),
    objective: words.describe('recommend: ["p99 < 5m"].'),
    bound: words.describe('recommend: ["runners <= 8"].'),
    confidence: word.describe('recommend: such as 95%.'),
    full: z.boolean().describe('recommend: also what is behind the answer.'),
    only: word.describe('sensitivity: which inputs.'),
    range: words.describe('sensitivity: ["goodput=0.25..4"].'),
    measure: word.describe('The measure that it is about: p99.'),
    precision: word.describe('Replicate until the half-width is that share: 5%.'),
    replications: word.describe('Replications of each setting.'),
    'steady-state': z.boolean().describe('compare, run: delete the start-up of each run.'),
    seed: word.describe('Seed of all chance.'),
  })
  .partial();

export const runRequest = z.strictObject({
  inquiry: z.enum(INQUIRY_NAMES).describe('What to do: a command’s name.'),
  scenario: scenarioRef,
  set: changes,
  options: runOptions.default({}),
  interim: z
    .boolean()
    .default(false)
    .describe('compare, run: tell what there is after 2, 4, 8 ... replications already.'),
  ephemeral: z
    .boolean()
    .default(false)
    .describe(
      'Of interest for a moment: its result is kept in memory, for a while, and not listed.',
    ),
  keep: z
    .boolean()
    .default(false)
    .describe('Go on though nobody asks how it goes; otherwise it is then cancelled.'),
});

export type RunRequest = z.output<typeof runRequest>;
