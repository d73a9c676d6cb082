/**
 * The result as JSON: format `mailpath-comparison/1` (several settings) or `mailpath-run/1` (one).
 *
 * One source for the published JSON Schema (docs/result.schema.json), for the type that reports are
 * written from, and for the check that what is written keeps to it. A change that breaks readers
 * raises the number. Durations in milliseconds, shares from 0 to 1, sizes in bytes; null stands for
 * a value that does not exist (no interval from one replication) and for "no limit".
 */
import { z } from 'zod';

const number = z.number().nullable();
const unit = z.enum(['ms', 'share', 'count', 'bytes']);

export const estimateSchema = z.object({
  unit,
  value: number.describe('Mean over the replications; null: no replication has a value.'),
  low: number.describe('Lower end of the 95% interval; null: no interval.'),
  high: number,
});

export const difference = estimateSchema.extend({
  clear: z
    .boolean()
    .nullable()
    .describe('The interval does not contain 0: the difference is more than chance.'),
});

const sticky = z.object({ kind: z.string(), fromMs: number, lastsMs: number }).nullable();

export const closedFormSchema = z.object({
  host: z.string(),
  hostShare: z.number().describe('Share of the mail whose first choice that host is.'),
  arrivalsPerMs: z
    .object({ mean: z.number(), peak: z.number(), quiet: z.number() })
    .describe('At the site, over all its gateways.'),
  gateways: z.number().describe('How many gateways share the mail equally.'),
  messageMs: z.object({
    alone: z.number().describe('Mean time of a message on a connection of its own.'),
    shared: z.number().describe('Mean time of one of many on a connection.'),
  }),
  meanBytes: z.number(),
  neverFitsShare: z.number().describe('Messages too large for the lifetime at the mean goodput.'),
  markSurvives: z.object({
    kind: z.enum(['off', 'stands', 'chance']),
    chance: z.number(),
    chanceAtPeak: z.number(),
    chanceWhenQuiet: z.number(),
    openConnections: z.number().describe('Of a gateway, on average.'),
    lastsMs: z.number(),
    stickyFault: sticky,
  }),
  runnerShare: z.object({
    lifetimeMs: number,
    carriedInLifetime: number,
    piles: z.array(
      z.object({
        cause: z.enum(['interval', 'mark', 'fault', 'bulk', 'initial']),
        messages: z.number().describe('At each gateway.'),
        overMs: z.number(),
        runnerMs: z.number(),
        connectionMs: z.number(),
        cut: z.boolean(),
      }),
    ),
  }),
  loads: z.array(
    z.object({
      resource: z.enum([
        'runners',
        'background-processes',
        'uplink',
        'connection-limit',
        'throttle',
      ]),
      load: z.number(),
      loadAtPeak: z.number(),
      beyond: z.enum(['unstable', 'overlap', 'queued']),
    }),
  ),
});

const change = z.object({
  setting: z.string(),
  from: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  to: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  unit: z.literal('ms').nullable(),
});

const setting = z.object({
  name: z.string(),
  changes: z.array(change).describe('What differs from the first setting; null: no limit.'),
  canItHappen: closedFormSchema,
  measures: z.record(z.string(), estimateSchema),
  worstMs: number.describe('The largest delay of all replications.'),
  largestPart: z.string().nullable(),
  failures: z
    .record(z.string(), z.number())
    .describe('Failures at a host by cause, a replication.'),
  deferralTexts: z
    .record(z.string(), z.number())
    .describe(
      'Deferrals a replication, by what Sendmail’s log says of them: attempted (the relay with its address) or skipped (without), then the text after stat=Deferred.',
    ),
  hosts: z.array(z.object({ name: z.string(), markedMs: z.number() })),
  delayQuantiles: z
    .array(z.object({ share: z.number(), ms: z.number(), low: number, high: number }))
    .describe('Of all delays of all replications together, which are the clusters.'),
  delayCurve: z
    .array(z.object({ ms: z.number(), share: z.number(), low: number, high: number }))
    .describe('Share of the messages that took longer, at delays evenly spaced on a log axis.'),
  course: z
    .object({
      replication: z.number(),
      endedAtMs: z.number(),
      stepMs: z.number(),
      backlog: z.array(z.number()).describe('Mean messages that wait, in each step.'),
      busyRunners: z.array(z.number()),
    })
    .nullable()
    .describe('The first replication over time, as an example.'),
});

const settingVerdict = z.object({
  name: z.string(),
  meanMs: number,
  p99Ms: number,
  worstMs: number,
  largestPart: z.object({ name: z.string(), share: z.number() }).nullable(),
  cuts: z.number(),
  skipped: z.number(),
  undelivered: z.number(),
  returned: z.number(),
  arrived: z.number(),
});

export const scenarioAboutSchema = z.object({
  name: z.string(),
  question: z.string(),
  file: z.string(),
  deployment: z
    .enum(['on-premises', 'cloud'])
    .describe('In the cloud Proofpoint Support changes host status.'),
  set: z.array(z.string()).describe('--set, as given.'),
});

/** What every result of a study says of what was run. */
export const scopeSchema = z.object({
  version: z.string().describe('Version of mailpath.'),
  scenario: scenarioAboutSchema,
  seed: z.string(),
  confidence: z.number(),
  replications: z.object({ planned: z.number(), finished: z.number() }),
  partial: z.boolean().describe('Stopped before all replications were finished.'),
  precision: z
    .object({
      measure: z.string(),
      asked: z.number().describe('Half-width over value.'),
      found: number.describe('The widest of all settings; null: a measure without an interval.'),
      reached: z.boolean(),
    })
    .nullable()
    .describe('What --precision asked for, and what it came to; null without.'),
  assumptions: z.array(z.string()),
});

export const resultSchema = z.object({
  format: z.enum(['mailpath-comparison/1', 'mailpath-run/1']),
  ...scopeSchema.shape,
  warmUpMs: number.describe('With --steady-state: messages that arrived before are not counted.'),
  settings: z.array(setting),
  differences: z.array(
    z.object({
      setting: z.string(),
      to: z.string(),
      measures: z.record(z.string(), difference),
      commonRandomNumbers: z
        .object({ mean: number, p99: number })
        .describe('Variance of the paired difference over that of independent runs.'),
    }),
  ),
  verdict: z.object({
    sentence: z.string(),
    base: settingVerdict,
    best: settingVerdict.nullable(),
  }),
  checks: z
    .array(z.object({ expectation: z.string(), met: z.boolean(), found: z.string() }))
    .nullable()
    .describe('What the scenario expects, with --check; null without.'),
});

export type Result = z.infer<typeof resultSchema>;
export type Scope = z.infer<typeof scopeSchema>;
export type SettingResult = Result['settings'][number];
export type ClosedFormResult = z.infer<typeof closedFormSchema>;
export type EstimateResult = z.infer<typeof estimateSchema>;
export type DifferenceResult = z.infer<typeof difference>;
export type VerdictResult = Result['verdict'];

/** The published schema, draft 7, as text. */
export function resultJsonSchema(): string {
  return publishedSchema('Result of mailpath', resultSchema);
}

/** A schema as it is published: draft 7, with a title. */
export function publishedSchema(title: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { target: 'draft-7' });
  return `${JSON.stringify({ title, ...json }, null, 2)}\n`;
}
