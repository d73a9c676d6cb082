/**
 * The changes between two settings: the remedies, one after another, in the article's order.
 *
 * A change takes the target's value of what it is about, so that the base with all of them is the
 * target. "The rest" is every other setting that differs; there is no such change where none does.
 * Left out: what lies outside the gateway's settings and the operator's actions, which two settings
 * of one scenario share.
 */
import type { MailPathInput, OperatorAction } from '../../mailpath/input.ts';
import {
  REMEDIES,
  REMEDY_ACTIONS,
  type RemedyId,
  remedyOf,
  settingsOf,
} from '../../mailpath/remedies.ts';
import type { GatewaySettings } from '../../mailpath/settings.ts';

export type ChangeId = RemedyId | 'rest';

/** Base and target agree; or no mark stands that clearing could erase. */
export const NOTHING = ['equal', 'no-mark'] as const;

export const CHANGE_IDS: readonly ChangeId[] = [...REMEDIES.map(({ id }) => id), 'rest'];

export interface Change {
  readonly id: ChangeId;
  /** Why it would change nothing here; null for a change that is run. */
  readonly nothing: (typeof NOTHING)[number] | null;
  /** From then on an action of the scenario's own sets it, on every step; null: none does. */
  readonly overruledMs: number | null;
}

/** All changes between the two; of them `rest` only where it changes something. */
export function changesBetween(from: MailPathInput, to: MailPathInput): Change[] {
  return CHANGE_IDS.map(
    (id): Change => ({ id, nothing: idle(id, from, to), overruledMs: overruled(id, to) }),
  ).filter(({ id, nothing }) => id !== 'rest' || nothing === null);
}

function idle(id: ChangeId, from: MailPathInput, to: MailPathInput): Change['nothing'] {
  const own = withChanges(from, to, [id]);
  if (writtenOut(own, own.actions) === writtenOut(from, from.actions)) return 'equal';
  // Clearing may matter at one end only: host status may be off at the other.
  const others = withChanges(to, from, [id]);
  return inputKey(own) === inputKey(from) && inputKey(others) === inputKey(to) ? 'no-mark' : null;
}

function overruled(id: ChangeId, { settings, actions }: MailPathInput): number | null {
  if (id === 'rest') return null;
  const own = settingsOf(remedyOf(id), settings);
  const times = actions
    .filter((action) => action.kind === 'set' && own.some((name) => name in action.settings))
    .map(({ atMs }) => atMs);
  return times.length === 0 ? null : Math.min(...times);
}

/** The base with the target's values of these changes. */
export function withChanges(
  from: MailPathInput,
  to: MailPathInput,
  ids: readonly ChangeId[],
): MailPathInput {
  const taken = ids.flatMap((id) => changedBy(id, to.settings));
  return {
    ...from,
    settings: {
      ...from.settings,
      ...Object.fromEntries(taken.map((name) => [name, to.settings[name]])),
    },
    actions: actionsWith(from.actions, to.actions, ids),
  };
}

function changedBy(id: ChangeId, settings: GatewaySettings): readonly (keyof GatewaySettings)[] {
  if (id !== 'rest') return settingsOf(remedyOf(id), settings);
  const others = REMEDIES.flatMap((remedy) => settingsOf(remedy, settings));
  return (Object.keys(settings) as (keyof GatewaySettings)[]).filter(
    (name) => !others.includes(name),
  );
}

function actionsWith(
  from: readonly OperatorAction[],
  to: readonly OperatorAction[],
  ids: readonly ChangeId[],
): readonly OperatorAction[] {
  const taken = REMEDY_ACTIONS.filter(({ id }) => ids.includes(id));
  if (taken.length === REMEDY_ACTIONS.length) return to;
  const isTaken = ({ kind, atMs }: OperatorAction): boolean =>
    atMs === 0 && taken.some(({ action }) => action === kind);
  return [...to.filter(isTaken), ...from.filter((action) => !isTaken(action))];
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
