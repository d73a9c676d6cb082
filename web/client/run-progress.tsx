/** How a run stands: its place in the queue, how much is done, how to stop it; and what went wrong. */
import { useEffect, useRef } from 'preact/hooks';
import type { PlainFailure } from '../server/failure.ts';
import { Button } from './fields.tsx';
import { isUnderWay, type RunStream } from './run-stream.ts';
import { Warning } from './warning.tsx';

interface Props {
  readonly run: Pick<RunStream<object>, 'view' | 'cancel'>;
  /** Starts it once more, where the page does that. */
  readonly onAgain?: () => void;
  /** What there is so far, in words. */
  readonly soFar: string;
}

export function RunProgress({ run, onAgain, soFar }: Props) {
  const cancelled = useRef<HTMLParagraphElement>(null);
  const wasHere = useRef(false);
  const view = run.view.value;
  const state = view?.state;
  useEffect(() => {
    // The button that had the focus is gone.
    if (state === 'cancelled' && wasHere.current) cancelled.current?.focus();
    wasHere.current = false;
  }, [state]);
  if (view === null) return null;
  const { position, share, doing, record } = view;
  if (state === 'cancelled') {
    return (
      <p class="quiet" tabIndex={-1} ref={cancelled}>
        Cancelled. {onAgain !== undefined && <Button label="Compare again" onClick={onAgain} />}
      </p>
    );
  }
  if (record?.partial) {
    const limit = record.endedBy === null ? '' : ` by the server’s limit “${record.endedBy}”`;
    return <Warning text={`Ended early${limit}: this is what was finished by then.`} />;
  }
  if (!isUnderWay(view)) return null;
  const words = state === 'queued' ? `Waits its turn, ${position} in the queue` : doing;
  const cancel = () => {
    wasHere.current = true;
    run.cancel();
  };
  return (
    <Progress label="Simulation" share={share} words={`${words}. ${soFar}`} onCancel={cancel} />
  );
}

interface ProgressProps {
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  readonly words: string;
  readonly onCancel: () => void;
}

export function Progress({ label, share, words, onCancel }: ProgressProps) {
  return (
    <div class="progress">
      <progress aria-label={label} max="1" value={share} />
      <span>{words}</span>
      <Button label="Cancel" onClick={onCancel} />
    </div>
  );
}

/** A refusal of the server, with the lines of the scenario that it is about. */
export function FailureNote({ failure }: { readonly failure: PlainFailure | null }) {
  if (failure === null) return null;
  const { message, problems } = failure;
  return (
    <div class="warning" role="alert">
      <p>{message}</p>
      {problems.length > 1 && (
        <ul>
          {problems.map(({ source, line, column, message: text, remedy }) => (
            <li key={`${source}:${line}:${column}:${text}`}>
              {source}
              {line === null ? '' : `:${line}:${column}`}: {text} {remedy}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
