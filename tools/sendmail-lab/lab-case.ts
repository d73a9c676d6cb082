/**
 * A log to be recorded of real Sendmail, with its truth: a plan of the recorder (test/validation/
 * recording) and, in words, what happens in it and what a diagnosis of the log should say.
 *
 * Times are scaled down as in the recordings: seconds for minutes. Log level 9, as sites have it,
 * unless a case says otherwise.
 */
import {
  ONE_HOST,
  type RecordingPlan,
  type SendmailSettings,
  type ServerScript,
  type Traffic,
  USUAL_SETTINGS,
} from '../../test/validation/recording/recording-plan.ts';

export interface LabCase {
  readonly plan: RecordingPlan;
  /** What really happens, in a sentence or two. */
  readonly happened: string;
  /** What a diagnosis should say. */
  readonly diagnosis: string;
  /** The log is kept from here on, ms from the first acceptance; absent: all of it. */
  readonly keptFromMs?: number;
}

export interface CaseSettings {
  readonly name: string;
  readonly happened: string;
  readonly diagnosis: string;
  readonly sendmail?: Partial<SendmailSettings>;
  readonly sink: ServerScript;
  readonly traffic: Traffic;
  readonly atMostMs: number;
  readonly route?: RecordingPlan['route'];
  readonly keptFromMs?: number;
}

const NAMES = ['anna', 'ben', 'chloe', 'david', 'erik', 'fay', 'gita', 'hugo', 'ines', 'jan'];

/** Who gets mail, in turn. */
export const MAILBOXES = NAMES.map((name) => `${name}@tenant.test`);

export function labCase(settings: CaseSettings): LabCase {
  const { name, happened, diagnosis, sendmail, sink, traffic, atMostMs, keptFromMs } = settings;
  return {
    plan: {
      name,
      what: happened,
      route: settings.route ?? ONE_HOST,
      sendmail: { ...USUAL_SETTINGS, logLevel: 9, ...sendmail },
      sink: { words: 'exchange', ...sink },
      traffic: { mailboxes: MAILBOXES, ...traffic },
      atMostMs,
    },
    happened,
    diagnosis,
    ...(keptFromMs === undefined ? {} : { keptFromMs }),
  };
}

/** Poisson arrivals, a stream of its own for each case. */
export function poisson(perSecond: number, forMs: number, seed: string): Traffic['arrivals'] {
  return { kind: 'poisson', perSecond, forMs, seed };
}
