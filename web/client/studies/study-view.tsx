/**
 * The view of a study, made from its definition: its question, the fields of its options, a run that
 * is started, its report, its files.
 */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { equivalentCommand, type Requested } from '../equivalent-command.ts';
import { changed, trouble } from '../inspection.ts';
import { Loaded } from '../loaded.tsx';
import type { PageStudy } from '../page-studies.ts';
import { Finding, ReportView } from '../report/report-view.tsx';
import { FailureNote, RunProgress } from '../run-progress.tsx';
import { RunStream } from '../run-stream.ts';
import { setsOf, site } from '../site.ts';
import { Field, initialOf, valuesOf } from './fields.tsx';

/** What only one study has, between its finding and its report. */
const EXTRAS: Readonly<
  Record<string, () => Promise<{ default: ComponentType<{ readonly result: never }> }>>
> = {
  sweep: () => import('./sweep-map.tsx'),
  recommend: () => import('./recommend-choice.tsx'),
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
  const fields = Object.entries(page.fields);
  const typed = useSignal<Readonly<Record<string, string>>>({});
  const valueIn = (option: string) => typed.value[option] ?? initialOf(page.fields[option]);
  const extra = EXTRAS[name];
  useEffect(() => () => run.drop(), [run]);
  const shown = run.shown.value;
  const id = run.finished.value;
  const state = run.view.value?.state;
  const busy = state === 'queued' || state === 'running';
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
      {trouble.value !== null && <FailureNote failure={trouble.value} />}
      <form
        class="options"
        onSubmit={(event) => {
          event.preventDefault();
          run.start(request);
        }}
      >
        {fields.map(([option, field]) => (
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
      <RunProgress
        view={run.view.value}
        failure={run.failure.value}
        onCancel={() => run.cancel()}
        soFar="Leaving this view ends it."
      />
      <p class="unseen" role="status">
        {id === null ? '' : 'The result is there.'}
      </p>
      {shown !== null && (
        <>
          {isOld && !busy && (
            <p class="warning" role="note">
              This is the answer to an earlier question; what is set above has been changed since.
            </p>
          )}
          <Finding report={shown.report} />
          {!isOld && extra !== undefined && (
            <Loaded load={extra} given={{ result: shown.result as never }} />
          )}
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
  return changes === 0
    ? name
    : `${name} with ${changes === 1 ? 'one change' : `${changes} changes`}`;
}

/** Values of options by their types; one whose field is empty is left out. */
function optionsOf(
  { types, page }: PageStudy,
  valueIn: (option: string) => string,
): Requested['options'] {
  const entries = Object.entries(page.fields).flatMap(([option, field]) => {
    const values = valuesOf(field, valueIn(option));
    if (values.length === 0) return [];
    const type = types[option];
    return [[option, type === 'flag' ? true : type === 'list' ? values : values[0]] as const];
  });
  return Object.fromEntries(entries);
}
