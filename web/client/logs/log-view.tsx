/** A mail log, dropped or chosen: its diagnosis, and the scenario that fits it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainFailure } from '../../server/failure.ts';
import type { LogReading } from '../../server/thread/log-task.ts';
import { failureOf, Refusal, wasGivenUp } from '../api.ts';
import { ReportView } from '../report/report-view.tsx';
import { saveText } from '../report/saving.ts';
import { FailureNote } from '../run-progress.tsx';
import { change } from '../site.ts';

export default function LogView() {
  const reading = useSignal<LogReading | null>(null);
  const failure = useSignal<PlainFailure | null>(null);
  const sent = useSignal<number | null>(null);
  const over = useSignal(false);
  const zone = useSignal('');
  const lifetime = useSignal('');
  const keep = useSignal(false);
  const upload = useRef<LogUpload | null>(null);
  useEffect(() => () => upload.current?.cancel(), []);

  const read = async (files: FileList | null | undefined) => {
    const [file, another] = files ?? [];
    if (file === undefined) return;
    if (another !== undefined) {
      const message =
        'One log at a time: put rotated files together first (zcat -f maillog.2.gz maillog.1 maillog).';
      failure.value = { code: 'usage', message, limit: null, problems: [] };
      return;
    }
    upload.current?.cancel();
    failure.value = null;
    reading.value = null;
    sent.value = 0;
    const options = {
      ...(zone.value.trim() === '' ? {} : { 'time-zone': zone.value.trim() }),
      ...(keep.value ? { keep: 'yes' } : {}),
      ...(lifetime.value.trim() === '' ? {} : { lifetime: lifetime.value.trim() }),
    };
    const current = uploadLog(file, options, (share) => {
      sent.value = share;
    });
    upload.current = current;
    try {
      reading.value = await current.answer;
    } catch (error) {
      if (!wasGivenUp(error)) failure.value = failureOf(error);
    } finally {
      if (upload.current === current) sent.value = null;
    }
  };

  return (
    <>
      <h1>What does my mail log say?</h1>
      <p>
        A log of Sendmail or of Proofpoint, plain or gzip. It goes to the server that this page came
        from, is read there, and is not stored.
      </p>
      <label
        class={over.value ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          over.value = true;
        }}
        onDragLeave={() => {
          over.value = false;
        }}
        onDrop={(event) => {
          event.preventDefault();
          over.value = false;
          read(event.dataTransfer?.files);
        }}
      >
        <span class="button main">Choose a mail log</span>
        <input
          type="file"
          class="unseen"
          onChange={({ currentTarget }) => {
            read(currentTarget.files);
            currentTarget.value = '';
          }}
        />
        <span class="quiet">or drop it here</span>
      </label>
      <details>
        <summary>What the log does not say by itself, and whether to keep the result</summary>
        <div class="options">
          <label>
            Connections are cut at{' '}
            <input
              type="text"
              placeholder="found in the log, or 20m"
              value={lifetime.value}
              onInput={({ currentTarget }) => (lifetime.value = currentTarget.value)}
            />
          </label>
          <label>
            Time zone of its stamps{' '}
            <input
              type="text"
              placeholder="as they are"
              value={zone.value}
              onInput={({ currentTarget }) => (zone.value = currentTarget.value)}
            />
          </label>
          <label class="tick">
            <input
              type="checkbox"
              checked={keep.value}
              onChange={({ currentTarget }) => (keep.value = currentTarget.checked)}
            />{' '}
            Keep the result among the earlier ones (not the log; but the lines that the result
            shows)
          </label>
        </div>
      </details>
      {sent.value !== null && (
        <div class="progress">
          <progress aria-label="Reading the log" max="1" value={sent.value} />
          <span>Reading the log …</span>
          <button type="button" onClick={() => upload.current?.cancel()}>
            Cancel
          </button>
        </div>
      )}
      <p class="unseen" role="status">
        {reading.value === null ? '' : 'The log was read.'}
      </p>
      {failure.value !== null && <FailureNote failure={failure.value} />}
      {reading.value !== null && <Reading reading={reading.value} />}
    </>
  );
}

function Reading({ reading }: { readonly reading: LogReading }) {
  const { scenario, noScenario, report } = reading;
  return (
    <>
      <h2>{report.title}</h2>
      {scenario === null ? (
        <p class="warning" role="note">
          {noScenario}
        </p>
      ) : (
        <section class="fit" aria-label="What next">
          <p>
            The log fits to a scenario: its mail, its sizes, its settings. With that one can try
            what would help.
          </p>
          <p class="buttons">
            <button type="button" class="main" onClick={() => use(scenario, 'recommend')}>
              Recommend settings for it
            </button>
            <button type="button" onClick={() => use(scenario, 'what-if')}>
              Try changes in What if
            </button>
            <button
              type="button"
              onClick={() => saveText(scenario, 'fitted scenario', 'yaml', 'application/yaml')}
            >
              Save the scenario (YAML)
            </button>
          </p>
        </section>
      )}
      <ReportView report={report} level={3} />
    </>
  );
}

function use(text: string, next: string): void {
  change({ scenario: { text }, site: {}, current: {}, baseline: null });
  location.hash = `#/${next}`;
}

interface LogUpload {
  readonly answer: Promise<LogReading>;
  readonly cancel: () => void;
}

/** `report`: the share that was sent, 0 to 1. An upload's progress is what fetch cannot tell. */
function uploadLog(
  file: File,
  options: Readonly<Record<string, string>>,
  report: (share: number) => void,
): LogUpload {
  const words = new URLSearchParams({
    name: file.name.slice(0, 200) || 'your log',
    modified: String(file.lastModified),
    ...options,
  });
  const request = new XMLHttpRequest();
  const answer = new Promise<LogReading>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => report(loaded / total));
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status === 200) resolve(body as LogReading);
      else reject(new Refusal((body as { error?: PlainFailure } | null)?.error ?? lost()));
    });
    request.addEventListener('error', () => reject(new Refusal(lost())));
    request.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
  });
  request.open('POST', `api/logs?${words}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(file);
  return { answer, cancel: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function lost(): PlainFailure {
  const message = 'The log did not reach the server whole. Is mailpath serve still running?';
  return { code: 'closing', message, limit: null, problems: [] };
}
