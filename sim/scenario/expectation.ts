/**
 * Expectations and objectives: comparisons of metrics that a test or a user holds results to.
 *
 *   default.p99 >= 1h      limit50.mean < 1.1 * limit199.mean      default.largest-part == mark
 *
 * are expectations, about the typical day of a setting; objectives are about any setting, and about
 * its days:
 *
 *   p99 < 5m   resets = 0   max < 30m      on at least 95% of the days
 *   p99 < 5m on 90% of days                on so many
 *   mean p99 < 5m                          the mean over the days
 *
 * What can be named are the metrics (mailpath/metrics.ts), and the shares of the parts of the delay.
 * Units: ms, shares, counts, bytes.
 */
import { PART_NAMES, type PartName } from '../mailpath/delay-part.ts';
import { METRICS, type MetricName, type MetricUnit } from '../mailpath/metrics.ts';
import { parseQuantity, type QuantityKind } from './quantity.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A metric of a setting; `setting` is '' in an objective. */
export interface Operand {
  readonly setting: string;
  readonly metric: OperandName;
}

export interface Expectation {
  readonly text: string;
  readonly left: Operand;
  readonly operator: Operator;
  readonly right:
    | { readonly kind: 'value'; readonly value: number }
    | { readonly kind: 'word'; readonly word: string }
    | { readonly kind: 'metric'; readonly operand: Operand; readonly factor: number };
}

/** An expectation of any setting. */
export interface StatedObjective extends Expectation {
  /** Share of the days on which it has to hold, above 0 and below 1; null: its mean has to. */
  readonly onDays: number | null;
}

type Unit = MetricUnit | 'word';

/** What is said of a text that compares nothing for so long. */
export const TOO_LONG = 'it is longer than any comparison.';

export function isTooLong(text: string): boolean {
  return text.length > MAX_LENGTH;
}

const PARTS: readonly string[] = PART_NAMES;

/** What `part.mark` begins with: the share of that part in the delay of all mail of all days. */
export const PART_SHARE = 'part.';

/** What can be named: a metric, a share of the delay, the part that most of it went into. */
export type OperandName = MetricName | `${typeof PART_SHARE}${PartName}` | 'largest-part';

/** Each with its unit. */
export const OPERAND_UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...METRICS.map(({ name, unit }) => [name, unit] as const),
  ...PARTS.map((part) => [`${PART_SHARE}${part}`, 'share'] as const),
  ['largest-part', 'word'],
]);

function isOperandName(name: string): name is OperandName {
  return OPERAND_UNITS.has(name);
}

const QUANTITY_OF: Readonly<Record<Unit, QuantityKind | null>> = {
  ms: 'duration',
  share: 'share',
  bytes: 'size',
  count: null,
  word: null,
};

/** Longer than any that makes sense: what follows would be slow in finding that out. */
const MAX_LENGTH = 300;

/** Reads one expectation; a sentence that says what is wrong if it cannot be read. */
export function parseExpectation(text: string, settings: readonly string[]): Expectation | string {
  if (isTooLong(text)) return TOO_LONG;
  const match = /^\s*([^\s<>=!]+)\s*(<=|>=|==|!=|<|>|=)\s*(.+?)\s*$/.exec(text);
  if (match === null) return 'it is not of the form MEASURE OPERATOR VALUE.';
  const left = parseOperand(match[1], settings);
  if (typeof left === 'string') return left;
  const unit = OPERAND_UNITS.get(left.metric) ?? 'count';
  const right = parseRight(match[3], unit, settings);
  if (typeof right === 'string') return right;
  const operator = match[2] === '=' ? '==' : (match[2] as Operator);
  return { text: text.trim(), left, operator, right };
}

/** Where an objective does not say on how many days. */
const USUAL_SHARE_OF_DAYS = 0.95;

/** Reads one objective; a sentence that says what is wrong if it cannot be read. */
export function parseObjective(
  text: string,
  settings: readonly string[],
): StatedObjective | string {
  if (isTooLong(text)) return TOO_LONG;
  const [, mean, compared, onDays] =
    /^\s*(mean\s+(?=[^\s<>=!]))?(.*?)(?:\s+on\s+(\S+)\s+of\s+(?:the\s+)?days)?\s*$/.exec(text) ??
    [];
  const expectation = parseExpectation(compared ?? text, settings);
  if (typeof expectation === 'string') return expectation;
  const whole = { ...expectation, text: text.trim() };
  if (mean !== undefined) {
    return onDays === undefined
      ? { ...whole, onDays: null }
      : 'a mean is over all days: leave out on how many.';
  }
  if (onDays === undefined) return { ...whole, onDays: USUAL_SHARE_OF_DAYS };
  const share = parseQuantity('share', onDays);
  return share.ok && share.value > 0 && share.value < 1
    ? { ...whole, onDays: share.value }
    : `"${onDays}" is not a share of the days above 0% and below 100%: no number of days shows that all of them are like that.`;
}

/**
 * An objective that a day of any setting keeps or breaks; a sentence that says why it is none. `compares`:
 * who compares what, for that sentence.
 */
export function ofADay(objective: StatedObjective, compares: string): StatedObjective | string {
  const { left, operator, right } = objective;
  if (left.setting !== '' || right.kind !== 'value' || operator === '!=') {
    return `${compares} with a value, by <, <=, >, >= or =.`;
  }
  // A share of the delay is one of sums over all days.
  return left.metric.startsWith(PART_SHARE)
    ? `${left.metric} is of all days together, so that no day keeps or breaks it.`
    : objective;
}

/** Other words for a metric: resets are what the article calls the cuts. */
const ALIASES: Readonly<Record<string, string>> = { resets: 'cuts' };

function parseOperand(written: string, settings: readonly string[]): Operand | string {
  const text = Object.hasOwn(ALIASES, written) ? ALIASES[written] : written;
  if (isOperandName(text)) return { setting: '', metric: text };
  const dot = text.indexOf('.');
  const setting = text.slice(0, dot);
  const name = text.slice(dot + 1);
  if (dot < 1) return `"${text}" is not a measure.`;
  if (!settings.includes(setting)) {
    return `there is no setting "${setting}"; there are ${settings.join(', ')}.`;
  }
  if (!isOperandName(name)) return `"${name}" is not a measure.`;
  return { setting, metric: name };
}

function parseRight(
  text: string,
  unit: Unit,
  settings: readonly string[],
): Expectation['right'] | string {
  if (unit === 'word') {
    return PARTS.includes(text)
      ? { kind: 'word', word: text }
      : `"${text}" is not a part of the delay (${PARTS.join(', ')}).`;
  }
  const product = /^(?:(\d+(?:\.\d+)?)\s*\*\s*)?([A-Za-z][^\s*]*)$/.exec(text);
  if (product !== null) {
    const operand = parseOperand(product[2], settings);
    if (typeof operand === 'string') return operand;
    if (OPERAND_UNITS.get(operand.metric) !== unit) {
      return `${operand.metric} is not of the same kind as the left side.`;
    }
    return { kind: 'metric', operand, factor: Number(product[1] ?? 1) };
  }
  const kind = QUANTITY_OF[unit];
  if (kind === null) {
    const value = Number(text);
    return Number.isFinite(value) ? { kind: 'value', value } : `"${text}" is not a number.`;
  }
  const quantity = parseQuantity(kind, text);
  return quantity.ok ? { kind: 'value', value: quantity.value } : `"${text}" is not a ${kind}.`;
}

/**
 * Holds results against an expectation. `lookup` gives a metric of a setting ('' in an objective),
 * the name of the part for `largest-part`, NaN for what has no value: then nothing holds.
 */
export function evaluateExpectation(
  expectation: Expectation,
  lookup: (operand: Operand) => number | string,
) {
  const { left: operand, operator, right: side } = expectation;
  const left = lookup(operand);
  const right =
    side.kind === 'word'
      ? side.word
      : side.kind === 'value'
        ? side.value
        : Number(lookup(side.operand)) * side.factor;
  return { holds: compares(left, operator, right), left };
}

export function compares<V extends number | string>(
  left: V,
  operator: Operator,
  right: V,
): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right && !Number.isNaN(left) && !Number.isNaN(right);
  }
}
