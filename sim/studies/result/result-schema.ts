/**
 * The result as JSON: format `mailpath-comparison/2` (several settings) or `mailpath-run/2` (one).
 *
 * One source for the published JSON Schema (docs/result.schema.json), for the type that reports are
 * written from, and for the check that what is written keeps to it. A change that breaks readers
 * raises the number. Durations in milliseconds, shares from 0 to 1, sizes in bytes; null stands for
 * a value that does not exist (no interval from few days) and for "no limit". Days are replications.
 */

import { z } from 'zod';
import { boundsSchema } from '../../document/bounds-schema.ts';
import type { PartName } from '../../mailpath/delay-part.ts';
import { METRIC_UNITS, type MetricName } from '../../mailpath/metrics.ts';
import { ANSWERS } from '../closed-form/expected-events.ts';
import type { ResultSchema } from '../definition.ts';
import { INPUT_UNITS } from '../sensitivity/input-row.ts';

const number = z.number().nullable();
const ends = z.object({ low: z.number(), high: z.number() });
export const unitSchema = z.enum(METRIC_UNITS);
/** A metric's name: any text as it is published, since metrics are added; of the table to our code. */
export const metricName = z.string() as z.ZodType as z.ZodType<MetricName>;
/** The same of a part of the delay. */
export const partName = z.string() as z.ZodType as z.ZodType<PartName>;

/** What a study shows or judges by. */
export const measureSchema = z.object({
  name: metricName,
  unit: unitSchema,
  better: z.enum(['less', 'more', 'neither']),
});

export const estimateSchema = z.object({
  unit: unitSchema,
  ...boundsSchema.shape,
  interval: boundsSchema
    .nullable()
    .describe('Of the typical day (the median over the days), by order statistics; null: too few.'),
  coverage: number.describe('How often such an interval holds the typical day, at least.'),
  days: z.number().describe('Days with a value.'),
});

export const difference = estimateSchema.extend({
  less: z.number().describe('Days on which it is shown to be less.'),
  more: z.number(),
  same: z.number(),
  significant: z
    .boolean()
    .nullable()
    .describe('The interval does not contain 0: the difference is more than chance.'),
});

/** How many days are bad: mail held up by a mark of over five minutes, a connection cut, an objective broken. */
export const daysSchema = z.object({
  days: z.number(),
  bad: z.number(),
  byReason: z.object({ marked: z.number(), cut: z.number(), objective: z.number() }),
  share: ends.describe('Of all days like these, 95%, two-sided (Clopper and Pearson).'),
  shown: ends.describe('The same; one-sided where no day, or every day, is bad.'),
});

/** A metric within one kind of days. */
const kindSchema = z.object({
  days: z.number(),
  p99: boundsSchema.describe('Median over these days.'),
  largest: boundsSchema.describe('The largest delay of these days.'),
  markedMs: z.number().describe('Median.'),
  cuts: number.describe('Mean, from three days on; null with fewer.'),
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
  mark: z.object({
    openConnections: z
      .number()
      .describe(
        'First attempts of a gateway under way at one time: each erases a mark as it closes.',
      ),
    lastsMs: z.number(),
    hasAlternative: z.boolean().describe('All of its mail has other hosts to go to.'),
    stickyFault: sticky.describe(
      'The longest fault that refuses everybody for longer than a message takes.',
    ),
  }),
  runnerShare: z.object({
    // Null: the host never cuts a connection for its age.
    lifetimeMs: number,
    carriedInLifetime: number,
    // By the time that a runner needs for its share, longest first.
    backlogs: z.array(
      z.object({
        cause: z.enum(['interval', 'mark', 'fault', 'bulk', 'initial']),
        messages: z.number().describe('At each gateway.'),
        // For how long it grows; 0 for what is there at once.
        overMs: z.number(),
        runnerMs: z.number(),
        // How long its longest connection would live if nobody cut it.
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
      // Beyond a load of 1. unstable: its queue grows for as long as that lasts. overlap: further
      // queue runs start beside it and share the work. queued: the rest waits for a queue run.
      beyond: z.enum(['unstable', 'overlap', 'queued']),
    }),
  ),
});

const incident = z.object({
  answer: z
    .enum(ANSWERS)
    .describe(
      'no: on at most one day of ten; yes: on at least nine; depends: on chance, or unknown.',
    ),
  chance: ends.describe('Share of the days, between these.'),
});

export const canItHappenSchema = closedFormSchema.extend({
  incidents: z
    .object({
      mark: incident
        .extend({
          cause: z
            .string()
            .nullable()
            .describe('A kind of fault, cut, one-too-many or start; null: nothing marks.'),
        })
        .describe('A mark holds up mail, for over five minutes in all.'),
      cut: incident.describe('A connection is cut at its lifetime.'),
      noProcess: incident.describe('A message finds all background processes busy.'),
      tooMany: incident.describe('A connection is one too many for the remote server.'),
    })
    .describe('What closed forms expect of a day of this scenario.'),
  simulated: z
    .object({
      days: z.number(),
      daysWith: z.object({
        mark: z.number(),
        cut: z.number(),
        noProcess: z.number(),
        tooMany: z.number(),
      }),
      measures: z.record(metricName, estimateSchema),
    })
    .nullable()
    .describe('What the days have shown; null where none was simulated.'),
});

const inputValue = z.union([z.number(), z.string()]);

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const changeSchema = z.object({
  setting: z.string(),
  from: settingValue,
  to: settingValue,
  unit: z.literal('ms').nullable(),
});

const setting = z.object({
  name: z.string(),
  changes: z.array(changeSchema).describe('What differs from the first setting; null: no limit.'),
  canItHappen: canItHappenSchema,
  measures: z.record(metricName, estimateSchema),
  worst: boundsSchema.describe('The largest delay of all days, ms.'),
  badDays: daysSchema,
  kinds: z
    .object({ bad: kindSchema, good: kindSchema })
    .nullable()
    .describe('Where there are days of both kinds: each by itself.'),
  parts: z
    .array(z.object({ name: partName, meanMs: z.number(), share: z.number() }))
    .describe('Where the delay of all mail of all days went: shares of sums, largest first.'),
  largestPart: partName.nullable(),
  undelivered: z
    .array(
      z.object({
        cause: z.string().describe('rejected, greylisting, or the part of the delay it waits in.'),
        destination: z.string(),
        messages: z.number().describe('A day.'),
      }),
    )
    .describe('Why mail never arrived, or has not by the end of the follow-up.'),
  notFollowed: z
    .object({ 'given-up': z.number(), ended: z.number() })
    .describe(
      'Days on which mail was still there at the end: the follow-up was given up after limits.follow-up tries, or the run ended.',
    ),
  greylistedRetries: z
    .array(
      z.object({
        host: z.string(),
        retries: z.number(),
        minimumMs: z.number(),
        penaltyMs: z.number(),
      }),
    )
    .describe('Retries a day that a host refused since they came sooner than its minimum.'),
  retryIntervalMs: z.number(),
  failures: z
    .record(z.string(), z.number())
    .describe('Failures at a host by cause, a replication.'),
  deferralTexts: z
    .record(z.string(), z.number())
    .describe(
      'Deferrals a replication, by what Sendmail’s log says of them: attempted (the relay with its address) or skipped (without), then the text after stat=Deferred.',
    ),
  hosts: z.array(z.object({ name: z.string(), markedMs: z.number() })),
  delayCurve: z
    .array(z.object({ ms: z.number(), share: ends, interval: ends.nullable() }))
    .describe(
      'Share of the messages that took longer on the typical day, at delays evenly spaced on a log axis.',
    ),
  timeSeries: z
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
  p99: boundsSchema.describe('Of the typical day, ms.'),
  mean: boundsSchema,
  worst: boundsSchema,
  largestPart: z.object({ name: partName, share: z.number() }).nullable(),
  badDays: daysSchema.pick({ days: true, bad: true, shown: true }),
  cuts: number,
  skipped: number,
  never: boundsSchema.describe('Share of the mail that never arrives.'),
  arrived: number,
});

export const scenarioAboutSchema = z.object({
  name: z.string(),
  question: z.string(),
  file: z.string(),
  deployment: z
    .enum(['on-premises', 'cloud'])
    .describe('In the cloud Proofpoint Support changes HostStat.'),
  set: z.array(z.string()).describe('--set, as given.'),
  site: z
    .array(z.tuple([z.string(), z.string()]))
    .describe('The site, in words: what, and how much.'),
  faults: z.array(z.string()).describe('What the scenario assumes to go wrong, in words.'),
  text: z.string().describe('The scenario’s file, without what it extends.'),
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
      requested: z.number().describe('Half-width over value; of bad-days: half-width.'),
      found: number.describe('The widest of all settings; null: a measure without an interval.'),
      reached: z.boolean(),
    })
    .nullable()
    .describe('What --precision asked for, and what was reached; null without.'),
  assumptions: z.array(z.string()),
});

export const resultSchema = z.object({
  format: z.enum(['mailpath-comparison/2', 'mailpath-run/2']),
  ...scopeSchema.shape,
  warmUpMs: number.describe('With --steady-state: messages that arrived before are not counted.'),
  settings: z.array(setting),
  differences: z.array(
    z.object({
      setting: z.string(),
      to: z.string(),
      measures: z.record(metricName, difference),
    }),
  ),
  runnersInAll: z
    .array(
      z.object({
        setting: z.string(),
        runners: z.number().describe('Of a queue run.'),
        gateways: z.number(),
        peak: z.number().describe('Most runners at work at one time, on the typical day.'),
        days: z.number(),
        perRun: boundsSchema.describe('p99 on the typical of these days, as simulated.'),
        inAll: boundsSchema.describe('The same if the runners are all that work at one time.'),
      }),
    )
    .describe('Where queue runs overlap and the scenario does not say what its runners count.'),
  restsOn: z
    .object({
      measure: metricName,
      days: z.number().describe('Paired days of each.'),
      moved: z
        .array(
          z.object({
            name: z.string().describe('Of the input, as `sensitivity` has it.'),
            label: z.string(),
            unit: z.enum(INPUT_UNITS),
            present: inputValue,
            value: inputValue.describe('Of its ends the one that moves the measure most.'),
            size: number.describe(
              'Share by which it moves the measure of the typical day, of the smaller value, under the setting that it moves more; null: one never arrives.',
            ),
            settings: z.array(
              z.object({
                setting: z.string(),
                asIs: boundsSchema.describe('Median of these days.'),
                moved: boundsSchema,
              }),
            ),
            turns: z
              .boolean()
              .describe('On all of these days the better setting is no longer better.'),
          }),
        )
        .describe('What moves the answer most first.'),
      looked: z.array(z.string()).describe('Moved on one day, and less than those.'),
      notReached: z.array(z.string()).describe('Not moved: the budget of messages was spent.'),
      notMoved: z.array(z.string()).describe('Fields that no input stands for here.'),
    })
    .nullable()
    .describe(
      'What the answer rests on, of the values that nobody measured here; null: not tried.',
    ),
  verdict: z.object({
    sentence: z.string(),
    base: settingVerdict,
    best: settingVerdict.nullable(),
  }),
  checks: z
    .array(
      z.object({
        expectation: z.string(),
        state: z
          .enum(['met', 'missed', 'unknown'])
          .describe('unknown: it depends on mail that has not arrived.'),
        found: z.string(),
      }),
    )
    .nullable()
    .describe('What the scenario expects, with --check; null without.'),
});

export type Result = z.infer<typeof resultSchema>;
export type Scope = z.infer<typeof scopeSchema>;
export type SettingResult = Result['settings'][number];
export type ClosedFormResult = z.infer<typeof closedFormSchema>;
export type CanItHappenResult = z.infer<typeof canItHappenSchema>;
export type DaysResult = z.infer<typeof daysSchema>;
export type EstimateResult = z.infer<typeof estimateSchema>;
export type DifferenceResult = z.infer<typeof difference>;
export type VerdictResult = Result['verdict'];

/** A schema as it is published: draft 7, with a title. */
export function publishedSchema({ title, of }: ResultSchema): string {
  const json = z.toJSONSchema(of, { target: 'draft-7' });
  return `${JSON.stringify({ title, ...json }, null, 2)}\n`;
}
