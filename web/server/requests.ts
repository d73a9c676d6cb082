/** What clients ask for, as the schemas that check it: unknown keys and wrong types are refused. */
import { z } from 'zod';
import { STUDIES } from '../../sim/studies/index.ts';
import { optionType, TRACE_FORMATS } from '../../sim/studies/options.ts';
import { MAX_REPLICATIONS } from '../../sim/studies/replications.ts';

/** Scenarios have some thousand characters; reading one takes the longer the larger it is. */
const MAX_TEXT = 250_000;

const scenarioRef = z
  .union([
    z.strictObject({ name: z.string().min(1).max(100).describe('A shipped scenario.') }),
    z.strictObject({
      text: z.string().min(1).max(MAX_TEXT).describe('A scenario, as YAML.'),
      name: z.string().min(1).max(100).optional().describe('What errors are to call it.'),
    }),
  ])
  .describe('Which scenario: {"name": "main"}, or {"text": "version: 2 ..."}.');

const changes = z
  .array(z.string().min(1).max(10_000))
  .max(200)
  .default([])
  .describe('Changes of its values, path=value, as --set takes them.');

export const scenarioRequest = z.strictObject({ scenario: scenarioRef, set: changes });

export type ScenarioRequest = z.output<typeof scenarioRequest>;

export const previewRequest = scenarioRequest.extend({
  settings: z.array(z.string().min(1).max(100)).min(1).max(8),
});

export const replayRequest = scenarioRequest.extend({
  setting: z.string().min(1).max(100).default('default'),
  replication: z.number().int().min(0).max(MAX_REPLICATIONS).default(0),
  fromMs: z.number().min(0).default(0).describe('From here, ms from the start of the run'),
  toMs: z.number().min(0).describe('... to here.'),
});

const word = z.string().min(1).max(200);

const text = word.optional();

export const traceRequest = scenarioRequest.extend({
  options: z
    .strictObject({
      format: z
        .enum(TRACE_FORMATS)
        .optional()
        .describe('What to write; sendmail if nothing is said.'),
      setting: text.describe('Which setting; default if nothing is said.'),
      replication: text.describe('Which replication, from "0".'),
      message: text.describe(
        'story: which message, or "list"; the one that waited longest behind a mark otherwise.',
      ),
      at: text.describe('hoststat: when, "09:10" or "40m".'),
      sendmail: z.enum(['8.16', '8.17']).optional(),
      'log-level': text.describe('Sendmail’s LogLevel.'),
      header: z.enum(['rfc3164', 'iso8601', 'rfc5424']).optional(),
      date: text.describe('The day on which the run starts.'),
    })
    .default({}),
});

export const logQuery = z.strictObject({
  name: z.string().min(1).max(200).default('your log').describe('What results are to call it.'),
  modified: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('When it was last written to, ms since 1970: decides the year of its stamps.'),
  lifetime: z.string().max(50).optional().describe('Age at which connections are cut: 20m.'),
  year: z.string().max(4).optional().describe('Year of its last line.'),
  'time-zone': z.string().max(50).optional().describe('Zone of its stamps.'),
  keep: z
    .enum(['yes', 'no'])
    .default('no')
    .describe(
      'Keep the result, with the lines that it shows, among those of runs; the log never is.',
    ),
});

const words = z.array(z.string().min(1).max(1000)).min(1).max(20);
const OF_TYPE = { flag: z.boolean(), text: word, list: words };

/** Options of the studies, by their names; see docs/command-line.md. */
const runOptions = z.strictObject(optionFields()).partial();

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
    fields[option] = OF_TYPE[optionType(having[0].options[option])].describe(described.join(' '));
  }
  return { ...fields, seed: OF_TYPE.text.describe('Seed of the random numbers.') };
}

export const runRequest = z.strictObject({
  study: z.enum(STUDIES.map(({ name }) => name)).describe('Which study: a command’s name.'),
  ...scenarioRequest.shape,
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
