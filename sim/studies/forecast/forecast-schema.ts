/**
 * A forecast as JSON: format `mailpath-forecast/1`. Durations in milliseconds from the end of the log,
 * times in milliseconds since 1970 (AtMs); null: not within the forecast's horizon, or not known.
 */
import { z } from 'zod';
import { publishedSchema } from '../result/result-schema.ts';
import { COMMANDS_NOW } from './forecast.ts';

const range = z
  .object({ middleMs: z.number().nullable(), lowMs: z.number(), highMs: z.number().nullable() })
  .describe('The middle run, and the range of one more run in 95% of all cases.');

export const forecastSchema = z.object({
  format: z.literal('mailpath-forecast/1'),
  version: z.string().describe('Version of mailpath.'),
  files: z.array(z.string()),
  seed: z.string(),
  replications: z.number(),
  partial: z.boolean().describe('Stopped before all replications were finished.'),
  now: z.object({
    atMs: z.number(),
    waiting: z.number(),
    oldestMs: z.number(),
    marks: z.array(z.object({ host: z.string(), ageMs: z.number(), leftMs: z.number() })),
    runnersAtWork: z.number(),
    nextRunMs: z.number().nullable(),
    arrivalsPerMs: z.number(),
  }),
  horizonMs: z.number().describe('So far is looked ahead.'),
  commands: z.array(
    z.object({
      command: z.enum(COMMANDS_NOW),
      name: z.string(),
      changes: z.boolean().describe('False: nothing here, and it was not run.'),
      half: range.nullable(),
      most: range.nullable().describe('99% of the mail that waits now.'),
      all: range.nullable(),
      lookedMs: z
        .number()
        .describe(
          'So far this command was looked ahead: horizonMs, unless the limit of work came first.',
        ),
      gainMs: z
        .number()
        .nullable()
        .describe('How much sooner 99% are through, middle against middle.'),
      clear: z.boolean().describe('In 95% of the replications it is sooner than as things stand.'),
    }),
  ),
  sentence: z.string(),
  assumptions: z.array(z.string()),
});

export type ForecastResult = z.infer<typeof forecastSchema>;
export type CommandForecast = ForecastResult['commands'][number];

/** The published schema, draft 7, as text. */
export function forecastJsonSchema(): string {
  return publishedSchema('Result of mailpath forecast', forecastSchema);
}
