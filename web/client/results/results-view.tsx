/** The finished results that the server keeps, newest first, and one of them. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainReport } from '../../../sim/document/plain-report.ts';
import type { PlainFailure } from '../../server/failure.ts';
import type { RunRecord } from '../../server/result-store.ts';
import { failureOf, getJson } from '../api.ts';
import { ReportView } from '../report/report-view.tsx';
import { FailureNote } from '../run-progress.tsx';

export default function ResultsView() {
  const runs = useSignal<readonly RunRecord[] | null>(null);
  const report = useSignal<PlainReport | null>(null);
  const failure = useSignal<PlainFailure | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // It stands below a list that may be long.
  useEffect(() => heading.current?.focus(), [report.value]);
  const attempt = async (question: () => Promise<void>) => {
    try {
      failure.value = null;
      await question();
    } catch (error) {
      failure.value = failureOf(error);
    }
  };
  useEffect(() => {
    attempt(async () => {
      runs.value = (await getJson<{ runs: RunRecord[] }>('api/runs')).runs;
    });
  }, []);
  return (
    <>
      <h1>Earlier results</h1>
      {failure.value !== null && <FailureNote failure={failure.value} />}
      {runs.value?.length === 0 && <p>Nothing was finished yet.</p>}
      <ul class="runs">
        {runs.value?.map(({ id, study, scenario, finishedAt, partial }) => (
          <li key={id}>
            <button
              type="button"
              class="plain"
              onClick={() =>
                attempt(async () => {
                  report.value = await getJson<PlainReport>(`api/runs/${id}/report`);
                })
              }
            >
              {study} of {scenario}
            </button>{' '}
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
