/** What a client asks for, as the schemas that check it: unknown keys and wrong types are refused. */
import { z } from 'zod';
import { STUDIES } from '../../sim/studies/index.ts';

/** Scenarios have some thousand characters; reading one takes the longer the larger it is. */
const MAX_TEXT = 250_000;

export const scenarioRef = z
  .union([
    z.strictObject({ name: z.string().min(1).max(100).describe('A shipped scenario.') }),
    z.strictObject({
      text: z.string().min(1).max(MAX_TEXT).describe('A scenario, as YAML.'),
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
const OF_TYPE = { flag: z.boolean(), text: word, list: words };

/** Options of the studies, by their names; see docs/command-line.md. */
export const runOptions = z.strictObject(optionFields()).partial();

/** A field for each option that some study has, and for the seed. */
function optionFields(): Record<string, z.ZodType<boolean | string | string[]>> {
  const fields: Record<string, z.ZodType<boolean | string | string[]>> = {};
  for (const option of new Set(STUDIES.flatMap(({ options }) => Object.keys(options)))) {
    const having = STUDIES.filter(({ options }) => option in options);
    const described = [...new Set(having.map(({ options }) => options[option].describe))].map(
      (text) => {
        const saying = having.filter(({ options }) => options[option].describe === text);
        return `${saying.map(({ name }) => name).join(', ')}: ${text}.`;
      },
    );
    fields[option] = OF_TYPE[having[0].options[option].type].describe(described.join(' '));
  }
  return { ...fields, seed: OF_TYPE.text.describe('Seed of the random numbers.') };
}

export const runRequest = z.strictObject({
  study: z.enum(STUDIES.map(({ name }) => name)).describe('Which study: a command’s name.'),
  scenario: scenarioRef,
  set: changes,
  options: runOptions.default({}),
  interim: z
    .boolean()
    .default(false)
    .describe(
      `${STUDIES.filter(({ interim }) => interim)
        .map(({ name }) => name)
        .join(', ')}: also report interim results, after 2, 4, 8 ... replications.`,
    ),
  ephemeral: z
    .boolean()
    .default(false)
    .describe('Its result is kept in memory only, for a while, and is not listed.'),
  keep: z
    .boolean()
    .default(false)
    .describe('Continue while no client follows the run; otherwise it is cancelled then.'),
});

export type RunRequest = z.output<typeof runRequest>;
