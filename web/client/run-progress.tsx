/** How a run stands: its place in the queue, how much is done, how to stop it, what went wrong. */
import { useEffect, useRef } from 'preact/hooks';
import type { PlainFailure } from '../server/failure.ts';
import type { RunView } from '../server/run.ts';

interface Props {
  readonly view: RunView | null;
  readonly failure: PlainFailure | null;
  readonly onCancel: () => void;
  /** Starts it once more, where the page does that. */
  readonly onAgain?: () => void;
  /** What there is so far, in words. */
  readonly soFar?: string;
}

export function RunProgress({ view, failure, onCancel, onAgain, soFar = '' }: Props) {
  const cancelled = useRef<HTMLParagraphElement>(null);
  const wasHere = useRef(false);
  const state = view?.state;
  useEffect(() => {
    // The button that had the focus is gone.
    if (state === 'cancelled' && wasHere.current) cancelled.current?.focus();
    wasHere.current = false;
  }, [state]);
  if (failure !== null) return <FailureNote failure={failure} />;
  if (view === null) return null;
  const { position, share, doing, record } = view;
  if (state === 'cancelled') {
    return (
      <p class="quiet" tabIndex={-1} ref={cancelled}>
        Cancelled.{' '}
        {onAgain !== undefined && (
          <button type="button" onClick={onAgain}>
            Compare again
          </button>
        )}
      </p>
    );
  }
  if (record?.partial) {
    return (
      <p class="warning" role="note">
        Ended early{record.endedBy === null ? '' : ` by the server’s limit “${record.endedBy}”`}:
        this is what was finished by then.
      </p>
    );
  }
  if (state !== 'queued' && state !== 'running') return null;
  const words = state === 'queued' ? `Waits its turn, ${position} in the queue` : doing;
  return (
    <div class="progress">
      <progress aria-label="Simulation" max="1" value={share} />
      <span>
        {words}. {soFar}
      </span>
      <button
        type="button"
        onClick={() => {
          wasHere.current = true;
          onCancel();
        }}
      >
        Cancel
      </button>
    </div>
  );
}

/** A refusal of the server, with the lines of the scenario that it is about. */
export function FailureNote({ failure }: { readonly failure: PlainFailure }) {
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
