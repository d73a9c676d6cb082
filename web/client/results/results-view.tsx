/** The finished results that the server keeps, newest first, and one of them. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Report } from '../../../sim/document/report.ts';
import type { PlainFailure } from '../../server/failure.ts';
import type { RunRecord } from '../../server/result-store.ts';
import { failureOf, getJson } from '../api.ts';
import { Button } from '../fields.tsx';
import { ReportView } from '../report/report-view.tsx';
import { FailureNote } from '../run-progress.tsx';

export default function ResultsView() {
  const kept = useSignal<{ readonly runs: readonly RunRecord[] } | null>(null);
  const report = useSignal<Report | null>(null);
  const failure = useSignal<PlainFailure | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // It stands below a list that may be long.
  useEffect(() => heading.current?.focus(), [report.value]);
  const show = async <T,>(into: Signal<T>, path: string) => {
    try {
      failure.value = null;
      into.value = await getJson<T>(path);
    } catch (error) {
      failure.value = failureOf(error);
    }
  };
  useEffect(() => {
    show(kept, 'api/runs');
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
              onClick={() => show(report, `api/runs/${id}/report`)}
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
