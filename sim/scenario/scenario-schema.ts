/**
 * The whole scenario file as one zod schema: what is checked, published and explained.
 *
 * The root's fields are checked one at a time (read-scenario.ts), so that an error in one hides
 * nothing in another.
 */
import { z } from 'zod';
import {
  DAY_MS,
  MAX_ACTIONS,
  MAX_DESTINATIONS,
  MAX_EVENTS,
  MAX_EXPECTATIONS,
  MAX_HOSTS,
  MAX_MESSAGES,
  MAX_NAMED,
  MAX_QUEUED,
} from './defaults.ts';
import { distribution } from './distribution-field.ts';
import { clock, count, duration, named, number, quantity, runTime, text } from './field.ts';
import { destinationSchema, hostSchema } from './hosts-schema.ts';
import { gatewaySchema, settingSchema } from './settings-schema.ts';
import { SCENARIO_VERSION } from './version.ts';

/** A year and a month: what is longer is a slip, or not a question about mail. */
const MAX_MS = 400 * DAY_MS;

/** Of a slot to another. */
const MAX_RELATIVE_RATE = 1e9;

const runSchema = z.strictObject({
  'starts-at': clock({
    description: 'Time of day at the start of the run.',
    default: '00:00',
  }).optional(),
  'arrivals-for': duration({
    description: 'How long mail arrives.',
    default: '24h',
    above: 0,
    to: MAX_MS,
    shown: 'above 0 and at most 400d',
  }).optional(),
  'ends-after': duration({
    description:
      'When backlog, queued mail, cuts and marked time are read; it cuts no delay off: the run goes on until all mail that arrived by then has left.',
    default: 'two days after the last arrivals',
    above: 0,
    to: MAX_MS,
    shown: 'above 0 and at most 400d',
  }).optional(),
  'count-from': runTime({
    description: 'Mail that arrives before this is not counted (a warm-up).',
    default: 'the start of the run',
  }).optional(),
  'first-run-at': runTime({
    description: 'First tick of the queue runs.',
    default: 'drawn from one interval',
  }).optional(),
  replications: count({
    description: 'How often each setting is replayed.',
    default: '20',
    to: 100_000,
  }).optional(),
  seed: text({ description: 'Seed of the random numbers.', default: 'mailpath' }).optional(),
});

const arrivalsSchema = z.strictObject({
  rate: quantity('rate', {
    description: 'Poisson arrivals at this mean rate, of the whole site.',
  }).optional(),
  profile: z
    .union([
      z.enum(['constant', 'office-day']),
      z
        .array(number({ description: 'Relative rate of a slot.', from: 0, to: MAX_RELATIVE_RATE }))
        .min(2)
        .max(1440),
    ])
    .optional()
    .meta({
      description: 'Relative rate in equal slots of the day: office-day, or a list of numbers.',
      'x-default': 'constant',
      'x-source': 'office-day: assumption, busiest hour 10% of the day',
    }),
  from: runTime({ description: 'When they begin.', default: 'the start of the run' }).optional(),
  until: runTime({ description: 'When they end.', default: 'the end of the arrivals' }).optional(),
  bulk: count({ description: 'This many messages in all, at one time (a mailing).' }).optional(),
  at: runTime({ description: 'When the mailing is injected.' }).optional(),
  over: duration({ description: 'It is spread evenly over this.', default: '0' }).optional(),
  recorded: text({
    description: 'A CSV file of recorded arrivals at the site: arrival_ms,bytes.',
  }).optional(),
});

const mailSchema = z.strictObject({
  arrivals: z
    .array(arrivalsSchema)
    .min(1)
    .max(MAX_NAMED)
    .meta({ description: 'Sources of mail, added up.' }),
  sizes: distribution('size', {
    description: 'Sizes of messages.',
    default: 'lognormal, mean 75 KB, sigma 1.5, from 1 KB to 35 MB',
    source: 'Microsoft sizing: 75 KB; sigma 1.5 to 2: assumption after Shah and Noble 2007',
  }).optional(),
  recipients: z
    .strictObject({
      each: count({
        description: 'All messages have this number of recipients.',
        default: '1',
        to: 1000,
      }),
    })
    .optional()
    .meta({ description: 'How many recipients messages have.' }),
});

const initialSchema = z.strictObject({
  backlog: z
    .strictObject({
      messages: count({
        description: 'Messages that wait at the start, split evenly over the gateways.',
      }),
      age: duration({ description: 'Since when: the oldest of them.' }),
    })
    .optional(),
  marks: z
    .array(
      z.strictObject({
        host: text({ description: "The host that is marked, in every gateway's table." }),
        age: duration({ description: 'For how long already.', default: '0' }).optional(),
      }),
    )
    .max(MAX_NAMED)
    .optional(),
});

const actionSchema = z.strictObject({
  at: runTime({ description: 'When the operator acts.' }),
  clear: text({ description: 'Clears the host-status table: all, or one host.' }).optional(),
  set: settingSchema.omit({ extends: true }).optional().meta({ description: 'Changes settings.' }),
  flush: z
    .literal(true)
    .optional()
    .meta({ description: 'A queue run by hand that ignores marks.' }),
});

export const scenarioSchema = z.strictObject({
  version: z.literal(SCENARIO_VERSION).optional().meta({
    description:
      'Version of the file format: 2. To be stated, except in a file that extends another and has its version.',
  }),
  name: text({ description: 'Its name.' }).optional(),
  question: text({ description: 'The question that it answers, in a sentence.' }),
  description: text({ description: 'What it shows, and what it assumes.' }).optional(),
  extends: text({
    description: 'The scenario that this one changes: a file beside it, or a shipped one.',
  }).optional(),
  run: runSchema.optional().meta({ description: 'How long, how often, from which seed.' }),
  gateway: gatewaySchema
    .optional()
    .meta({ description: 'The gateway or gateways, whatever their settings.' }),
  settings: named(
    settingSchema,
    MAX_NAMED,
    'Named settings; default and recommended are built in and can be changed. A name has 1 to 40 letters, digits, hyphens and underscores.',
  ).optional(),
  mail: mailSchema.meta({ description: 'The mail that arrives.' }),
  hosts: named(hostSchema, MAX_HOSTS, 'Remote servers, by host name.')
    .optional()
    .meta({ 'x-default': 'exchange-online' }),
  destinations: z.array(destinationSchema).min(1).max(MAX_DESTINATIONS).optional().meta({
    description: 'Where shares of the mail go.',
    'x-default': 'all of it to the one host',
  }),
  initial: initialSchema.optional().meta({ description: 'What stands at the start.' }),
  actions: z
    .array(actionSchema)
    .max(MAX_ACTIONS)
    .optional()
    .meta({ description: 'What the operator does, and when.' }),
  compare: z
    .array(z.string())
    .min(1)
    .max(MAX_NAMED)
    .optional()
    .meta({ description: 'The settings to compare.', 'x-default': '[default, recommended]' }),
  objectives: z
    .array(z.string())
    .max(MAX_NAMED)
    .optional()
    .meta({ description: 'What a setting has to reach: p99 < 5m.' }),
  bounds: z
    .array(z.string())
    .max(MAX_NAMED)
    .optional()
    .meta({ description: 'What a recommendation may not exceed: runners <= 8, host-status = on.' }),
  expect: z
    .array(z.string())
    .max(MAX_EXPECTATIONS)
    .optional()
    .meta({ description: 'What the comparison must show: default.p99 >= 1h.' }),
  limits: z
    .strictObject({
      messages: count({
        description: 'Messages that one run may bring at most.',
        default: '20000000',
        to: MAX_MESSAGES,
      }).optional(),
      'follow-up': count({
        description:
          'Tries after run.ends-after until mail that makes no progress is followed no further: its delay is then at least its age.',
        default: '2000000',
        from: 0,
        to: MAX_MESSAGES,
      }).optional(),
      queued: count({
        description: 'Messages that may be in the system at one time: about 0.5 GB a million.',
        default: '2000000',
        to: MAX_QUEUED,
      }).optional(),
      events: count({
        description:
          'Events that one run may take: arrivals, steps of deliveries, queue runs with a quarter of the messages that they read.',
        default: '1000000000',
        to: MAX_EVENTS,
      }).optional(),
    })
    .optional()
    .meta({
      description: 'Bounds that keep a slip from filling the memory, or from running for days.',
    }),
});

export type ScenarioFields = z.output<typeof scenarioSchema>;
export type ArrivalFields = z.output<typeof arrivalsSchema>;

/** A node of the schema, as far as we read it ourselves. */
export interface JsonNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonNode | boolean;
  readonly items?: JsonNode;
  readonly anyOf?: readonly JsonNode[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly 'x-default'?: string;
  readonly 'x-source'?: string;
}

let jsonSchema: JsonNode | undefined;

/** The published JSON Schema, draft 7. */
export function scenarioJsonSchema(): JsonNode {
  jsonSchema ??= {
    ...(z.toJSONSchema(scenarioSchema, {
      target: 'draft-7',
      io: 'input',
      unrepresentable: 'any',
    }) as unknown as JsonNode),
    title: 'mailpath scenario',
    description: 'A mail path to simulate: docs/scenario-reference.md.',
  } as JsonNode;
  return jsonSchema;
}
