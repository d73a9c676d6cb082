/** What every study's view has: its question, its options, a run that is started, its report. */

import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { everydayWords, METRICS, type MetricName } from '../../../sim/mailpath/metrics.ts';
import { type Asked, equivalentCommand } from '../equivalent-command.ts';
import { changed, trouble } from '../inspection.ts';
import { Finding, ReportView } from '../report/report-view.tsx';
import { FailureNote, RunProgress } from '../run-progress.tsx';
import type { RunStream } from '../run-stream.ts';
import { comparedOf, setsOf, site } from '../site.ts';

interface Props {
  readonly title: string;
  /** What it answers, in a sentence or two. */
  readonly about: string;
  readonly inquiry: 'ladder' | 'sweep' | 'recommend' | 'sensitivity';
  readonly options: () => Asked['options'];
  readonly run: RunStream<never>;
  readonly start: string;
  /** The fields of its options. */
  readonly children: ComponentChildren;
  /** Between the finding and the report. */
  readonly found?: ComponentChildren;
}

export function Study({ title, about, inquiry, options, run, start, children, found }: Props) {
  useEffect(() => () => run.drop(), [run]);
  const shown = run.shown.value;
  const id = run.finished.value;
  const state = run.view.value?.state;
  const busy = state === 'queued' || state === 'running';
  const now = site.value;
  const request = { inquiry, scenario: now.scenario, set: setsOf(now), options: options() };
  // What is shown is told apart from what is set now.
  const isOld = shown !== null && JSON.stringify(request) !== JSON.stringify(run.request.value);
  return (
    <>
      <h1>{title}</h1>
      <p>{about}</p>
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
        {children}
        <p class="buttons">
          <button type="submit" class="main">
            {busy ? 'Start again' : start}
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
          {!isOld && found}
          <ReportView report={shown.report} headless={true} />
        </>
      )}
      {id !== null && (
        <section aria-label="Take along">
          <h2>Take it along</h2>
          <p class="buttons">
            <a class="button" href={`api/runs/${id}/html`} download={`mailpath-${inquiry}.html`}>
              Save the report (HTML)
            </a>
            <a class="button" href={`api/runs/${id}/csv`} download={`mailpath-${inquiry}.csv`}>
              Save the figures (CSV)
            </a>
            <a class="button" href={`api/runs/${id}/result`} download={`mailpath-${inquiry}.json`}>
              Save as JSON
            </a>
          </p>
          <p>The command that gives the same:</p>
          <pre class="command">{equivalentCommand(run.request.value as Asked)}</pre>
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

/** A choice among the settings of the scenario. */
export function SettingChoice(props: {
  readonly label: string;
  readonly value: string;
  readonly onSet: (name: string) => void;
}) {
  const names = changed.value?.settings ?? comparedOf(site.value);
  return (
    <label>
      {props.label}{' '}
      <select
        value={props.value}
        onChange={({ currentTarget }) => props.onSet(currentTarget.value)}
      >
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

export function MetricChoice(props: {
  readonly value: MetricName;
  readonly onSet: (name: MetricName) => void;
}) {
  return (
    <label>
      Judged by{' '}
      <select
        value={props.value}
        onChange={({ currentTarget }) => props.onSet(currentTarget.value as MetricName)}
      >
        {JUDGED_BY.map((name) => (
          <option value={name} key={name}>
            {name}: {everydayWords(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
