/**
 * What is assumed to go wrong, a row an input, of one fault or of several that are changed alike: a
 * scenario's question is about its faults, and so is what its answer depends on.
 */
import { plural } from '../../document/quantity.ts';
import { STAGES } from '../../mailpath/fault-columns.ts';
import { FAULTS, type FaultKind } from '../../mailpath/faults.ts';
import type { FaultInput, MailPathInput } from '../../mailpath/input.ts';
import type { FaultInputName } from './input-names.ts';
import { choice, type Fixed, factors, fixed, type InputRow, numeric } from './input-row.ts';

/** Where a fault stands in an input. */
interface FaultPlace {
  readonly host: number;
  readonly at: number;
}

/** Faults that are changed alike: one, or all of them; and what follows their inputs' names. */
interface FaultGroup {
  readonly places: readonly FaultPlace[];
  /** Empty, or `-2`. */
  readonly suffix: string;
  /** `the fault`, `fault 2`, `the 5 faults`. */
  readonly words: string;
}

/** More than so many are changed together: nobody reads a dozen lengths. */
const MAX_FAULTS = 3;

/** What the inputs of faults are of, in this scenario. */
export function faultGroups({ hosts }: MailPathInput): FaultGroup[] {
  const places = hosts.flatMap(({ faults }, host) => faults.map((_, at) => ({ host, at })));
  if (places.length > 1 && places.length <= MAX_FAULTS) {
    return places.map((place, i) => ({
      places: [place],
      suffix: `-${i + 1}`,
      words: `fault ${i + 1}`,
    }));
  }
  const words = places.length > 1 ? `the ${plural(places.length, 'fault')}` : 'the fault';
  return [{ places, suffix: '', words }];
}

export const LEFT_OUT_OF_FAULTS = {
  none: 'no fault is assumed',
  endless: 'it lasts to the end of the run',
  always: 'it is in force from the start',
  otherwise: 'it is of another kind',
  oneAddress: 'the name has one address',
  all: 'it hits each',
};

/** Kinds that are tried in the place of another: of each way in which Sendmail takes a failure. */
const KINDS_TRIED: readonly FaultKind[] = [
  'connect-refused',
  'greeting-421',
  'mail-4xx',
  'body-reset',
];
const KINDS_AFTER: readonly FaultKind[] = ['accepted-reset', 'accepted-421'];

/** The inputs of a group of faults, by name. */
export function faultInputs({ places, words }: FaultGroup): Record<FaultInputName, InputRow> {
  const first = (input: MailPathInput): FaultInput | null =>
    places.length === 0 ? null : input.hosts[places[0].host].faults[places[0].at];
  const of =
    <V extends number | string>(found: (fault: FaultInput, input: MailPathInput) => V | Fixed) =>
    (input: MailPathInput): V | Fixed => {
      const fault = first(input);
      return fault === null ? fixed(LEFT_OUT_OF_FAULTS.none) : found(fault, input);
    };
  const onFaults = (
    input: MailPathInput,
    change: (fault: FaultInput) => FaultInput,
  ): MailPathInput => ({
    ...input,
    hosts: input.hosts.map((host, at) => ({
      ...host,
      faults: host.faults.map((fault, i) =>
        places.some((place) => place.host === at && place.at === i) ? change(fault) : fault,
      ),
    })),
  });
  const positive = (value: number) => (value > 0 ? value : fixed(LEFT_OUT_OF_FAULTS.otherwise));
  const atMost1 = (value: number): number => Math.min(1, value);
  const partHit = (
    field: 'unhealthyShare' | 'probability',
    described: Pick<InputRow, 'label' | 'the' | 'measuredBy' | 'fields'>,
  ): InputRow =>
    numeric({
      ...described,
      unit: 'share',
      range: factors(0.25, 4),
      reach: 8,
      bounds: { from: 0, to: 1 },
      present: of((fault) => fault[field]),
      changed: (input, _, factor) =>
        onFaults(input, (fault) => ({ ...fault, [field]: atMost1(fault[field] * factor) })),
    });
  return {
    'fault-kind': choice({
      label: `kind of ${words}`,
      the: `the kind of ${words}`,
      measuredBy: 'stat= of the first deferred lines in the mail log',
      fields: ['hosts.*.faults[].kind'],
      source: 'a kind of each way in which Sendmail takes a failure',
      choices: (input) => {
        const fault = first(input);
        return fault === null ? [] : kindsFor(fault);
      },
      present: of(({ kind }) =>
        kindsOf(kind).length > 0 ? kind : fixed(LEFT_OUT_OF_FAULTS.otherwise),
      ),
      changed: (input, kind: FaultKind) =>
        onFaults(input, (fault) => ({
          ...fault,
          kind,
          waitMs: FAULTS[kind].wait === null ? 0 : fault.waitMs,
        })),
    }),
    'fault-length': numeric({
      label: `length of ${words}`,
      the: `the length of ${words}`,
      measuredBy: 'from the first to the last refusal in the mail log, at least',
      fields: ['hosts.*.faults[].for'],
      unit: 'ms',
      range: factors(0.25, 4),
      reach: 8,
      present: of(({ fromMs, toMs }) =>
        Number.isFinite(toMs) ? toMs - fromMs : fixed(LEFT_OUT_OF_FAULTS.endless),
      ),
      changed: (input, _, factor) =>
        onFaults(input, (fault) => ({
          ...fault,
          toMs: fault.fromMs + (fault.toMs - fault.fromMs) * factor,
        })),
    }),
    'fault-at': numeric({
      label: `time to ${words}`,
      the: `the time of ${words}`,
      measuredBy: 'the first refusal in the mail log',
      fields: ['hosts.*.faults[].at'],
      unit: 'ms',
      range: factors(0.5, 1.5),
      present: of(({ fromMs }) => (fromMs > 0 ? fromMs : fixed(LEFT_OUT_OF_FAULTS.always))),
      changed: (input, _, factor) =>
        onFaults(input, ({ fromMs, toMs, ...fault }) => {
          const later = fromMs * (factor - 1);
          return { ...fault, fromMs: fromMs + later, toMs: toMs + later };
        }),
    }),
    'fault-share': partHit('unhealthyShare', {
      label: `machines hit by ${words}`,
      the: `the share of machines that ${words} hits`,
      measuredBy: 'share of connections that fail while it lasts',
      fields: ['hosts.*.faults[].unhealthy-share'],
    }),
    'fault-probability': partHit('probability', {
      label: `probability of ${words}`,
      the: `the probability of ${words}`,
      measuredBy: 'share of attempts that fail while it lasts',
      fields: ['hosts.*.faults[].probability'],
    }),
    'fault-place': choice({
      label: `addresses hit by ${words}`,
      the: `which addresses ${words} hits`,
      measuredBy: 'relay= of the deferred lines in the mail log',
      fields: ['hosts.*.faults[].address'],
      choices: () => ['all', 'one'],
      present: of(({ address }, { hosts }) => {
        if (places.every(({ host }) => hosts[host].addresses.length === 1)) {
          return fixed(LEFT_OUT_OF_FAULTS.oneAddress);
        }
        return address < 0 ? 'all' : 'one';
      }),
      changed: (input, place) =>
        onFaults(input, (fault) => ({
          ...fault,
          address: place === 'all' ? -1 : Math.max(0, fault.address),
        })),
    }),
    'fault-every': numeric({
      label: `how rarely ${words} hits`,
      the: `how rarely ${words} hits`,
      measuredBy: 'connections and messages from one failure to the next in the mail log',
      fields: [
        'hosts.*.faults[].every-connection',
        'hosts.*.faults[].every-message',
        'hosts.*.faults[].at-message',
      ],
      unit: 'count',
      range: factors(0.5, 2),
      bounds: { from: 1 },
      whole: true,
      present: of(
        ({ everyConnection, everyMessage, atMessage }) =>
          [everyConnection, everyMessage, atMessage].find((every) => every > 0) ??
          fixed(LEFT_OUT_OF_FAULTS.all),
      ),
      changed: (input, _, factor) => {
        const times = (every: number) => (every > 0 ? Math.max(1, Math.round(every * factor)) : 0);
        return onFaults(input, ({ everyConnection, everyMessage, atMessage, ...fault }) => ({
          ...fault,
          everyConnection: times(everyConnection),
          everyMessage: times(everyMessage),
          atMessage: times(atMessage),
        }));
      },
    }),
    'fault-factor': numeric({
      label: `goodput left by ${words}`,
      the: `the share of goodput that ${words} leaves`,
      measuredBy: 'xdelay= against size= while it lasts, against before',
      fields: ['hosts.*.faults[].factor'],
      unit: 'share',
      range: factors(0.5, 2),
      bounds: { from: 0, to: 1 },
      present: of(({ kind, factor }) =>
        FAULTS[kind].stage === 'transfer' ? factor : fixed(LEFT_OUT_OF_FAULTS.otherwise),
      ),
      changed: (input, _, times) =>
        onFaults(input, (fault) => ({ ...fault, factor: atMost1(fault.factor * times) })),
    }),
    'fault-wait': numeric({
      label: `wait of ${words}`,
      the: `the wait of ${words}`,
      measuredBy: 'xdelay= of the deferred lines in the mail log',
      fields: ['hosts.*.faults[].wait'],
      unit: 'ms',
      range: factors(0.5, 2),
      present: of(({ waitMs }) => positive(waitMs)),
      changed: (input, _, factor) =>
        onFaults(input, (fault) => ({ ...fault, waitMs: fault.waitMs * factor })),
    }),
  };
}

/** Kinds of the same part of a connection's life; none for what slows a transfer, or follows a refusal. */
function kindsOf(kind: FaultKind): readonly FaultKind[] {
  const { stage } = FAULTS[kind];
  if (stage === 'transfer' || stage === 'refused') return [];
  return stage === 'accepted' ? KINDS_AFTER : KINDS_TRIED;
}

/** A fault of a certain message stays one: before any has come it would mean nothing. */
function kindsFor({ kind, atMessage, everyMessage }: FaultInput): readonly FaultKind[] {
  const counts = atMessage > 0 || everyMessage > 0;
  return kindsOf(kind).filter((other) => !counts || STAGES[FAULTS[other].stage].countsMessages);
}
