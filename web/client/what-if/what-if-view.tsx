/**
 * What if: choose a scenario, turn a setting, and see what it does to the delay. The closed forms
 * follow the slider, one replication comes when it is let go, the intervals narrow behind it.
 */

import { effect, type Signal, signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { boundsText, intervalText } from '../../../sim/document/bounds-text.ts';
import { harmless } from '../../../sim/document/harmless.ts';
import { capitalised, NOTHING } from '../../../sim/document/quantity.ts';
import type { Report } from '../../../sim/document/report.ts';
import { everydayWords, type MetricName } from '../../../sim/mailpath/metrics.ts';
import { tooFewDays } from '../../../sim/studies/days-words.ts';
import type { DifferenceResult, Result } from '../../../sim/studies/result/result-schema.ts';
import type { PlainFailure } from '../../server/failure.ts';
import type { ScenarioRef } from '../../server/shipped-scenarios.ts';
import type { Preview } from '../../server/thread/tasks.ts';
import { failureOf, getJson, getText, postForText, postJson } from '../api.ts';
import { Button, Choice } from '../fields.tsx';
import { base, changed, trouble as scenarioTrouble } from '../inspection.ts';
import { Latest } from '../latest.ts';
import { BlockView, Finding, ReportView } from '../report/report-view.tsx';
import { saveText } from '../report/saving.ts';
import { FailureNote, RunProgress } from '../run-progress.tsx';
import { RunStream } from '../run-stream.ts';
import { OpenScenario, ScenarioEditor } from '../scenario-file.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { comparedOf, type Site, setsOf, site, takeScenario } from '../site.ts';
import { Warning } from '../warning.tsx';
import { currentWords, equivalentCommand } from '../words.ts';
import { ControlsPanel } from './controls-panel.tsx';

/*
 * The comparison that is shown: after each change one replication at once, then the same with more
 * and more of them, whose intervals narrow as one watches.
 */

const comparison = new RunStream();
/** One replication of the current settings, until there is more. */
const preview = signal<Preview | null>(null);
/** What is shown is of values that have been changed since. */
const isStale = signal(false);
const trouble = signal<PlainFailure | null>(null);

/** A slider that is let go again within this does not start a run, ms. */
const SETTLED_MS = 350;
const previews = new Latest();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Compares whenever something was changed; returns how to stop. */
function compareOnChange(): () => void {
  const stop = effect(() => compare(site.value));
  let last = comparison.shown.peek();
  const fresh = effect(() => {
    const shown = comparison.shown.value;
    if (shown === last) return;
    last = shown;
    isStale.value = false;
    preview.value = null;
  });
  return () => {
    stop();
    fresh();
    clearTimeout(timer);
    comparison.drop();
  };
}

function compare(now: Site): void {
  isStale.value = true;
  comparison.drop();
  const body = { scenario: now.scenario, set: setsOf(now) };
  // What comes late is of no use: something else is set by then, or there is more than a preview.
  const isLate = () => site.peek() !== now || !isStale.peek();
  previews.run(async () => {
    if (isLate()) return;
    try {
      const found = await postJson<Preview>('api/preview', { ...body, settings: ['current'] });
      if (isLate()) return;
      preview.value = found;
      trouble.value = null;
    } catch (error) {
      if (isLate()) return;
      preview.value = null;
      const failure = failureOf(error);
      // Too much for a preview is not too much for a run.
      trouble.value = failure.code === 'too-large' ? null : failure;
    }
  });
  clearTimeout(timer);
  timer = setTimeout(() => {
    // Sliders move what nobody measured.
    const options = { settings: comparedOf(now).join(','), assumptions: '0' };
    comparison.start({ study: 'compare', ...body, options, interim: true, ephemeral: true });
  }, SETTLED_MS);
}

export function WhatIfView() {
  useEffect(compareOnChange, []);
  const shown = comparison.shown.value;
  const report = shown?.report;
  const rest = useMemo(() => report && withoutClosedForm(report), [report]);
  const old = isStale.value ? 'old' : undefined;
  const soFar = shown?.soFar ?? null;
  return (
    <>
      <ScenarioPicker />
      <div class="workplace">
        <ControlsPanel />
        <div class="at-a-glance">
          <FailureNote
            failure={scenarioTrouble.value ?? comparison.failure.value ?? trouble.value}
          />
          {shown !== null && (
            <div class={old}>
              <p class="current-finding">{currentWords(shown.result)}</p>
              <Finding report={shown.report} />
            </div>
          )}
          <p class="unseen" role="status">
            {shown !== null && soFar === null && !isStale.value ? currentWords(shown.result) : ''}
          </p>
          <h2 class="unseen">Figures</h2>
          <Figures />
          <div class="run-place">
            <RunProgress
              run={comparison}
              onAgain={() => compare(site.peek())}
              soFar={soFar === null ? '' : `Shown: ${soFar} ${soFar === 1 ? 'day' : 'days'}.`}
            />
          </div>
        </div>
        <div class="results">
          <ClosedForm />
          {rest !== undefined && (
            <div class={old} aria-busy={isStale.value}>
              <ReportView report={rest} headless={true} />
            </div>
          )}
          <ExportPanel />
        </div>
      </div>
    </>
  );
}

/** The closed forms stand above, and follow the sliders there. */
function withoutClosedForm(report: Report): Report {
  const sections = report.sections.filter(({ heading }) => !heading.startsWith('Can this happen'));
  return { ...report, sections };
}

interface Shipped {
  readonly name: string;
  readonly question: string;
}

/** Which scenario: a shipped one, or one's own, opened or written here. */
function ScenarioPicker() {
  const shipped = useSignal<readonly Shipped[]>([]);
  const editing = useSignal<string | null>(null);
  const said = useSignal('');
  const editButton = useRef<HTMLButtonElement>(null);
  const attempt = async <T,>(into: Signal<T>, question: () => Promise<T>) => {
    try {
      into.value = await question();
    } catch (error) {
      said.value = failureOf(error).message;
    }
  };
  useEffect(() => {
    attempt(shipped, async () => {
      return (await getJson<{ scenarios: Shipped[] }>('api/scenarios')).scenarios;
    });
  }, []);
  const { scenario } = site.value;
  const use = (scenario: ScenarioRef) => {
    editing.value = null;
    takeScenario(scenario);
  };
  const all = shipped.value.map(({ name, question }) => [name, `${name}: ${question}`] as const);
  return (
    <section class="scenario" aria-label="Scenario">
      <h1>{base.value?.question ?? 'What will these settings do to my mail’s delay?'}</h1>
      <p class="quiet">
        New here? <a href="#/lesson">The lesson</a> shows in two minutes why mail is late. Have a
        log? <a href="#/logs">See what it says.</a>
      </p>
      <div class="scenario-choice">
        <Choice
          label="Scenario"
          value={scenario.text === undefined ? scenario.name : ''}
          options={scenario.text === undefined ? all : [['', 'your own'], ...all]}
          onSet={(name) => use({ name })}
        />
        <OpenScenario
          label="Open a file"
          onOpened={(opened, problems) => {
            // With errors it is shown where they are; without, it is used at once.
            if (problems.length > 0) editing.value = opened.text;
            else use(opened);
          }}
          onTrouble={(why) => (said.value = why)}
        />
        <button
          type="button"
          ref={editButton}
          onClick={() =>
            attempt(
              editing,
              async () => scenario.text ?? (await getText(`api/scenarios/${scenario.name}`)),
            )
          }
          aria-expanded={editing.value !== null}
        >
          Edit as text
        </button>
      </div>
      <Warning text={said.value} role="alert" />
      {editing.value !== null && (
        <ScenarioEditor
          text={editing.value}
          onUse={(text) => use({ text })}
          onClose={() => {
            editing.value = null;
            editButton.current?.focus();
          }}
        />
      )}
    </section>
  );
}

/** What can be said before anything is simulated; it follows the sliders while they are turned. */
function ClosedForm() {
  const inspection = changed.value;
  if (inspection === null) return <p class="quiet">Estimating …</p>;
  const { closedForm, warnings } = inspection;
  return (
    <section class="estimate" aria-label="Estimate">
      {warnings.map((text) => (
        <Warning text={text} key={text} />
      ))}
      <h2>Can this happen here at all?</h2>
      <p class="quiet">{closedForm.traffic}</p>
      {closedForm.questions.map((asked) => (
        <BlockView block={{ kind: 'answers', ...asked }} key={asked.question} />
      ))}
    </section>
  );
}

/* What one exports: a link, the scenario as a file, the figures, the command that gives the same. */

function ExportPanel() {
  const said = useSignal('');
  const run = comparison.finished.value;
  const now = site.value;
  const { scenario } = now;
  const set = setsOf(now);
  const settings = comparedOf(now);
  const options = { settings: settings.join(',') };
  const command = equivalentCommand({ study: 'compare', scenario, set, options });
  const say = async (done: Promise<string>) => {
    said.value = await done.catch((error) => failureOf(error).message);
  };
  const saveYaml = async () => {
    const compare = `compare=[${settings.join(', ')}]`;
    const text = await postForText('api/changed', { scenario, set: [...set, compare] });
    saveText(text, scenario.text === undefined ? scenario.name : 'scenario', 'yaml');
    return 'Saved. mailpath compare reads it, and so does “Open a file” here.';
  };
  const saveLog = async () => {
    said.value = 'Writing the log …';
    const body = { scenario, set, options: { setting: 'current' } };
    saveText(await postForText('api/trace', body), 'maillog of current', 'log');
    return 'Saved. mailpath diagnose reads it, and so does “Mail log” here.';
  };
  return (
    <section class="export" aria-label="Export">
      <h2>Export</h2>
      <p class="buttons">
        <Button label="Copy the link" onClick={() => say(copied(location.href, 'The link'))} />
        <Button label="Save the scenario (YAML)" onClick={() => say(saveYaml())} />
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
        <Button label="Save one day’s mail log" onClick={() => say(saveLog())} />
        <Button label="Copy the command" onClick={() => say(copied(command, 'The command'))} />
      </p>
      <p class="said" role="status">
        {said.value}
      </p>
      <p>The equivalent command:</p>
      <pre class="command">{command}</pre>
    </section>
  );
}

/** To the clipboard; in words. */
async function copied(text: string, what: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(harmless(text));
    return `${what} is copied to the clipboard.`;
  } catch {
    return `The browser does not let the page copy. Select this and copy it yourself: ${text}`;
  }
}

/* The figures at a glance: a column a setting, and the difference to the base with how sure it is. */

/** `worst`: the largest delay of all days, which is no metric of a day. */
type Row = MetricName | 'worst';

const ROWS: readonly Row[] = [
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

interface Column {
  readonly title: string;
  /** `now`: of what is turned. */
  readonly kind: 'now' | '';
  readonly isOld: boolean;
  readonly figure: (row: Row) => ComponentChildren;
}

function Figures() {
  const columns = columnsOf(comparison.shown.value?.result ?? null, preview.value);
  if (columns.length === 0) return <p class="quiet">Simulating …</p>;
  return (
    <ScrollRegion label="Figures">
      <table class="figures" aria-busy={isStale.value}>
        <caption class="unseen">
          Delay and its causes on a typical day under each setting, with intervals
        </caption>
        <thead>
          <tr>
            <td />
            {columns.map(({ title, kind }) => (
              <th scope="col" key={title} class={kind}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">
                {row === 'worst' ? 'Longest delay of all days' : capitalised(everydayWords(row))}
              </th>
              {columns.map(({ title, kind, isOld, figure }) => (
                <td key={title} class={isOld ? `${kind} old` : kind}>
                  {figure(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/**
 * What is turned stands first, and its difference beside it: a phone shows these two. The preview is
 * newer than the result, and of the current settings only.
 */
function columnsOf(result: Result | null, preview: Preview | null): Column[] {
  const newer = preview?.result.settings ?? [];
  const settings = result === null ? newer : result.settings;
  const columns = settings.map((setting): Column => {
    const isNow = setting.name === 'current';
    const fresh = newer.find(({ name }) => name === setting.name) ?? setting;
    return {
      title: setting.name,
      kind: isNow ? 'now' : '',
      isOld: isStale.value && !(isNow && preview !== null),
      figure: (row) => figureOf(fresh, row),
    };
  });
  const differences = (result?.differences ?? [])
    .filter(({ setting }) => setting === 'current')
    .slice(0, 1)
    .map(
      ({ to, measures }): Column => ({
        title: `against ${to}`,
        kind: 'now',
        isOld: isStale.value,
        figure: (row) => (row === 'worst' ? NOTHING : differenceOf(measures[row])),
      }),
    );
  return [
    ...columns.filter(({ kind }) => kind === 'now'),
    ...differences,
    ...columns.filter(({ kind }) => kind === ''),
  ];
}

function figureOf(setting: Setting, row: Row): ComponentChildren {
  if (row === 'worst') return boundsText(setting.worst, 'ms');
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

function differenceOf({ interval, unit, significant, same, days, ...value }: DifferenceResult) {
  if (value.kind === 'none') return NOTHING;
  if (same === days) return 'the same';
  return (
    <>
      {boundsText(value, unit, '+')}
      <small>
        {interval === null
          ? tooFewDays(days)
          : `${intervalText(interval, unit, '+') ?? boundsText(interval, unit, '+')}, ${significant ? 'significant' : 'not significant'}`}
      </small>
    </>
  );
}
