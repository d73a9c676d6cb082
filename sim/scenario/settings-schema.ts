/**
 * The fields of a named setting, and of the gateway that it is a setting of.
 *
 * Defaults stand beside their sources. "Article": Microsoft, "Configure Proofpoint Email Protection
 * to work with Exchange Online". "Sendmail": its cf/README, op.me and source, 8.17.1.
 */
import { z } from 'zod';
import { MOST_RUNNERS } from './defaults.ts';
import { choice, count, duration, goodput, onOff, quantity, text } from './field.ts';

export const settingSchema = z.strictObject({
  extends: text({ description: 'The setting that this one changes; absent: default.' }).optional(),
  'messages-per-connection': count(
    {
      description: 'Messages on one connection before the gateway closes it (Sendmail: m=).',
      default: 'unlimited in default, 199 in recommended',
      source: 'article: no limit by default; "initially 199"',
    },
    { from: 1 },
    true,
  ).optional(),
  'connection-age': quantity(
    'duration',
    {
      description: 'No new message on a connection older than this: a what-if that Sendmail lacks.',
      default: 'unlimited',
      source: 'Postfix, smtp_connection_reuse_time_limit',
    },
    { above: 0 },
    true,
  ).optional(),
  runners: count(
    {
      description: 'Queue runners that share one queue run.',
      default: '2 in default; in recommended as many as keep the throughput with its limit',
      source:
        'default: assumption, Proofpoint publishes none; recommended: article, raised "to maintain the same message throughput"; closed form 2.003 with the shipped values, rounded',
    },
    { from: 1, to: MOST_RUNNERS },
  ).optional(),
  'runners-are': choice(['per-run', 'in-all'], {
    description:
      'What the number of runners counts: those that each queue run starts (runs overlap where one takes longer than the retry interval), or all that are at work at one time (Sendmail: MaxQueueChildren is that number).',
    default: 'per-run',
    source:
      'assumption: a queue group starts its runners at every tick; where runs overlap, a few runners are up to dozens at once',
  }).optional(),
  'retry-interval': duration(
    {
      description: 'Between queue runs (background, queue-only) or before a retry (persistent).',
      default: '30m in default; in recommended 1m if all mail goes to Exchange Online, else 5m',
      source: 'default: assumption, RFC 5321 4.5.4.1 (30 minutes); recommended: article',
    },
    { from: 1000, shown: '1s or more' },
  ).optional(),
  'host-status': onOff({
    description: 'Whether marks of bad hosts are shared by all processes (HostStat).',
    default: 'on in default, off in recommended',
    source:
      'article: enabled by default, to be disabled; off switches SingleThreadDelivery off too (Sendmail: "HostStatusDirectory required for SingleThreadDelivery")',
  }).optional(),
  'host-status-timeout': duration(
    {
      description: 'How long a mark lasts, in a process and in the shared table.',
      default: '30m',
      source: 'Sendmail, Timeout.hoststatus; Proofpoint publishes none',
    },
    { above: 0 },
  ).optional(),
  'max-queue-children': count(
    {
      description:
        'MaxQueueChildren: a queue run that would exceed it is lost. 0: no limit. Not together with runners-are: in-all.',
      default: '0',
      source: 'Sendmail default',
    },
    { from: 0 },
  ).optional(),
  'min-queue-age': duration({
    description: 'MinQueueAge: a message tried less than this ago is passed over.',
    default: '0; in the persistent arrangement the retry interval',
    source: 'Sendmail default',
  }).optional(),
  'max-queue-age': duration({
    description: 'MaxQueueAge: the wait before a retry doubles up to this. 0: off.',
    default: '0',
    source: 'Sendmail default',
  }).optional(),
  'pass-interval': duration(
    {
      description: 'Sleep of a persistent queue runner between two passes (-qp).',
      default: '1s',
      source: 'Sendmail, -qp without a time',
    },
    { from: 1000, shown: '1s or more' },
  ).optional(),
  sort: choice(['priority', 'time', 'host', 'random', 'filename'], {
    description: 'QueueSortOrder: the order of a queue run.',
    default: 'priority',
    source: 'Sendmail default',
  }).optional(),
  'connection-cache': count(
    {
      description: 'Connections that one process keeps open.',
      default: '2',
      source: 'Sendmail, ConnectionCacheSize in cf',
    },
    { from: 1, to: 100 },
  ).optional(),
  'connection-cache-timeout': duration({
    description: 'Idle time after which a process closes a connection.',
    default: '5m',
    source: 'Sendmail, ConnectionCacheTimeout',
  }).optional(),
  'background-limit': count(
    {
      description: 'Background delivery processes at one time; beyond it new mail is queued.',
      default: '200',
      source: 'assumption: QueueLA and MaxDaemonChildren stand behind it',
    },
    { from: 1 },
    true,
  ).optional(),
  'warn-after': duration({
    description: 'Age at which the sender is warned.',
    default: '4h',
    source: 'Sendmail, Timeout.queuewarn in cf',
  }).optional(),
  'return-after': duration({
    description: 'Age at which a message is returned.',
    default: '5d',
    source: 'Sendmail, Timeout.queuereturn in cf',
  }).optional(),
});

export type SettingFields = z.output<typeof settingSchema>;

const costsSchema = z.strictObject({
  'run-start': duration({
    description: 'From a tick of the queue runs to their first delivery.',
    default: '60ms',
    source: 'measured on Sendmail 8.17.1: 1 to 58 ms (docs/validation.md), the upper end',
  }).optional(),
  'pass-start': duration({
    description: 'In the persistent arrangement, from the end of its sleep to its first delivery.',
    default: '4ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  'runner-gap': duration({
    description: 'Between the starts of the runners of one run.',
    default: '0.75ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  'runner-jitter': duration({
    description: 'How late each runner starts at most: which is first is chance.',
    default: '2ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  'scan-per-message': duration({
    description: 'For each message that a queue run reads before its runners start.',
    default: '0.1ms',
    source: 'assumption',
  }).optional(),
  fork: duration({
    description: "From a message's acceptance to its background process's first command.",
    default: '2ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  overhead: duration({
    description: "A message's own work beyond the far side's wait and the transfer.",
    default: '20ms',
    source: 'assumption; recorded were 40 ms, nearly all of it an effect of loopback',
  }).optional(),
  'between-messages': duration({
    description: 'Work between two messages on a connection.',
    default: '4ms',
    source: 'assumption: of the 44 ms a message that were recorded with the overhead',
  }).optional(),
  'tick-lateness': duration({
    description: 'How late each tick of the queue runs is; ticks drift by it.',
    default: '0.75ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  skip: duration({
    description: 'A skip of a message whose host is marked.',
    default: '10ms',
    source: 'assumption: recorded was 1 ms, perhaps 5 to 20 ms on a busy gateway',
  }).optional(),
  'status-lock': duration({
    description: 'How long a process holds the lock on a host-status file.',
    default: '0',
    source:
      'unless measured: no figure is known, and each 0.5ms would defer 0.6% of first attempts at 10^6 messages a day',
  }).optional(),
  uplink: goodput(
    {
      description: "The site's uplink, which the connections of all gateways share.",
      default: 'unlimited',
      source: 'assumption',
    },
    true,
  ).optional(),
});

export const gatewaySchema = z.strictObject({
  arrangement: choice(['background', 'persistent', 'queue-only'], {
    description: 'How first attempts and retries are made.',
    default: 'background',
    source: 'public Proofpoint logs: a process a message, 0.2 s after acceptance',
  }).optional(),
  gateways: count(
    {
      description:
        "Gateways with a queue and a host-status table each. The mail is the site's: each message comes in at one of them, with equal chances.",
      default: '1',
    },
    { from: 1, to: 64 },
  ).optional(),
  deployment: choice(['on-premises', 'cloud'], {
    description: 'Who can switch HostStat off: the administrator, or Proofpoint Support.',
    default: 'on-premises',
    source: 'article',
  }).optional(),
  'lock-style': choice(['fcntl', 'flock'], {
    description: 'How queue files are locked: decides the priority of a background first attempt.',
    default: 'fcntl',
    source: "the article's sample line (pri=121904) shows fcntl",
  }).optional(),
  'skip-domains': onOff({
    description:
      'Sendmail is built with _FFR_SKIP_DOMAINS, as Debian does: with `sort: host` the runners of a run share out domains, not messages.',
    default: 'off',
    source: "Sendmail 8.17's own default; Proofpoint's is not public",
  }).optional(),
  costs: costsSchema.optional().meta({ description: "What a gateway's own work costs." }),
});
