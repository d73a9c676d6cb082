/**
 * The settings of a gateway that an administrator can change: one row each, by its name in scenario
 * files. A new setting is a row here and the mechanism of the model that reads its field; all else is
 * a loop over this table:
 *
 *   scenario files, --set, --vary, JSON Schema, `explain`, reference   sim/scenario/settings-schema.ts
 *   the model's input                           GatewaySettings, sim/scenario/named-settings.ts
 *   sensitivity                                 sim/studies/sensitivity/inputs.ts
 *   the controls of the page                    sim/studies/what-if/controls.ts
 *   the changes that a report lists             sim/studies/setting-changes.ts
 *
 * In the order of reports: first what the article changes, in its order. Times in ms.
 * Sources of defaults: "article" is Microsoft, "Configure Proofpoint Email Protection to work with
 * Exchange Online"; "Sendmail" its cf/README, op.me and source, 8.17.1.
 * What a gateway is built and arranged like is no row (GatewaySettings), nor what its work costs
 * (costs.ts). Below the table: what follows from the settings for queue runs.
 */

/** Smallest and largest value, in the model's units. */
export interface ValueRange {
  readonly above?: number;
  readonly from?: number;
  readonly to?: number;
}

/** What a sensitivity study tries: factors on the present value, values of their own, or other words. */
export type SettingTrial =
  | { readonly factors: readonly [low: number, high: number] }
  | { readonly values: readonly [low: number, high: number] }
  | { readonly words: readonly string[] };

interface Described {
  readonly description: string;
  /** What users read about the default where that is more than its value. */
  readonly defaultText?: string;
  /** Of the default. */
  readonly source: string;
}

interface Amount {
  readonly kind: 'count' | 'duration';
  readonly default: number;
  readonly bounds: ValueRange;
  /** Takes `unlimited` (Infinity). */
  readonly unlimited?: true;
  /** The ends of its slider on the page, if it has one. */
  readonly slider?: { readonly from: number; readonly to: number };
}

interface Switch {
  readonly kind: 'switch';
  readonly default: boolean;
  /** It is one of the controls of the page. */
  readonly checkbox?: true;
}

interface Choice {
  readonly kind: 'choice';
  readonly words: readonly string[];
  readonly default: string;
}

/** Null: no value of the model, but how other settings are read (sim/scenario/named-settings.ts). */
type Held =
  | { readonly field: null }
  | {
      /** Its name in GatewaySettings. */
      readonly field: string;
      /** Its name in reports and over its control. */
      readonly label: string;
      /** What a sensitivity study tries; or why it leaves the setting alone. */
      readonly sensitivity: SettingTrial | string;
    };

export type Setting = Described & Held & (Amount | Switch | Choice);

/** Why sensitivity studies leave a setting alone. */
const ADVICE = 'a change that is advised: ladder, compare and recommend try it';

const UNLIMITED = Number.POSITIVE_INFINITY;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const SETTINGS = {
  // mci_scan closes a connection with mci_deliveries + 1 >= m= as the next message begins. Per
  // process: two runners have two connections, and background processes never come to a second
  // message.
  'messages-per-connection': {
    field: 'messagesPerConnection',
    label: 'messages per connection',
    kind: 'count',
    description: 'Messages on one connection before the gateway closes it (Sendmail: m=).',
    bounds: { from: 1 },
    unlimited: true,
    default: UNLIMITED,
    defaultText: 'unlimited in default, 199 in recommended',
    source: 'article: no limit by default; "initially 199"',
    slider: { from: 1, to: 5000 },
    sensitivity: ADVICE,
  },
  // Runners beyond the messages of a run are not forked; MaxQueueChildren caps them. Without the
  // queue group's flag F=f Sendmail forks none at all, whatever their number (run_work_group):
  // assumed on.
  runners: {
    field: 'runners',
    label: 'queue runners',
    kind: 'count',
    description: 'Queue runners that share one queue run.',
    bounds: { from: 1, to: 10_000 },
    default: 2,
    defaultText: '2 in default; in recommended as many as keep the throughput with its limit',
    source:
      'default: assumption, Proofpoint publishes none; recommended: article, raised "to maintain the same message throughput"; closed form 2.003 with the shipped values, rounded',
    slider: { from: 1, to: 64 },
    sensitivity: { factors: [0.5, 2] },
  },
  'runners-are': {
    field: null,
    kind: 'choice',
    description:
      'What the number of runners counts: those that each queue run starts (runs overlap where one takes longer than the retry interval), or all that are at work at one time (Sendmail: MaxQueueChildren is that number).',
    words: ['per-run', 'in-all'],
    default: 'per-run',
    source:
      'assumption: a queue group starts its runners at every tick; where runs overlap, a few runners are up to dozens at once',
  },
  // Off, a failure stays in the process that met it, and each run tries anew. What it never
  // switches off is that process's own memory: the rest of its list is skipped with or without the
  // table.
  'host-status': {
    field: 'hostStatus',
    label: 'HostStat',
    kind: 'switch',
    description:
      'Whether marks of bad hosts are shared by all processes (Sendmail: HostStatusDirectory).',
    default: true,
    defaultText: 'on in default, off in recommended',
    source:
      'article: enabled by default, to be disabled; off switches SingleThreadDelivery off too (Sendmail: "HostStatusDirectory required for SingleThreadDelivery")',
    checkbox: true,
    sensitivity: ADVICE,
  },
  // conf.c: MciInfoTimeout = 30 minutes. One number for the process's memory and for the table.
  'host-status-timeout': {
    field: 'hostStatusTimeoutMs',
    label: 'host status timeout',
    kind: 'duration',
    description: 'How long a mark lasts, in a process and in the shared table.',
    bounds: { above: 0 },
    default: 30 * MINUTE_MS,
    source: 'Sendmail, Timeout.hoststatus; Proofpoint publishes none',
    slider: { from: MINUTE_MS, to: 4 * HOUR_MS },
    sensitivity: { values: [15 * MINUTE_MS, 60 * MINUTE_MS] },
  },
  // How long what was deferred waits for its next chance, whatever deferred it.
  'retry-interval': {
    field: 'retryIntervalMs',
    label: 'message retry interval',
    kind: 'duration',
    description: 'Between queue runs (background, queue-only) or before a retry (persistent).',
    bounds: { from: SECOND_MS },
    default: 30 * MINUTE_MS,
    defaultText: '30m in default; in recommended 1m if all mail goes to Exchange Online, else 5m',
    source: 'default: assumption, RFC 5321 4.5.4.1 (30 minutes); recommended: article',
    slider: { from: 30 * SECOND_MS, to: 4 * HOUR_MS },
    sensitivity: { factors: [0.5, 2] },
  },
  // Interval mode: together with a short interval it spreads retries; longer than the interval it
  // lets whole runs pass a message over.
  'min-queue-age': {
    field: 'minQueueAgeMs',
    label: 'minimum queue age',
    kind: 'duration',
    description: 'MinQueueAge: a message tried less than this ago is passed over.',
    bounds: { from: 0 },
    default: 0,
    defaultText: '0; in the persistent arrangement the retry interval',
    source: 'Sendmail default',
    sensitivity: { values: [0, 5 * MINUTE_MS] },
  },
  // gatherq takes MIN(last try - arrival, this) for the wait: each try doubles the age, and so the
  // wait.
  'max-queue-age': {
    field: 'maxQueueAgeMs',
    label: 'maximum queue age',
    kind: 'duration',
    description: 'MaxQueueAge: the wait before a retry doubles up to this. 0: off.',
    bounds: { from: 0 },
    default: 0,
    source: 'Sendmail default',
    sensitivity: 'off in Sendmail: sweep tries it',
  },
  // main.c: QueueIntvl = 1 where -qp has no time. What mail waits for in persistent mode is the
  // pass at work, hardly ever this sleep.
  'pass-interval': {
    field: 'passIntervalMs',
    label: 'pass interval',
    kind: 'duration',
    description: 'Sleep of a persistent queue runner between two passes (-qp).',
    bounds: { from: SECOND_MS },
    default: SECOND_MS,
    source: 'Sendmail, -qp without a time',
    sensitivity: { factors: [1, 60] },
  },
  // What Postfix does in place of a count: 300 s. It hits old connections only, so a fast runner
  // keeps its connection for as many messages as it likes.
  'connection-age': {
    field: 'connectionAgeMs',
    label: 'connection age',
    kind: 'duration',
    description: 'No new message on a connection older than this: a what-if that Sendmail lacks.',
    bounds: { above: 0 },
    unlimited: true,
    default: UNLIMITED,
    source: 'Postfix, smtp_connection_reuse_time_limit',
    sensitivity: 'Sendmail has no such setting',
  },
  // Counted until the slowest runner of a run is done: a runner with a long list keeps new runs
  // away.
  'max-queue-children': {
    field: 'maxQueueChildren',
    label: 'maximum queue children',
    kind: 'count',
    description:
      'MaxQueueChildren: a queue run that would exceed it is lost. 0: no limit. Not together with runners-are: in-all.',
    bounds: { from: 0 },
    default: 0,
    source: 'Sendmail default',
    sensitivity: { factors: [0.5, 2] },
  },
  // Sendmail has no such number, it has load averages (QueueLA: shouldqueue, by priority and load)
  // and MaxDaemonChildren. A number of processes stands for both: it is what a load of that many
  // comes to.
  'background-limit': {
    field: 'backgroundLimit',
    label: 'background processes',
    kind: 'count',
    description: 'Background delivery processes at one time; beyond it new mail is queued.',
    bounds: { from: 1 },
    unlimited: true,
    default: 200,
    source: 'assumption: QueueLA and MaxDaemonChildren stand behind it',
    sensitivity: { factors: [0.25, 4] },
  },
  // conf.c: MaxMciCache = 1; the m4 configuration sets 2. Per process, not per gateway.
  'connection-cache': {
    field: 'connectionCacheSize',
    label: 'connection cache',
    kind: 'count',
    description: 'Connections that one process keeps open.',
    bounds: { from: 1, to: 100 },
    default: 2,
    source: 'Sendmail, ConnectionCacheSize in cf',
    sensitivity: { factors: [0.5, 2] },
  },
  // conf.c: MciCacheTimeout = 5 minutes. It counts while the process works for other hosts.
  'connection-cache-timeout': {
    field: 'connectionCacheTimeoutMs',
    label: 'connection cache timeout',
    kind: 'duration',
    description: 'Idle time after which a process closes a connection.',
    bounds: { from: 0 },
    default: 5 * MINUTE_MS,
    source: 'Sendmail, ConnectionCacheTimeout',
    sensitivity: { factors: [0.5, 2] },
  },
  // By file name and at random no queue file is opened before it is reached, which saves time on a
  // long queue and loses both checks of age while gathering (gatherq, "avoid work if possible").
  sort: {
    field: 'sort',
    label: 'sort order',
    kind: 'choice',
    description: 'QueueSortOrder: the order of a queue run.',
    words: ['priority', 'time', 'host', 'random', 'filename'],
    default: 'priority',
    source: 'Sendmail default',
    sensitivity: { words: ['time', 'random'] },
  },
  // Looked at after an attempt only (dropenvelope), once for each message.
  'warn-after': {
    field: 'warnAfterMs',
    label: 'warning after',
    kind: 'duration',
    description: 'Age at which the sender is warned.',
    bounds: { from: 0 },
    default: 4 * HOUR_MS,
    source: 'Sendmail, Timeout.queuewarn in cf',
    sensitivity: 'moves no delay',
  },
  // conf.c: to_q_return = 5 days. It also bounds a run: no cohort stays longer than this after its
  // last message.
  'return-after': {
    field: 'returnAfterMs',
    label: 'return after',
    kind: 'duration',
    description: 'Age at which a message is returned.',
    bounds: { from: 0 },
    default: 5 * DAY_MS,
    defaultText: '5d',
    source: 'Sendmail, Timeout.queuereturn in cf',
    sensitivity: 'moves no delay of mail that arrives',
  },
} as const satisfies Readonly<Record<string, Setting>>;

type Settings = typeof SETTINGS;

/** As scenario files have it: `retry-interval`. */
export type SettingName = keyof Settings;

/** What a setting is in the model, and in a scenario once it has been read. */
export type SettingValue<N extends SettingName> = Settings[N] extends { kind: 'switch' }
  ? boolean
  : Settings[N] extends { words: readonly (infer Word)[] }
    ? Word
    : number;

/** The settings as the model holds them, by their fields. */
type SettingValues = {
  readonly [N in SettingName as NonNullable<Settings[N]['field']>]: SettingValue<N>;
};

/** The rows, to be gone through. */
export const SETTING_ROWS = Object.entries(SETTINGS) as readonly (readonly [
  SettingName,
  Setting,
])[];

/** The rows that the model holds a value of. */
export const HELD_SETTINGS = SETTING_ROWS.filter(
  ([, { field }]) => field !== null,
) as readonly (readonly [
  SettingName,
  Setting & { readonly field: keyof SettingValues; readonly label: string },
])[];

/** What holds where a scenario says nothing. */
export const DEFAULT_SETTINGS = Object.fromEntries(
  HELD_SETTINGS.map(([, { field, default: value }]) => [field, value]),
) as unknown as SettingValues;

/** Where first attempts are made: by a process of the message's own at once, or by a queue run. */
export type FirstAttempt = 'background' | 'queue';

/**
 * How queue runs are started. `interval` (`-qT`): at every tick, though older runs still work.
 * `persistent` (`-qpT`): a pass, a wait for its slowest runner, a sleep of the interval.
 */
export type QueueRuns = 'interval' | 'persistent';

/**
 * How the build locks queue files: it decides the priority of a background first attempt.
 *
 * fcntl locks belong to a process, so sendall drops the lock before it forks and the child reads
 * the queue file again: 90000 of priority more for each background first attempt (HASFLOCK,
 * deliver.c).
 */
type LockStyle = 'flock' | 'fcntl';

/**
 * What each gateway goes by: the settings that an administrator can change, alone or at a time
 * (settings.ts), and what it is built and arranged like, which is no setting.
 */
export interface GatewaySettings extends SettingValues {
  readonly firstAttempt: FirstAttempt;
  readonly queueRuns: QueueRuns;
  readonly lockStyle: LockStyle;
  /** Built with _FFR_SKIP_DOMAINS: with `sort: host` runners share out domains, not messages. */
  readonly skipDomains: boolean;
}

/**
 * When the queue is worked through and when a message is due again: what the three times among the
 * settings mean under each kind of queue runs.
 *
 *                                 interval (-qT)        persistent (-qpT)
 *   between queue runs            retry interval        pass interval, a sleep
 *   minimum age since a try       MinQueueAge           retry interval
 *
 * The retry interval is how long a message that was tried waits, so an administrator has one number to
 * change. Where runs start at ticks it is the time between two of them (`-qT`). Persistent passes follow
 * each other after a short sleep that has nothing to do with retries: what keeps a message from the next
 * pass is MinQueueAge, which is the retry interval there.
 * Left out: MaxQueueAge, which doubles the wait from one try to the next.
 * Source: Sendmail 8.17.1, queue.c (gatherq, run_work_group), main.c (`-qp`).
 */
type QueueTimes = Pick<
  GatewaySettings,
  'queueRuns' | 'retryIntervalMs' | 'passIntervalMs' | 'minQueueAgeMs'
>;

/** From one tick of the queue runs to the next; persistent: the sleep between two passes. */
export function betweenRunsMs(times: Omit<QueueTimes, 'minQueueAgeMs'>): number {
  const { queueRuns, retryIntervalMs, passIntervalMs } = times;
  return queueRuns === 'persistent' ? passIntervalMs : retryIntervalMs;
}

/** A message tried less than this ago is passed over. 0: none is. */
function minAgeMs({ queueRuns, retryIntervalMs, minQueueAgeMs }: QueueTimes): number {
  return queueRuns === 'persistent' ? retryIntervalMs : minQueueAgeMs;
}

/** A gateway's settings, with what follows from them for its queue runs. */
export interface SettingsInForce extends GatewaySettings {
  readonly betweenRunsMs: number;
  readonly minAgeMs: number;
}

/**
 * Worked out where settings come into force, not each time that a message is looked at.
 *
 * An action that changes settings makes a new object; processes and runs keep the one that they
 * began with, as a forked Sendmail keeps its options.
 */
export function inForce(settings: GatewaySettings): SettingsInForce {
  return { ...settings, betweenRunsMs: betweenRunsMs(settings), minAgeMs: minAgeMs(settings) };
}

type Runners = Pick<GatewaySettings, 'runners' | 'maxQueueChildren'>;

/**
 * Runners counted in all: where MaxQueueChildren is the number of runners of one queue run, no second
 * run starts while the first is at work, and the number holds for the whole gateway at any time.
 * Otherwise each tick starts as many anew. Who changes the number keeps to the reading.
 */
export function areRunnersInAll({ runners, maxQueueChildren }: Runners): boolean {
  return maxQueueChildren === runners;
}

/**
 * Runners of one queue run: Sendmail caps them at MaxQueueChildren, if that is set. makeworkgroups:
 * "can't have more runners than allowed total".
 */
export function runnersOfRun({ runners, maxQueueChildren }: Runners): number {
  return maxQueueChildren > 0 ? Math.min(runners, maxQueueChildren) : runners;
}

/** The settings with another number of runners, in the same reading. */
export function withRunners<T extends Runners>(settings: T, runners: number): T {
  const maxQueueChildren = areRunnersInAll(settings) ? runners : settings.maxQueueChildren;
  return { ...settings, runners, maxQueueChildren };
}
