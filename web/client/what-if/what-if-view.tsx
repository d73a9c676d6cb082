/**
 * What if: turn a setting, and see what it does to the delay. The closed forms follow the slider,
 * one replication comes when it is let go, the intervals narrow behind it.
 */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import {
  boundsText,
  differenceIntervalText,
  differenceText,
  intervalText,
} from '../../../sim/document/bounds-text.ts';
import { harmless } from '../../../sim/document/harmless.ts';
import type { PlainReport } from '../../../sim/document/plain-report.ts';
import { capitalised, NOTHING } from '../../../sim/document/quantity.ts';
import { everydayWords, type MetricName } from '../../../sim/mailpath/metrics.ts';
import { tooFewDays } from '../../../sim/studies/days-words.ts';
import type { DifferenceResult, Result } from '../../../sim/studies/result/result-schema.ts';
import type { Preview } from '../../server/thread/preview-tasks.ts';
import { failureOf, postForText } from '../api.ts';
import { equivalentCommand } from '../equivalent-command.ts';
import { changed, trouble as scenarioTrouble } from '../inspection.ts';
import { Finding, ReportView } from '../report/report-view.tsx';
import { saveText } from '../report/saving.ts';
import { FailureNote, RunProgress } from '../run-progress.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { comparedOf, setsOf, site } from '../site.ts';
import {
  compareAgain,
  compareOnChange,
  comparison,
  isStale,
  preview,
  trouble,
} from './comparison.ts';
import { ControlsPanel } from './controls-panel.tsx';
import { currentWords } from './current-words.ts';
import { ScenarioPicker } from './scenario-picker.tsx';

export default function WhatIfView() {
  useEffect(compareOnChange, []);
  const shown = comparison.shown.value;
  const report = shown?.report;
  const rest = useMemo(() => report && withoutClosedForm(report), [report]);
  const failure = scenarioTrouble.value ?? comparison.failure.value ?? trouble.value;
  return (
    <>
      <ScenarioPicker />
      <div class="workplace">
        <ControlsPanel />
        <div class="at-a-glance">
          {failure !== null && <FailureNote failure={failure} />}
          {shown !== null && <Dimmed report={shown.report} result={shown.result} />}
          <p class="unseen" role="status">
            {shown !== null && shown.soFar === null && !isStale.value
              ? currentWords(shown.result)
              : ''}
          </p>
          <h2 class="unseen">Figures</h2>
          <Figures result={shown?.result ?? null} preview={preview.value} isStale={isStale.value} />
          <div class="run-place">
            <RunProgress
              view={comparison.view.value}
              failure={null}
              onCancel={() => comparison.cancel()}
              onAgain={compareAgain}
              soFar={soFar(shown?.soFar ?? null)}
            />
          </div>
        </div>
        <div class="results">
          <ClosedForm />
          {rest !== undefined && (
            <div class={isStale.value ? 'old' : undefined} aria-busy={isStale.value}>
              <ReportView report={rest} headless={true} />
            </div>
          )}
          <ExportPanel />
        </div>
      </div>
    </>
  );
}

function Dimmed({ report, result }: { report: PlainReport; result: Result }) {
  return (
    <div class={isStale.value ? 'old' : undefined}>
      <p class="current-finding">{currentWords(result)}</p>
      <Finding report={report} />
    </div>
  );
}

function soFar(replications: number | null): string {
  return replications === null
    ? ''
    : `Shown: ${replications} ${replications === 1 ? 'day' : 'days'}.`;
}

/** The closed forms stand above, and follow the sliders there. */
function withoutClosedForm<T extends { readonly sections: readonly { heading: string }[] }>(
  report: T,
): T {
  const sections = report.sections.filter(({ heading }) => !heading.startsWith('Can this happen'));
  return { ...report, sections };
}

/** What can be said before anything is simulated; it follows the sliders while they are turned. */
function ClosedForm() {
  const inspection = changed.value;
  if (inspection === null) return <p class="quiet">Estimating …</p>;
  const { closedForm, warnings } = inspection;
  return (
    <section class="estimate" aria-label="Estimate">
      {warnings.map((text) => (
        <p class="warning" role="note" key={text}>
          {text}
        </p>
      ))}
      <h2>Can this happen here at all?</h2>
      <p class="quiet">{closedForm.traffic}</p>
      {closedForm.questions.map(({ question, answers }) => (
        <div class="answer" key={question}>
          <h3>{question}</h3>
          {answers.map(({ names, text }) => (
            <p key={text}>
              {names.length > 0 && <b>{names.join(', ')}: </b>}
              {text}
            </p>
          ))}
        </div>
      ))}
    </section>
  );
}

/* What one exports: a link, the scenario as a file, the figures, the command that gives the same. */

function ExportPanel() {
  const said = useSignal('');
  const run = comparison.finished.value;
  const command = commandOf();
  return (
    <section class="export" aria-label="Export">
      <h2>Export</h2>
      <p class="buttons">
        <button type="button" onClick={() => copy(location.href, 'The link', said)}>
          Copy the link
        </button>
        <button type="button" onClick={() => saveYaml(said)}>
          Save the scenario (YAML)
        </button>
        {run !== null && (
          <a class="button" href={`api/runs/${run}/csv`} download="mailpath.csv">
            Save the figures (CSV)
          </a>
        )}
        {run !== null && (
          <a class="button" href={`api/runs/${run}/html`} download="mailpath.html">
            Save the report (HTML)
          </a>
        )}
        <button type="button" onClick={() => saveLog(said)}>
          Save one day’s mail log
        </button>
        <button type="button" onClick={() => copy(command, 'The command', said)}>
          Copy the command
        </button>
      </p>
      <p class="said" role="status">
        {said.value}
      </p>
      <p>The equivalent command:</p>
      <pre class="command">{command}</pre>
    </section>
  );
}

function commandOf(): string {
  const now = site.value;
  const options = { settings: comparedOf(now).join(',') };
  return equivalentCommand({
    study: 'compare',
    scenario: now.scenario,
    set: setsOf(now),
    options,
  });
}

async function copy(text: string, what: string, said: { value: string }): Promise<void> {
  try {
    await navigator.clipboard.writeText(harmless(text));
    said.value = `${what} is copied to the clipboard.`;
  } catch {
    said.value = `The browser does not let the page copy. Select this and copy it yourself: ${text}`;
  }
}

async function saveYaml(said: { value: string }): Promise<void> {
  const now = site.value;
  try {
    const compare = `compare=[${comparedOf(now).join(', ')}]`;
    const body = { scenario: now.scenario, set: [...setsOf(now), compare] };
    const text = await postForText('api/changed', body);
    const name = now.scenario.text === undefined ? now.scenario.name : 'scenario';
    saveText(text, name, 'yaml', 'application/yaml');
    said.value = 'Saved. mailpath compare reads it, and so does “Open a file” here.';
  } catch (error) {
    said.value = failureOf(error).message;
  }
}

async function saveLog(said: { value: string }): Promise<void> {
  const now = site.value;
  said.value = 'Writing the log …';
  try {
    const body = { scenario: now.scenario, set: setsOf(now), options: { setting: 'current' } };
    saveText(await postForText('api/trace', body), 'maillog of current', 'log', 'text/plain');
    said.value = 'Saved. mailpath diagnose reads it, and so does “Mail log” here.';
  } catch (error) {
    said.value = failureOf(error).message;
  }
}

/* The figures at a glance: a column a setting, and the difference to the base with how sure it is. */

/** `worst`: the largest delay of all days, which is no metric of a day. */
const ROWS: readonly (MetricName | 'worst')[] = [
  'p50',
  'p99',
  'worst',
  'never-share',
  'over-5m',
  'cuts',
  'skipped-mark',
  'marked-time',
];

type Setting = Result['settings'][number];

interface Props {
  readonly result: Result | null;
  /** Newer than the result, of the current settings only. */
  readonly preview: Preview | null;
  readonly isStale: boolean;
}

function Figures({ result, preview, isStale }: Props) {
  const settings = columnsOf(result, preview);
  if (settings.length === 0) return <p class="quiet">Simulating …</p>;
  // What is turned stands first, and its difference beside it: a phone shows these two.
  const current = settings.filter(({ name }) => name === 'current');
  const others = settings.filter(({ name }) => name !== 'current');
  const difference = result?.differences.find(({ setting }) => setting === 'current');
  const old = isStale ? 'old' : undefined;
  return (
    <ScrollRegion label="Figures">
      <table class="figures" aria-busy={isStale}>
        <caption class="unseen">
          Delay and its causes on a typical day under each setting, with intervals
        </caption>
        <thead>
          <tr>
            <td />
            {current.map(({ name }) => (
              <th scope="col" key={name} class="now">
                {name}
              </th>
            ))}
            {difference !== undefined && (
              <th scope="col" class="now">
                against {difference.to}
              </th>
            )}
            {others.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">{labelOf(row)}</th>
              {current.map((setting) => (
                <td key="current" class={preview === null && isStale ? 'now old' : 'now'}>
                  <Figure setting={setting} row={row} />
                </td>
              ))}
              {difference !== undefined && (
                <td class={isStale ? 'now old' : 'now'}>
                  <Difference found={row === 'worst' ? undefined : difference.measures[row]} />
                </td>
              )}
              {others.map((setting) => (
                <td key={setting.name} class={old}>
                  <Figure setting={setting} row={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function columnsOf(result: Result | null, preview: Preview | null): readonly Setting[] {
  const newer = preview?.result.settings ?? [];
  if (result === null) return newer;
  const fresh = (setting: Setting) => newer.find(({ name }) => name === setting.name) ?? setting;
  return result.settings.map(fresh);
}

function labelOf(row: MetricName | 'worst'): string {
  return row === 'worst' ? 'Longest delay of all days' : capitalised(everydayWords(row));
}

function Figure({ setting, row }: { setting: Setting; row: MetricName | 'worst' }) {
  if (row === 'worst') return <>{boundsText(setting.worst, 'ms')}</>;
  const { interval, unit, ...value } = setting.measures[row];
  const text = boundsText(value, unit);
  const range = interval === null ? null : intervalText(interval, unit);
  return (
    <>
      {text}
      {range !== null && range !== text && <small>{range}</small>}
    </>
  );
}

function Difference({ found }: { found: DifferenceResult | undefined }) {
  if (found === undefined || found.kind === 'none') return <>{NOTHING}</>;
  const { interval, unit, significant, same, days, ...value } = found;
  if (same === days) return <>the same</>;
  return (
    <>
      {differenceText(value, unit)}
      <small>
        {interval === null
          ? tooFewDays(days)
          : `${differenceIntervalText(interval, unit) ?? differenceText(interval, unit)}, ${significant ? 'significant' : 'not significant'}`}
      </small>
    </>
  );
}
