/** A mail log, dropped or chosen: its diagnosis, and the scenario that fits it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainFailure } from '../../server/failure.ts';
import type { LogReading } from '../../server/thread/log-tasks.ts';
import { failureOf, plainFailure, Refusal, wasGivenUp } from '../api.ts';
import { Button, Text, Tick } from '../fields.tsx';
import { ReportView } from '../report/report-view.tsx';
import { saveText } from '../report/saving.ts';
import { FailureNote, Progress } from '../run-progress.tsx';
import { takeScenario } from '../site.ts';
import { Warning } from '../warning.tsx';

export function LogView() {
  const reading = useSignal<LogReading | null>(null);
  const failure = useSignal<PlainFailure | null>(null);
  const sent = useSignal<number | null>(null);
  const over = useSignal(false);
  const zone = useSignal('');
  const lifetime = useSignal('');
  const keep = useSignal(false);
  const upload = useRef<AbortController | null>(null);
  useEffect(() => () => upload.current?.abort(), []);

  const read = async (files: FileList | null | undefined) => {
    const [file, another] = files ?? [];
    if (file === undefined) return;
    if (another !== undefined) {
      const message =
        'One log at a time: put rotated files together first (zcat -f maillog.2.gz maillog.1 maillog).';
      failure.value = plainFailure('usage', message);
      return;
    }
    upload.current?.abort();
    const current = new AbortController();
    upload.current = current;
    failure.value = null;
    reading.value = null;
    sent.value = 0;
    const words = new URLSearchParams({
      name: file.name.slice(0, 200) || 'your log',
      modified: String(file.lastModified),
      'time-zone': zone.value.trim(),
      keep: keep.value ? 'yes' : '',
      lifetime: lifetime.value.trim(),
    });
    for (const [name, value] of [...words]) if (value === '') words.delete(name);
    try {
      reading.value = await sendLog(file, words, sent, current.signal);
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
          <Text
            label="Connections are cut at"
            placeholder="found in the log, or 20m"
            value={lifetime.value}
            onSet={(text) => (lifetime.value = text)}
          />
          <Text
            label="Time zone of its stamps"
            placeholder="as they are"
            value={zone.value}
            onSet={(text) => (zone.value = text)}
          />
          <Tick
            label="Keep the result among the earlier ones (not the log; but the lines that the result shows)"
            value={keep.value}
            onSet={(on) => (keep.value = on)}
          />
        </div>
      </details>
      {sent.value !== null && (
        <Progress
          label="Reading the log"
          share={sent.value}
          words="Reading the log …"
          onCancel={() => upload.current?.abort()}
        />
      )}
      <p class="unseen" role="status">
        {reading.value === null ? '' : 'The log was read.'}
      </p>
      <FailureNote failure={failure.value} />
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
        <Warning text={noScenario ?? ''} />
      ) : (
        <section class="fit" aria-label="What next">
          <p>
            The log fits to a scenario: its mail, its sizes, its settings. With that one can try
            what would help.
          </p>
          <p class="buttons">
            <Button
              class="main"
              label="Recommend settings for it"
              onClick={() => use(scenario, 'recommend')}
            />
            <Button label="Try changes in What if" onClick={() => use(scenario, 'what-if')} />
            <Button
              label="Save the scenario (YAML)"
              onClick={() => saveText(scenario, 'fitted scenario', 'yaml')}
            />
          </p>
        </section>
      )}
      <ReportView report={report} level={3} />
    </>
  );
}

function use(text: string, next: string): void {
  takeScenario({ text });
  location.hash = `#/${next}`;
}

/** `sent`: the share that was sent, 0 to 1. An upload's progress is what fetch cannot tell. */
function sendLog(
  file: File,
  words: URLSearchParams,
  sent: { value: number | null },
  giveUp: AbortSignal,
): Promise<LogReading> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = plainFailure(
      'closing',
      'The log did not reach the server whole. Is mailpath serve still running?',
    );
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      sent.value = loaded / total;
    });
    request.addEventListener('load', () => {
      // Null where it is no JSON.
      const { status, response } = request;
      if (status === 200) resolve(response);
      else reject(new Refusal(response?.error ?? lost));
    });
    request.addEventListener('error', () => reject(new Refusal(lost)));
    request.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
    giveUp.addEventListener('abort', () => request.abort());
    request.open('POST', `api/logs?${words}`);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}
