/**
 * The view of a study, made from its definition: its question, the fields of its options, a run that
 * is started, its report, its files; and what of its result can be loaded into What if.
 */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { upperEnd } from '../../../sim/document/bounds.ts';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { onRamp, rampColour, rampSteps } from '../../../sim/document/charts/palette.ts';
import { everydayWords, METRICS, type MetricName } from '../../../sim/mailpath/metrics.ts';
import { ARTICLE_LIMIT, REMEDY_NUMBERS, REMEDY_SWITCHES } from '../../../sim/mailpath/remedies.ts';
import { writtenQuantity } from '../../../sim/scenario/quantity.ts';
import type { PageField } from '../../../sim/studies/definition.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/result.ts';
import type { SweepResult } from '../../../sim/studies/sweep/result.ts';
import { Button, Choice, Text, Tick } from '../fields.tsx';
import { base, changed, settingNames, trouble } from '../inspection.ts';
import { Finding, ReportView } from '../report/report-view.tsx';
import { FailureNote, RunProgress } from '../run-progress.tsx';
import { isUnderWay, RunStream } from '../run-stream.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { change, setsOf, site, type Values } from '../site.ts';
import type { PageStudy } from '../views.ts';
import { Warning } from '../warning.tsx';
import { equivalentCommand, type Requested } from '../words.ts';

/** What only one study has, between its finding and its report. */
const EXTRAS: Readonly<Record<string, ComponentType<{ readonly result: never }>>> = {
  sweep: SweepMap,
  recommend: RecommendChoice,
};

/** What was found stays while other views are shown. */
const runs = new Map<string, RunStream<object>>();

export function viewOf(study: PageStudy): ComponentType {
  const run = runs.get(study.name) ?? new RunStream<object>();
  runs.set(study.name, run);
  return () => <StudyView study={study} run={run} />;
}

interface Props {
  readonly study: PageStudy;
  readonly run: RunStream<object>;
}

function StudyView({ study, run }: Props) {
  const { name, page } = study;
  const typed = useSignal<Readonly<Record<string, string>>>({});
  const valueIn = (option: string) => typed.value[option] ?? initialOf(page.fields[option]);
  const Extra = EXTRAS[name];
  useEffect(() => () => run.drop(), [run]);
  const shown = run.shown.value;
  const id = run.finished.value;
  const busy = run.view.value !== null && isUnderWay(run.view.value);
  const now = site.value;
  const options = optionsOf(study, valueIn);
  const request = { study: name, scenario: now.scenario, set: setsOf(now), options };
  // What is shown is kept apart from what is set now.
  const isOld = shown !== null && JSON.stringify(request) !== JSON.stringify(run.request.value);
  return (
    <>
      <h1>{page.title}</h1>
      <p>{page.about}</p>
      <p class="quiet">
        For {scenarioWords()}: {changed.value?.question ?? ''}{' '}
        <a href="#/what-if">Change it in What if.</a>
      </p>
      <FailureNote failure={trouble.value} />
      <form
        class="options"
        onSubmit={(event) => {
          event.preventDefault();
          run.start(request);
        }}
      >
        {Object.entries(page.fields).map(([option, field]) => (
          <Field
            field={field}
            value={valueIn(option)}
            onSet={(value) => (typed.value = { ...typed.value, [option]: value })}
            key={option}
          />
        ))}
        <p class="buttons">
          <button type="submit" class="main">
            {busy ? 'Start again' : page.start}
          </button>
        </p>
      </form>
      <FailureNote failure={run.failure.value} />
      <RunProgress run={run} soFar="Leaving this view ends it." />
      <p class="unseen" role="status">
        {id === null ? '' : 'The result is there.'}
      </p>
      {shown !== null && (
        <>
          {isOld && !busy && (
            <Warning text="This is the answer to an earlier question; what is set above has been changed since." />
          )}
          <Finding report={shown.report} />
          {!isOld && Extra !== undefined && <Extra result={shown.result as never} />}
          <ReportView report={shown.report} headless={true} />
        </>
      )}
      {id !== null && (
        <section aria-label="Export">
          <h2>Export</h2>
          <p class="buttons">
            <a class="button" href={`api/runs/${id}/html`} download={`mailpath-${name}.html`}>
              Save the report (HTML)
            </a>
            <a class="button" href={`api/runs/${id}/csv`} download={`mailpath-${name}.csv`}>
              Save the figures (CSV)
            </a>
            <a class="button" href={`api/runs/${id}/result`} download={`mailpath-${name}.json`}>
              Save as JSON
            </a>
          </p>
          <p>The command that gives the same:</p>
          <pre class="command">{equivalentCommand(run.request.value as Requested)}</pre>
        </section>
      )}
    </>
  );
}

function scenarioWords(): string {
  const { scenario, site: own, current } = site.value;
  const name = scenario.text === undefined ? `the scenario ${scenario.name}` : 'your scenario';
  const changes = Object.keys(own).length + Object.keys(current).length;
  if (changes === 0) return name;
  return `${name} with ${changes === 1 ? 'one change' : `${changes} changes`}`;
}

/** Values of options by their types; one whose field is empty is left out. */
function optionsOf(
  { types, page }: PageStudy,
  valueIn: (option: string) => string,
): Requested['options'] {
  const entries = Object.entries(page.fields).flatMap(([option, { field }]) => {
    const typed = field === 'vary' ? valueIn(option).split('\n') : [valueIn(option)];
    const values = typed.map((one) => one.trim()).filter((one) => one !== '');
    if (values.length === 0) return [];
    const type = types[option];
    return [[option, type === 'flag' ? true : type === 'list' ? values : values[0]] as const];
  });
  return Object.fromEntries(entries);
}

/* The fields of its form: one for each option that the page asks for. */

/** What stands there first: the scenario's own, where the field asks for it and the scenario has some. */
function initialOf({ field, initial, own }: PageField): string {
  if (field === 'vary') return initial.split(', ').map(usualLine).join('\n');
  const stated = own === undefined ? [] : (base.value?.[own] ?? []);
  return stated.length > 0 ? stated.join(', ') : initial;
}

const USUAL: readonly MetricName[] = ['p99', 'p50', 'max', 'mean', 'over-5m', 'cuts'];

/** All by which more or less is better, the usual ones first. */
const JUDGED_BY = [
  ...new Set([
    ...USUAL,
    ...METRICS.filter(({ better }) => better !== 'neither').map(({ name }) => name),
  ]),
].map((name) => [name, `${name}: ${everydayWords(name)}`] as const);

interface FieldProps {
  readonly field: PageField;
  /** Empty: the option is left out. */
  readonly value: string;
  readonly onSet: (value: string) => void;
}

function Field({ field: { field, label, hint }, value, onSet }: FieldProps) {
  const given = { label, value, onSet };
  switch (field) {
    case 'setting':
      return <Choice {...given} options={settingNames.value} />;
    case 'metric':
      return <Choice {...given} options={JUDGED_BY} />;
    case 'number':
      return (
        <label>
          {label}{' '}
          <input
            type="number"
            min="1"
            max="1000"
            value={value}
            onInput={({ currentTarget }) => onSet(currentTarget.value)}
          />
        </label>
      );
    case 'text':
      return <Text {...given} hint={hint} class="wide-field" />;
    case 'flag':
      return <Tick label={label} value={value !== ''} onSet={(on) => onSet(on ? 'yes' : '')} />;
    case 'vary':
      return <VaryField {...given} />;
  }
}

/** What is tried of each control where nobody says otherwise. */
const USUAL_VALUES: Readonly<Record<string, string>> = {
  'messages-per-connection': `20, 50, 100, ${ARTICLE_LIMIT}, 500, unlimited`,
  runners: '1, 2, 4, 8',
  'retry-interval': '1m, 5m, 10m, 30m',
  'host-status': 'on, off',
  'host-status-timeout': '5m, 15m, 30m, 1h',
};

/** Of a value of the scenario by its path, as --vary takes it; empty where there is none. */
function usualLine(path: string): string {
  return path === '' ? '' : `${path}=${USUAL_VALUES[path] ?? ''}`;
}

/** One value of the scenario or two, a line each. */
function VaryField({ label, value, onSet }: Omit<VariedProps, 'isOptional'>) {
  const [first, second = ''] = value.split('\n');
  const set = (...lines: string[]) => onSet(lines.filter((line) => line !== '').join('\n'));
  return (
    <>
      <VariedValue label={label} value={first} onSet={(line) => set(line, second)} />
      <VariedValue label="and" value={second} isOptional onSet={(line) => set(first, line)} />
    </>
  );
}

interface VariedProps extends Omit<FieldProps, 'field'> {
  readonly label: string;
  readonly isOptional?: boolean;
}

function VariedValue({ label, value, isOptional = false, onSet }: VariedProps) {
  const [path, values = ''] = value.split(/=(.*)/s);
  const { settings = [], site: ofSite = [] } = changed.value?.controls ?? {};
  const controls = [...settings, ...ofSite].map((one) => [one.path, one.label] as const);
  return (
    <div class="varied">
      <Choice
        label={label}
        value={path}
        options={isOptional ? [['', 'nothing else'], ...controls] : controls}
        onSet={(next) => onSet(usualLine(next))}
      />
      {path !== '' && (
        <Text
          label="over"
          value={values}
          onSet={(next) => onSet(`${path}=${next}`)}
          required
          placeholder="1m, 5m, 30m or 100KB/s..800KB/s x2"
          class="wide-field"
        />
      )}
    </div>
  );
}

/* What can be loaded into What if: what is recommended, or a point of a sweep. */

function RecommendChoice({ result: { choice } }: { readonly result: RecommendationResult }) {
  if (choice === null) return null;
  return (
    <p class="buttons">
      <Button
        class="main"
        label="Look at it in What if"
        onClick={() => load({ current: settingsOf(choice) })}
      />
    </p>
  );
}

function load(next: Parameters<typeof change>[0]): void {
  change(next);
  location.hash = '#/what-if';
}

function settingsOf({ settings }: NonNullable<RecommendationResult['choice']>): Values {
  const numbers = REMEDY_NUMBERS.map(({ setting, field, kind }) => {
    const value = settings[setting];
    const text = kind === 'duration' ? writtenQuantity('duration', value ?? 0) : String(value);
    return [field, value === null ? 'unlimited' : text];
  });
  const switches = REMEDY_SWITCHES.map(({ setting, field }) => [
    field,
    settings[setting] ? 'on' : 'off',
  ]);
  return Object.fromEntries([...numbers, ...switches]);
}

const MAX_DIMENSIONS = 2;

/** The points of a sweep as a map of buttons: each loads its values. */
function SweepMap({ result }: { readonly result: SweepResult }) {
  const { dimensions, points, best } = result;
  if (dimensions.length > MAX_DIMENSIONS) return null;
  const [measure] = result.measures;
  const [columns, rows = { name: '', values: [{ text: '' }] }] = dimensions;
  const values = points.map(({ measures }) => measures[measure.name]);
  const known = values.filter(({ kind }) => kind !== 'none');
  const steps = rampSteps(known.map(upperEnd));
  const cell = (index: number) => {
    const step = steps[known.indexOf(values[index])];
    const text = boundsText(values[index], measure.unit);
    const place = dimensions.map(({ name }, d) => `${name} ${points[index].values[d]}`).join(', ');
    const words = `${place}: ${text}${index === best ? ', the best' : ''}`;
    return (
      <button
        type="button"
        class={index === best ? 'cell best' : 'cell'}
        style={step === undefined ? {} : { background: rampColour(step), color: onRamp(step) }}
        title="Load into What if"
        aria-label={`${words}. Load into What if`}
        onClick={() => load(pointOf(result, index))}
      >
        {text}
      </button>
    );
  };
  return (
    <section aria-label="Map">
      <h2>Load a point into What if</h2>
      <ScrollRegion label="Map of the sweep">
        <table class="map">
          <caption>
            {measure.name} on a typical day by {dimensions.map(({ name }) => name).join(' and ')}
          </caption>
          <thead>
            <tr>
              <td>{rows.name}</td>
              {columns.values.map(({ text }) => (
                <th scope="col" key={text}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.values.map(({ text }, row) => (
              <tr key={text}>
                <th scope="row">{text}</th>
                {columns.values.map((column, i) => (
                  // The last dimension is the fastest.
                  <td key={column.text}>{cell(i * rows.values.length + row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

/** Values of the swept setting become the current ones; those of the site the site's. */
function pointOf({ dimensions, points, setting }: SweepResult, index: number) {
  const next = { current: { ...site.value.current }, site: { ...site.value.site } };
  dimensions.forEach(({ path }, d) => {
    const value = points[index].values[d];
    const prefix = `settings.${setting}.`;
    if (path.startsWith(prefix)) next.current[path.slice(prefix.length)] = value;
    else next.site[path] = value;
  });
  return next;
}
