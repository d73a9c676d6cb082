/** The views at the foot of the page, of what the server has: its finished results, its HTTP interface. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Report } from '../../sim/document/report.ts';
import type { PlainFailure } from '../server/failure.ts';
import type { LimitDefinition, LimitName } from '../server/limits.ts';
import type { RunRecord } from '../server/result-store.ts';
import type { OpenApi, Operation } from '../server/routes/document.ts';
import { failureOf, getJson } from './api.ts';
import { Button } from './fields.tsx';
import { ReportView } from './report/report-view.tsx';
import { FailureNote } from './run-progress.tsx';

/** Answers of the server, each for a place of the view; and why the last one was refused. */
function useAnswers() {
  const failure = useSignal<PlainFailure | null>(null);
  const show = async <T,>(into: Signal<T>, question: Promise<T>) => {
    try {
      failure.value = null;
      into.value = await question;
    } catch (error) {
      failure.value = failureOf(error);
    }
  };
  return { failure, show };
}

/** The finished results that the server keeps, newest first, and one of them. */
export function ResultsView() {
  const kept = useSignal<{ readonly runs: readonly RunRecord[] } | null>(null);
  const report = useSignal<Report | null>(null);
  const { failure, show } = useAnswers();
  const heading = useRef<HTMLHeadingElement>(null);
  // It stands below a list that may be long.
  useEffect(() => heading.current?.focus(), [report.value]);
  useEffect(() => {
    show(kept, getJson('api/runs'));
  }, []);
  const runs = kept.value?.runs;
  return (
    <>
      <h1>Earlier results</h1>
      <FailureNote failure={failure.value} />
      {runs?.length === 0 && <p>Nothing was finished yet.</p>}
      <ul class="runs">
        {runs?.map(({ id, study, scenario, finishedAt, partial }) => (
          <li key={id}>
            <Button
              class="plain"
              label={`${study} of ${scenario}`}
              onClick={() => show(report, getJson(`api/runs/${id}/report`))}
            />{' '}
            {new Date(finishedAt).toLocaleString()}
            {partial ? ', ended early' : ''},{' '}
            <a href={`api/runs/${id}/html`} download={`mailpath-${study}.html`}>
              its report
            </a>
          </li>
        ))}
      </ul>
      {report.value !== null && (
        <>
          <h2 tabIndex={-1} ref={heading}>
            {report.value.title}
          </h2>
          <ReportView report={report.value} level={3} />
        </>
      )}
    </>
  );
}

type Limits = Readonly<Record<LimitName, LimitDefinition>>;

/** The HTTP interface, from the document that the server makes of its own routes. */
export function InterfaceView() {
  const found = useSignal<readonly [OpenApi, Limits] | null>(null);
  const { failure, show } = useAnswers();
  useEffect(() => {
    show(found, Promise.all([getJson<OpenApi>('api/openapi.json'), getJson<Limits>('api/limits')]));
  }, []);
  const [document, limits] = found.value ?? [];
  return (
    <>
      <h1>HTTP interface</h1>
      <FailureNote failure={failure.value} />
      <p>{document?.info.description}</p>
      <p>
        <a href="api/openapi.json">The same as an OpenAPI document.</a> Every refusal is an object
        <code> error</code> with <code>code</code>, <code>message</code>, <code>limit</code> and{' '}
        <code>problems</code>.
      </p>
      {Object.entries(document?.paths ?? {}).flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => {
          const name = `${method.toUpperCase()} ${path}`;
          return <OperationView key={name} name={name} operation={operation} />;
        }),
      )}
      <h2>Limits</h2>
      <dl class="long">
        {Object.entries(limits ?? {}).map(([name, { value, describe }]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value.toLocaleString('en-US')} {describe}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function OperationView({ name, operation }: { name: string; operation: Operation }) {
  const { summary, parameters = [], requestBody, responses } = operation;
  return (
    <section>
      <h2 class="operation">{name}</h2>
      <p>{summary}.</p>
      {parameters.length > 0 && (
        <ul>
          {parameters.map((parameter) => (
            <li key={parameter.name}>
              <code>{parameter.name}</code> (in the {parameter.in}
              {parameter.required ? ', needed' : ''}) {parameter.description}
            </li>
          ))}
        </ul>
      )}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <details key={type}>
          <summary>Body: {type}</summary>
          <pre class="command">{JSON.stringify(schema, null, 2)}</pre>
        </details>
      ))}
      <p class="quiet">Answers: {Object.keys(responses).join(', ')}</p>
    </section>
  );
}
