/**
 * The fields of a study's form, made from its definition: one for each option that the page asks for.
 * A field gives the option's values, none where it is left empty.
 */
import type { ComponentType } from 'preact';
import { everydayWords, METRICS, type MetricName } from '../../../sim/mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../../sim/mailpath/remedies.ts';
import type { PageField } from '../../../sim/studies/definition.ts';
import { base, changed } from '../inspection.ts';
import { comparedOf, site } from '../site.ts';

interface Props {
  readonly field: PageField;
  readonly value: string;
  readonly onSet: (value: string) => void;
}

/** What stands there first: the scenario's own, where the field asks for it and the scenario has some. */
export function initialOf({ field, initial, own }: PageField): string {
  if (field === 'vary') return linesOf(initial.split(', ').map(usualRow));
  const stated = own === undefined ? [] : (base.value?.[own] ?? []);
  return stated.length > 0 ? stated.join(', ') : initial;
}

/** The values of an option, by what its field holds. */
export function valuesOf({ field }: PageField, value: string): string[] {
  const values = field === 'vary' ? value.split('\n') : [value];
  return values.map((one) => one.trim()).filter((one) => one !== '');
}

export function Field(props: Props) {
  const Kind = KINDS[props.field.field];
  return <Kind {...props} />;
}

const KINDS: Readonly<Record<PageField['field'], ComponentType<Props>>> = {
  setting: SettingField,
  metric: MetricField,
  number: NumberField,
  text: TextField,
  flag: FlagField,
  vary: VaryField,
};

/** A choice among the settings of the scenario. */
function SettingField({ field, value, onSet }: Props) {
  const names = changed.value?.settings ?? comparedOf(site.value);
  return (
    <label>
      {field.label}{' '}
      <select value={value} onChange={({ currentTarget }) => onSet(currentTarget.value)}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

const USUAL: readonly MetricName[] = ['p99', 'p50', 'max', 'mean', 'over-5m', 'cuts'];

/** All by which more or less is better, the usual ones first. */
const JUDGED_BY: readonly MetricName[] = [
  ...new Set([
    ...USUAL,
    ...METRICS.filter(({ better }) => better !== 'neither').map(({ name }) => name),
  ]),
];

function MetricField({ field, value, onSet }: Props) {
  return (
    <label>
      {field.label}{' '}
      <select value={value} onChange={({ currentTarget }) => onSet(currentTarget.value)}>
        {JUDGED_BY.map((name) => (
          <option value={name} key={name}>
            {name}: {everydayWords(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function NumberField({ field, value, onSet }: Props) {
  return (
    <label>
      {field.label}{' '}
      <input
        type="number"
        min="1"
        max="1000"
        value={value}
        onInput={({ currentTarget }) => onSet(currentTarget.value)}
      />
    </label>
  );
}

function TextField({ field, value, onSet }: Props) {
  return (
    <label class="wide-field">
      {field.label}{' '}
      <input
        type="text"
        value={value}
        onInput={({ currentTarget }) => onSet(currentTarget.value)}
      />
      {field.hint !== undefined && <small>{field.hint}</small>}
    </label>
  );
}

function FlagField({ field, value, onSet }: Props) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={value !== ''}
        onChange={({ currentTarget }) => onSet(currentTarget.checked ? 'yes' : '')}
      />{' '}
      {field.label}
    </label>
  );
}

/** What is tried of each control where nobody says otherwise. */
const USUAL_VALUES: Readonly<Record<string, string>> = {
  'messages-per-connection': `20, 50, 100, ${ARTICLE_LIMIT}, 500, unlimited`,
  runners: '1, 2, 4, 8',
  'retry-interval': '1m, 5m, 10m, 30m',
  'host-status': 'on, off',
  'host-status-timeout': '5m, 15m, 30m, 1h',
};

/** A value of the scenario by its path, and what is tried of it. */
interface Row {
  readonly path: string;
  readonly values: string;
}

function usualRow(path: string): Row {
  return { path, values: USUAL_VALUES[path] ?? '' };
}

/** A line `path=values` for each. */
function linesOf(rows: readonly Row[]): string {
  return rows
    .filter(({ path }) => path !== '')
    .map(({ path, values }) => `${path}=${values}`)
    .join('\n');
}

function rowOf(line = ''): Row {
  const [path, values = ''] = line.split(/=(.*)/s);
  return { path, values };
}

/** One value of the scenario or two. */
function VaryField({ field, value, onSet }: Props) {
  const [first, second] = value.split('\n');
  const rows: readonly [Row, Row] = [rowOf(first), rowOf(second)];
  return (
    <>
      <VariedValue
        label={field.label}
        row={rows[0]}
        none={false}
        onRow={(row) => onSet(linesOf([row, rows[1]]))}
      />
      <VariedValue
        label="and"
        row={rows[1]}
        none={true}
        onRow={(row) => onSet(linesOf([rows[0], row]))}
      />
    </>
  );
}

interface VariedProps {
  readonly label: string;
  readonly row: Row;
  /** It may be left out. */
  readonly none: boolean;
  readonly onRow: (row: Row) => void;
}

function VariedValue({ label, row: { path, values }, none, onRow }: VariedProps) {
  const controls = changed.value?.controls;
  const all = [...(controls?.settings ?? []), ...(controls?.site ?? [])];
  return (
    <div class="varied">
      <label>
        {label}{' '}
        <select value={path} onChange={({ currentTarget }) => onRow(usualRow(currentTarget.value))}>
          {none && <option value="">nothing else</option>}
          {all.map((control) => (
            <option value={control.path} key={control.id}>
              {control.label}
            </option>
          ))}
        </select>
      </label>
      {path !== '' && (
        <label class="wide-field">
          over{' '}
          <input
            type="text"
            required
            value={values}
            placeholder="1m, 5m, 30m or 100KB/s..800KB/s x2"
            onInput={({ currentTarget }) => onRow({ path, values: currentTarget.value })}
          />
        </label>
      )}
    </div>
  );
}
