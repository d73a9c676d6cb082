/**
 * The remedies: what one can change at a gateway so that mail is less late, a row each.
 *
 * Whatever speaks of remedies reads this table: the setting `recommended`, the changes that `ladder`
 * applies one after another, what `forecast` tries, what `recommend` chooses among, the advice of
 * `diagnose`, the lesson. A new remedy is a new row.
 *
 * The rows stand in the article's order. "Article": Microsoft, "Configure Proofpoint Email Protection
 * to work with Exchange Online". Units: milliseconds.
 * Left out: what one does elsewhere than in a gateway's settings and its host-status table (asking the
 * remote server, taking a message out of the queue).
 */
import type { MailPathInput, OperatorAction } from './input.ts';
import { limitSlowdown, type MessageWork } from './offered-load.ts';
import {
  areRunnersInAll,
  type GatewaySettings,
  SETTINGS,
  type SettingName,
  withRunners,
} from './settings.ts';

/** A row of the settings (settings.ts): its kind, its name in scenario files, its name in the model. */
type SettingOf<Kind extends string> = {
  [N in SettingName]: (typeof SETTINGS)[N] extends {
    kind: infer K extends Kind;
    field: infer F extends string;
  }
    ? { readonly kind: K; readonly field: N; readonly setting: F }
    : never;
}[SettingName];

export const WHO = ['administrator', 'Proofpoint Support'] as const;
type Who = (typeof WHO)[number];

/** What makes mail late, as far as a remedy acts against it: `diagnose` finds these in a log. */
export type Harm =
  /** A connection is cut before it has carried what it was to carry. */
  | 'cut'
  /** A limit of messages per connection costs set-ups. */
  | 'set-ups'
  /** All processes take a host that failed once for dead. */
  | 'mark'
  /** A mark stands although the fault is over. */
  | 'standing-mark'
  /** The lock on a host-status file. */
  | 'status-lock'
  /** Mail that was skipped waits. */
  | 'skip'
  /** A refused runner leaves its list. */
  | 'refusal'
  /** The remote server was away for a while. */
  | 'outage'
  /** New mail waits for a queue run. */
  | 'queue-wait'
  /** Mail waits in the lists of runners. */
  | 'long-lists'
  /** Transfers are slow. */
  | 'slow-transfer';

/**
 * What the article's advice depends on: it gives one number for all sites (199) and one rule (as many
 * runners as keep the throughput), which needs the site's own work for a message.
 */
export interface AdvisedSite {
  /** The settings so far: as they were, with what the rows before this one advise. */
  readonly messagesPerConnection: number;
  readonly runners: number;
  /** Of a message at the host that most of the mail goes to. */
  readonly work: Pick<MessageWork, 'setupMs' | 'sharedMs'>;
  readonly allExchangeOnline: boolean;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

interface About {
  readonly id: string;
  /** What is changed, as the article and Proofpoint's pages have it. */
  readonly label: string;
  /** What one does; behind it stands "to" and the value, where there is one. */
  readonly does: string;
  /** On premises it is the administrator. */
  readonly doneInCloudBy: Who;
  readonly source: string;
  /** Why it helps, against what it helps. */
  readonly against: Readonly<Partial<Record<Harm, string>>>;
}

interface OfNumber extends About {
  /** The setting at a value, in a few words; `text`: the value as people read it. */
  readonly name: (value: number, text: string) => string;
  /** What the article advises. */
  readonly advised: (site: AdvisedSite) => number;
  /** In an incident. */
  readonly now: {
    /** Among the others: the quickest to do first. */
    readonly place: number;
    readonly tried: (present: number) => number;
    readonly max: number;
    readonly changes: (present: number, value: number) => boolean;
    /** What follows of the new value, beside the setting itself. */
    readonly follows?: (input: MailPathInput, value: number) => MailPathInput;
  };
  /** As a dimension of `recommend`. */
  readonly dimension: {
    /** Which way it does more; null: neither. */
    readonly stronger: 'less' | 'more' | null;
    /** Beside the value that it has. */
    readonly candidates: readonly number[];
    /** Around the chosen one, to see how far it can move. */
    readonly around: readonly number[];
    /** A bound of the site, lifted to see whether it stands in the way. */
    readonly lifted: (bound: Range) => Range;
  };
}

interface OfSwitch extends About {
  readonly name: (value: boolean, text: string) => string;
  /** Which way it is a remedy, and what the article advises. */
  readonly on: boolean;
  readonly now: {
    readonly place: number;
    readonly follows?: (input: MailPathInput, value: number) => MailPathInput;
  };
}

type NumberRemedy = OfNumber & SettingOf<'count' | 'duration'>;
type SwitchRemedy = OfSwitch & SettingOf<'switch'>;

/** What is done once; the article advises it at the start. */
interface ActionRemedy extends About {
  readonly kind: 'action';
  readonly action: Exclude<OperatorAction['kind'], 'set'>;
  readonly name: (done: boolean) => string;
  readonly now: {
    readonly place: number;
    readonly changes: (input: MailPathInput) => boolean;
    /** The state after it. */
    readonly done: (input: MailPathInput) => MailPathInput;
  };
}

const MINUTE_MS = 60_000;
const UNLIMITED = Number.POSITIVE_INFINITY;

/** The article's first value of the limit: "initially 199", to be lowered while resets are logged. */
export const ARTICLE_LIMIT = 199;
/** Its retry interval where all mail goes to Exchange Online, and where some goes elsewhere. */
const ARTICLE_RETRY_MS = MINUTE_MS;
const ARTICLE_RETRY_ELSEWHERE_MS = 5 * MINUTE_MS;

const ROWS = [
  {
    id: 'limit',
    kind: 'count',
    setting: 'messagesPerConnection',
    field: 'messages-per-connection',
    label: 'Maximum Number of Messages per SMTP Connection',
    does: 'limit messages per connection',
    name: (limit) => (limit === UNLIMITED ? 'no limit' : `limit of ${limit}`),
    doneInCloudBy: 'administrator',
    source: 'article: no limit by default; "initially 199"',
    advised: () => ARTICLE_LIMIT,
    now: {
      place: 4,
      tried: () => ARTICLE_LIMIT,
      max: 1_000_000,
      changes: (present, limit) => limit < present,
    },
    dimension: {
      stronger: null,
      // Lower costs set-ups, higher costs cuts: neither way is the stronger one.
      candidates: [ARTICLE_LIMIT],
      around: [1, 2, 5, 10, 20, 50, 100, 150, ARTICLE_LIMIT, 300, 500, 1000, 2000, 5000, UNLIMITED],
      lifted: (bound) => ({ ...bound, min: 1 }),
    },
    against: { cut: 'fewer than a connection carries before it is cut' },
  },
  {
    id: 'runners',
    kind: 'count',
    setting: 'runners',
    field: 'runners',
    label: 'Queue runners',
    does: 'raise the number of runners',
    name: (runners, text) => (runners === 1 ? '1 runner' : `${text} runners`),
    doneInCloudBy: 'administrator',
    source:
      'article: raised "to maintain the same message throughput"; how many: the closed form, rounded',
    // As many as carry with the limit what they carry without one.
    advised: ({ runners, messagesPerConnection, work }) => {
      const needed = Math.round(runners * limitSlowdown(messagesPerConnection, work));
      // Without any work of a message's own the form has no value.
      return Number.isNaN(needed)
        ? runners
        : Math.max(runners, Math.min(needed, SETTINGS.runners.bounds.to));
    },
    now: {
      place: 2,
      tried: (present) => 2 * present,
      max: 10_000,
      changes: (present, runners) => runners !== present,
    },
    dimension: {
      stronger: 'more',
      // As factors of those that there are: studies/recommend/candidate.ts.
      candidates: [],
      around: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64],
      lifted: (bound) => ({ ...bound, max: 16 * bound.max }),
    },
    against: {
      'set-ups': 'in proportion, to keep the throughput',
      'slow-transfer': 'as far as the link carries them',
      'long-lists': 'nothing else shortens the lists that mail waits in',
    },
  },
  {
    id: 'clear',
    kind: 'action',
    action: 'clear',
    label: 'Host-status table',
    does: 'clear the host-status table',
    name: (done) => (done ? 'table cleared' : 'table not cleared'),
    doneInCloudBy: 'administrator',
    source: 'article: the table is cleared once',
    now: {
      place: 1,
      // Only a mark that stands now can be cleared; the next fault sets it again.
      changes: ({ marks }) => marks.length > 0,
      done: unmarked,
    },
    against: {
      'standing-mark':
        'until then, after each fault; it helps at once, though only processes that start afterwards',
    },
  },
  {
    id: 'host-status',
    kind: 'switch',
    setting: 'hostStatus',
    field: 'host-status',
    label: 'HostStat',
    does: 'switch HostStat off',
    name: (_, text) => `HostStat ${text}`,
    doneInCloudBy: 'Proofpoint Support',
    source: 'article: enabled by default, to be disabled; in the cloud by a ticket',
    on: false,
    // Last in an incident: in the cloud it takes a ticket.
    now: { place: 5, follows: unmarked },
    against: {
      mark: 'a failure then stays with the process that had it, and the next queue run tries for real',
      'status-lock': 'without the table there is no lock on its files',
    },
  },
  {
    id: 'retry',
    kind: 'duration',
    setting: 'retryIntervalMs',
    field: 'retry-interval',
    label: 'Message retry interval',
    does: 'shorten the retry interval',
    name: (_, text) => `${text} retry`,
    doneInCloudBy: 'administrator',
    source: 'article: 1 minute if all mail goes to Exchange Online, else 5 minutes',
    advised: ({ allExchangeOnline }) =>
      allExchangeOnline ? ARTICLE_RETRY_MS : ARTICLE_RETRY_ELSEWHERE_MS,
    now: {
      place: 3,
      tried: () => ARTICLE_RETRY_MS,
      max: UNLIMITED,
      changes: (present, ms) => ms < present,
      follows: retriedEvery,
    },
    dimension: {
      stronger: 'less',
      candidates: [10 * MINUTE_MS, ARTICLE_RETRY_ELSEWHERE_MS, ARTICLE_RETRY_MS],
      around: [1, 2, 3, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
      lifted: (bound) => ({ ...bound, min: Math.min(bound.min, MINUTE_MS) }),
    },
    against: {
      skip: 'what is skipped waits for the next queue run',
      refusal: 'a refused runner leaves its list to the next queue run',
      outage: 'after such an outage mail waits for the next queue run',
      'queue-wait': 'new mail waits for the next queue run',
    },
  },
] as const satisfies readonly (NumberRemedy | SwitchRemedy | ActionRemedy)[];

type Row = (typeof ROWS)[number];
type NumberRow = Extract<Row, { kind: NumberRemedy['kind'] }>;
type SwitchRow = Extract<Row, { kind: 'switch' }>;

export type RemedyId = Row['id'];
export type NumberField = NumberRow['field'];
export type SwitchField = SwitchRow['field'];
export type RemedyNumber = NumberRemedy & Pick<NumberRow, 'id' | 'setting' | 'field'>;
export type RemedySwitch = SwitchRemedy & Pick<SwitchRow, 'id' | 'setting' | 'field'>;
type RemedyAction = ActionRemedy & { readonly id: Extract<Row, { kind: 'action' }>['id'] };
export type Remedy = RemedyNumber | RemedySwitch | RemedyAction;

/** In the article's order. */
export const REMEDIES: readonly Remedy[] = ROWS;
export const REMEDY_NUMBERS = REMEDIES.filter(isNumber);
export const REMEDY_SWITCHES = REMEDIES.filter((remedy) => remedy.kind === 'switch');
export const REMEDY_ACTIONS = REMEDIES.filter((remedy) => remedy.kind === 'action');
/** What `recommend` chooses: values of settings. */
export type Dimension = RemedyNumber | RemedySwitch;
export const DIMENSIONS = REMEDIES.filter((remedy) => remedy.kind !== 'action');
/** What can be done in an incident, the quickest to do first. */
export const REMEDIES_NOW = [...REMEDIES].sort((a, b) => a.now.place - b.now.place);
/** Those of them that are tried at a number. */
export const NUMBERS_NOW = REMEDIES_NOW.filter(isNumber);

function isNumber(remedy: Remedy): remedy is RemedyNumber {
  return remedy.kind === 'count' || remedy.kind === 'duration';
}

export function remedyOf<Id extends RemedyId>(id: Id): Extract<Row, { id: Id }> {
  return ROWS.find((row) => row.id === id) as Extract<Row, { id: Id }>;
}

export function dimensionOf(setting: Dimension['setting']): Dimension {
  return DIMENSIONS.find((remedy) => remedy.setting === setting) as Dimension;
}

export function doneBy({ doneInCloudBy }: Remedy, inCloud: boolean): Who {
  return inCloud ? doneInCloudBy : 'administrator';
}

/** The gateway's settings that a remedy is about. */
export function settingsOf(
  remedy: Remedy,
  settings: GatewaySettings,
): readonly (keyof GatewaySettings)[] {
  if (remedy.kind === 'action') return [];
  const both = remedy.setting === 'runners' && areRunnersInAll(settings);
  return both ? [remedy.setting, 'maxQueueChildren'] : [remedy.setting];
}

/** The settings with a remedy at a value of it. */
export function withValue(
  settings: GatewaySettings,
  { setting }: RemedyNumber | RemedySwitch,
  value: number | boolean,
): GatewaySettings {
  return setting === 'runners'
    ? withRunners(settings, Number(value))
    : { ...settings, [setting]: value };
}

/** The gateway with so many messages per connection at most. */
export function withLimit(input: MailPathInput, messagesPerConnection: number): MailPathInput {
  return { ...input, settings: { ...input.settings, messagesPerConnection } };
}

/** Once, on every host. */
export function actionAtStart({ action }: RemedyAction): OperatorAction {
  return { kind: action, atMs: 0, host: -1 };
}

/** No mark stands on any host. Processes at work keep what they read: in an input none is yet. */
function unmarked(input: MailPathInput): MailPathInput {
  return { ...input, marks: [] };
}

/** No minimum age may outlast a shorter retry interval, and it restarts the clock of the queue runs. */
function retriedEvery(input: MailPathInput, ms: number): MailPathInput {
  const { settings, firstTickMs } = input;
  return {
    ...input,
    settings: { ...settings, minQueueAgeMs: Math.min(settings.minQueueAgeMs, ms) },
    // Persistent passes have no such clock.
    firstTickMs:
      settings.queueRuns === 'persistent' ? firstTickMs : Math.min(firstTickMs ?? ms, ms),
  };
}
