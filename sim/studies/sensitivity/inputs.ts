/**
 * The inputs that an answer may depend on, in this scenario: those of the site, of its faults, and the
 * settings whose row states what is tried of them.
 *
 *   MailPathInput --> inputs that apply, each with its present value and the values to try
 *                     inputs that do not, each with the reason
 *
 * The default ranges are assumptions but where a row says otherwise: how far off a guess of that input
 * commonly is. What of the model's input no row changes, and why, stands in coverage.ts.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { withRunners } from '../../mailpath/settings.ts';
import { faultGroups, faultInputs } from './fault-inputs.ts';
import { INPUT_NAMES, type InputName, type SettingInput, VARIED_SETTINGS } from './input-names.ts';
import {
  ASSUMED,
  choice,
  type Fixed,
  factors,
  fixed,
  type InputRow,
  type InputValue,
  isFixed,
  numeric,
  type Range,
  values,
} from './input-row.ts';
import { LEFT_OUT } from './left-out.ts';
import { SITE_INPUTS } from './site-inputs.ts';

/** Why an input is left out, whichever it is. */
export const SAME_ENDS =
  'all that would be tried is its present value (--range gives it another range)';

/** An input with another value: what that is, and what is then simulated. */
export interface ChangedInput {
  readonly value: InputValue;
  readonly input: MailPathInput;
}

/** An input of this scenario. */
export interface VariedInput extends InputRow {
  /** `goodput`; of one fault of several `fault-length-2`. */
  readonly name: string;
  readonly base: InputValue;
  /** Other values than the present one, in ascending order. */
  readonly ends: readonly ChangedInput[];
}

export interface LeftOutInput {
  readonly name: string;
  readonly label: string;
  readonly why: string;
}

const SETTING_INPUTS = Object.fromEntries(
  VARIED_SETTINGS.map((setting) => [setting.name, ofSetting(setting)]),
) as Readonly<Record<SettingInput, InputRow>>;

/** Each by its name; the faults' as for one fault. */
export const INPUTS: Readonly<Record<InputName, InputRow>> = {
  ...SITE_INPUTS,
  ...faultInputs({ places: [], suffix: '', words: 'the fault' }),
  ...SETTING_INPUTS,
};

/** The name of the table that a name is of: `fault-length` of `fault-length-2`. */
export function tableName(name: string): InputName | null {
  return INPUT_NAMES.find((known) => known === name.replace(/-\d+$/, '')) ?? null;
}

/** `names`: of the table, or of one fault; `ranges` where another is asked for than the row has. */
export function inputsOf(
  input: MailPathInput,
  names: readonly string[] = INPUT_NAMES,
  ranges: ReadonlyMap<string, Range> = new Map(),
): { readonly varied: readonly VariedInput[]; readonly leftOut: readonly LeftOutInput[] } {
  const varied: VariedInput[] = [];
  const leftOut: LeftOutInput[] = [];
  for (const [name, row] of rowsOf(input)) {
    const table = tableName(name) ?? name;
    if (!names.includes(name) && !names.includes(table)) continue;
    const found = tryOut(name, row, input, ranges.get(name) ?? ranges.get(table) ?? null);
    if ('why' in found) leftOut.push({ name, label: row.label, why: found.why });
    else varied.push(found);
  }
  return { varied, leftOut };
}

/**
 * The inputs that stand for these fields of the scenario, as far as they apply: for what an answer
 * rests on, with the fields of `scenario.assumptions`. The site's apply to any setting.
 */
export function inputsOfFields(
  input: MailPathInput,
  fields: readonly string[],
): readonly VariedInput[] {
  const stands = ({ fields: own }: InputRow) =>
    own.some((pattern) => fields.some((field) => matches(pattern, field)));
  return inputsOf(input).varied.filter(stands);
}

/** `hosts.*.goodput` of `hosts.mx.example.goodput`. */
function matches(pattern: string, field: string): boolean {
  const [before, after] = pattern.split('*');
  if (after === undefined) return pattern === field;
  const enough = field.length > before.length + after.length;
  return enough && field.startsWith(before) && field.endsWith(after);
}

/** In the order of the names. */
function rowsOf(input: MailPathInput): readonly (readonly [string, InputRow])[] {
  const faults = faultGroups(input).flatMap((group) =>
    Object.entries(faultInputs(group)).map(
      ([name, row]) => [`${name}${group.suffix}`, row] as const,
    ),
  );
  return [...Object.entries(SITE_INPUTS), ...faults, ...Object.entries(SETTING_INPUTS)];
}

function tryOut(
  name: string,
  row: InputRow,
  input: MailPathInput,
  range: Range | null,
): VariedInput | Fixed {
  const base = row.present(input);
  if (isFixed(base)) return base;
  const ends = row
    .tried(input, range)
    .map((value) => {
      const changed = row.changed(input, value);
      const read = row.present(changed);
      // A choice is what was chosen, whatever it is called where it stands.
      const isExact = typeof value === 'string' || isFixed(read) || isSame(read, value);
      return { value: isExact ? value : read, input: changed };
    })
    .filter(({ value }) => !isSame(value, base));
  const [low, high] = ends;
  const isOne = ends.length === 2 && isSame(low.value, high.value);
  return ends.length === 0 || isOne ? fixed(SAME_ENDS) : { ...row, name, base, ends };
}

/** Of a number up to what a division and a product cost it. */
const ROUNDING = 1e-9;

function isSame(one: InputValue, other: InputValue): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return Math.abs(one - other) <= ROUNDING * Math.abs(other);
}

/** A setting by its row. Counts are whole, and not below the minimum that it takes. */
function ofSetting(setting: (typeof VARIED_SETTINGS)[number]): InputRow {
  const { name, label, field, kind, sensitivity, source } = setting;
  const described = {
    label,
    the: kind === 'count' ? `the number of ${label}` : `the ${label}`,
    measuredBy: null,
    fields: [`settings.*.${name}`],
  };
  const withValue = (input: MailPathInput, value: number | string): MailPathInput => ({
    ...input,
    settings:
      field === 'runners'
        ? withRunners(input.settings, Number(value))
        : { ...input.settings, [field]: value },
  });
  if ('words' in sensitivity) {
    return choice({
      ...described,
      source,
      choices: () => sensitivity.words,
      present: ({ settings }) => String(settings[field]),
      changed: withValue,
    });
  }
  return numeric({
    ...described,
    source: source.includes(ASSUMED) ? source : ASSUMED,
    unit: kind === 'duration' ? 'ms' : 'count',
    range:
      'factors' in sensitivity ? factors(...sensitivity.factors) : values(...sensitivity.values),
    bounds: 'bounds' in setting ? setting.bounds : {},
    ...(kind === 'count' ? { whole: true } : {}),
    present: ({ settings, hosts }) => {
      const idle = whyIdle(name, settings, hosts.length);
      if (idle !== null) return fixed(idle);
      const value = Number(settings[field]);
      return value > 0 || 'values' in sensitivity ? value : fixed(LEFT_OUT.nothingToChange);
    },
    changed: withValue,
  });
}

/** Why a setting decides nothing beside the others; null: it does. */
function whyIdle(
  name: SettingInput,
  settings: MailPathInput['settings'],
  hosts: number,
): string | null {
  const isPersistent = settings.queueRuns === 'persistent';
  switch (name) {
    case 'pass-interval':
      return isPersistent ? null : 'queue runs start at ticks';
    case 'min-queue-age':
      return isPersistent ? 'it is the retry interval of persistent queue runners' : null;
    case 'max-queue-children':
      if (settings.maxQueueChildren === settings.runners) {
        return 'it is the number of queue runners (runners-are)';
      }
      return settings.maxQueueChildren === 0 ? 'it is off (runners-are)' : null;
    case 'background-limit':
      return settings.firstAttempt === 'background' ? null : LEFT_OUT.noBackground;
    // A process keeps connections open beside the one that it uses.
    case 'connection-cache':
    case 'connection-cache-timeout':
      return hosts === 1 ? 'there is one host' : null;
    default:
      return null;
  }
}
