/**
 * What a sweep varies: `PATH=VALUES`, where PATH is any path that --set takes, or a field of the
 * swept setting by its bare name, and VALUES are listed with commas between them, ranges
 * (value-range.ts) among them:
 *
 *   runners=1..4,8,16       retry-interval=1m,5m,30m       host-status=on,off
 *   hosts.exchange-online.goodput=60KB/s..480KB/s x2
 *
 * Values are YAML, so that a list or a group of fields may stand for one: {distribution: ...}.
 */
import { splitSet } from './merge.ts';
import { varyMessages } from './messages.ts';
import { settingSchema } from './settings-schema.ts';
import { type Listed, readAmount, writeOutRange } from './value-range.ts';

/** One value of a dimension. */
export interface VariedValue {
  /** As one would write it. */
  readonly text: string;
  /** In the model's units, Infinity for `unlimited`; null where the values are no amounts. */
  readonly number: number | null;
}

/** What is varied, and over which values, in the order given. */
export interface Varied {
  /** As --set takes it. */
  readonly path: string;
  /** In a report: `runners`, `exchange-online.goodput`. */
  readonly name: string;
  readonly values: readonly VariedValue[];
}

const FIELDS = Object.keys(settingSchema.shape).filter((name) => name !== 'extends');

/** Reads all --vary of a sweep. `stated`: the setting that --setting names, if it was given. */
export function readVaried(
  texts: readonly string[],
  stated: string | null,
):
  | { readonly ok: true; readonly setting: string; readonly varied: readonly Varied[] }
  | { readonly ok: false; readonly message: string } {
  const parts: { steps: readonly string[]; path: string; values: readonly VariedValue[] }[] = [];
  for (const text of texts) {
    const { path: steps, equals } = splitSet(text);
    if (steps === null) return { ok: false, message: varyMessages.form(text) };
    if (steps.length === 1 && !FIELDS.includes(steps[0])) {
      return { ok: false, message: varyMessages.field(steps[0], FIELDS) };
    }
    const values = listValues(text.slice(equals + 1).trim());
    if (!values.ok) return { ok: false, message: `${steps.at(-1)}: ${values.message}` };
    parts.push({ steps, path: text.slice(0, equals).trim(), values: values.values });
  }
  const named = [...new Set(parts.flatMap(({ steps }) => settingOf(steps)))];
  if (stated === null && named.length > 1) {
    return { ok: false, message: varyMessages.severalSettings(named) };
  }
  const setting = stated ?? named[0] ?? 'default';
  const varied = parts.map(({ steps, path, values }): Varied => {
    if (steps.length === 1) return { path: `settings.${setting}.${path}`, name: path, values };
    const [first, ...rest] = settingOf(steps)[0] === setting ? steps.slice(1) : steps;
    return { path, name: rest.length === 0 ? first : rest.join('.'), values };
  });
  const paths = varied.map(({ path }) => path);
  const twice = varied.find(({ path }, i) => paths.indexOf(path) !== i);
  return twice === undefined
    ? { ok: true, setting, varied }
    : { ok: false, message: varyMessages.twice(twice.name) };
}

function settingOf(steps: readonly string[]): string[] {
  return steps[0] === 'settings' && steps.length > 1 ? [steps[1]] : [];
}

/** The values of a list, ranges written out. */
export function listValues(list: string): Listed<VariedValue> {
  const items = splitList(list);
  if (items === null) return { ok: false, message: varyMessages.unclosed(list) };
  const texts: string[] = [];
  for (const item of items) {
    if (item === '') return { ok: false, message: varyMessages.emptyValue(list) };
    const range = /^["'[{]/.test(item) ? null : writeOutRange(item);
    if (range === null) texts.push(item);
    else if (range.ok) texts.push(...range.values);
    else return range;
  }
  if (texts.length < 2) return { ok: false, message: varyMessages.oneValue(list) };
  const values = withNumbers(texts);
  for (const [i, { text, number }] of values.entries()) {
    const other = values
      .slice(0, i)
      .find((value) => value.text === text || (number !== null && value.number === number));
    if (other !== undefined) {
      return { ok: false, message: varyMessages.sameValue(other.text, text) };
    }
  }
  return { ok: true, values };
}

/** Splits at commas outside quotes and brackets; null if one of these is not closed. */
function splitList(list: string): string[] | null {
  const items: string[] = [];
  let depth = 0;
  let quote = '';
  let item = '';
  for (const c of list) {
    if (quote !== '') quote = c === quote ? '' : quote;
    else if ((c === '"' || c === "'") && item.trim() === '') quote = c;
    else if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth--;
    if (c === ',' && quote === '' && depth === 0) {
      items.push(item.trim());
      item = '';
    } else {
      item += c;
    }
  }
  return quote !== '' || depth !== 0 ? null : [...items, item.trim()];
}

/** Numbers where all values are amounts of one kind (0 and `unlimited` are of any). */
function withNumbers(texts: readonly string[]): VariedValue[] {
  const amounts = texts.map((text) =>
    text === 'unlimited' ? { value: Number.POSITIVE_INFINITY, kind: null } : readAmount(text),
  );
  const kinds = amounts.flatMap((amount) =>
    amount === null || amount.kind === null || amount.value === 0 ? [] : [amount.kind],
  );
  const isOneKind = !amounts.includes(null) && new Set(kinds).size === 1;
  return texts.map((text, i) => ({
    text,
    number: isOneKind ? (amounts[i]?.value ?? null) : null,
  }));
}
