/**
 * The rungs between two settings: the article's changes, one after another, in its order.
 *
 *   limit -> runners -> clear the table once -> host status -> retry interval -> the rest
 *
 * A rung takes the target's value of what it is about, so that the base with all of them is the
 * target. "The rest" is every other setting that differs; there is no such rung where none does.
 * Source: Microsoft, "Configure Proofpoint Email Protection to work with Exchange Online".
 * Left out: what lies outside the gateway's settings and the operator's actions, which two settings
 * of one scenario share.
 */
import type { GatewaySettings, MailPathInput, OperatorAction } from '../mailpath/input.ts';
import { areRunnersInAll } from '../mailpath/runners-in-all.ts';

export type RungId = 'limit' | 'runners' | 'clear' | 'host-status' | 'retry' | 'rest';

export interface Rung {
  readonly id: RungId;
  /**
   * Why it would change nothing here: base and target agree, or no mark stands that clearing could
   * erase. Null for a rung that is run.
   */
  readonly nothing: 'equal' | 'no-mark' | null;
  /** From then on an action of the scenario's own sets it, on every step; null: none does. */
  readonly overruledMs: number | null;
}

type SettingName = keyof GatewaySettings;

const ARTICLE_ORDER: readonly RungId[] = [
  'limit',
  'runners',
  'clear',
  'host-status',
  'retry',
  'rest',
];

/** All rungs between the two; of them `rest` only where it changes something. */
export function rungsBetween(from: MailPathInput, to: MailPathInput): Rung[] {
  return ARTICLE_ORDER.map(
    (id): Rung => ({ id, nothing: idle(id, from, to), overruledMs: overruled(id, to) }),
  ).filter(({ id, nothing }) => id !== 'rest' || nothing === null);
}

function idle(id: RungId, from: MailPathInput, to: MailPathInput): Rung['nothing'] {
  const own = climbed(from, to, [id]);
  if (writtenOut(own, own.actions) === writtenOut(from, from.actions)) return 'equal';
  // Clearing may matter at one end only: host status may be off at the other.
  const others = climbed(to, from, [id]);
  return inputKey(own) === inputKey(from) && inputKey(others) === inputKey(to) ? 'no-mark' : null;
}

function overruled(id: RungId, to: MailPathInput): number | null {
  if (id === 'rest') return null;
  const own = settingsOf(id, to);
  const times = to.actions
    .filter((action) => action.kind === 'set' && own.some((name) => name in action.settings))
    .map(({ atMs }) => atMs);
  return times.length === 0 ? null : Math.min(...times);
}

/** The base with the target's values of these rungs. */
export function climbed(
  from: MailPathInput,
  to: MailPathInput,
  rungs: readonly RungId[],
): MailPathInput {
  const taken = rungs.flatMap((id) => settingsOf(id, to));
  return {
    ...from,
    settings: {
      ...from.settings,
      ...Object.fromEntries(taken.map((name) => [name, to.settings[name]])),
    },
    actions: rungs.includes('clear') ? to.actions : from.actions,
  };
}

/** The settings of the gateway that a rung is about. */
function settingsOf(id: RungId, { settings }: MailPathInput): readonly SettingName[] {
  const runners: readonly SettingName[] = areRunnersInAll(settings)
    ? ['runners', 'maxQueueChildren']
    : ['runners'];
  switch (id) {
    case 'limit':
      return ['messagesPerConnection'];
    case 'runners':
      return runners;
    case 'clear':
      return [];
    case 'host-status':
      return ['hostStatus'];
    case 'retry':
      return ['retryIntervalMs'];
    case 'rest': {
      const others: readonly SettingName[] = [
        'messagesPerConnection',
        ...runners,
        'hostStatus',
        'retryIntervalMs',
      ];
      return (Object.keys(settings) as SettingName[]).filter((name) => !others.includes(name));
    }
  }
}

/** The same for two settings of one scenario that cannot run differently. */
export function inputKey(input: MailPathInput): string {
  return writtenOut(
    input,
    input.actions.filter((action) => !clearsNothing(action, input)),
  );
}

function writtenOut({ settings }: MailPathInput, actions: readonly OperatorAction[]): string {
  return JSON.stringify([settings, actions]);
}

/** The table is cleared at the start, when no mark is in force on it. */
function clearsNothing(action: OperatorAction, { settings, marks, actions }: MailPathInput) {
  if (action.kind !== 'clear' || action.atMs !== 0) return false;
  const switchedOn = actions.some(
    (other) => other.kind === 'set' && other.settings.hostStatus === true,
  );
  if (!settings.hostStatus && !switchedOn) return true;
  return !marks.some(
    ({ host, ageMs }) =>
      ageMs < settings.hostStatusTimeoutMs && (action.host < 0 || action.host === host),
  );
}
