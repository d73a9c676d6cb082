/** A scenario as text, with its errors: each leads to its place. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainProblem } from '../../server/failure.ts';
import { failureOf } from '../api.ts';

interface Props {
  readonly text: string;
  readonly check: (text: string) => Promise<readonly PlainProblem[]>;
  readonly onUse: (text: string) => void;
  readonly onClose: () => void;
}

/** After the last key, ms. */
const PAUSE_MS = 400;

export function ScenarioEditor({ text, check, onUse, onClose }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const written = useSignal(text);
  const problems = useSignal<readonly PlainProblem[] | null>(null);
  const said = useSignal('');
  useEffect(() => {
    written.value = text;
    area.current?.focus();
  }, [text, written]);
  useEffect(() => {
    let here = true;
    const timer = setTimeout(async () => {
      try {
        const found = await check(written.value);
        if (here) problems.value = found;
        said.value = '';
      } catch (error) {
        problems.value = null;
        said.value = failureOf(error).message;
      }
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [written.value, check, problems, said]);
  const show = ({ line, column, width }: PlainProblem) => {
    const field = area.current;
    if (field === null || line === null) return;
    const before = written.value
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length;
    const from = before + (line > 1 ? 1 : 0) + (column ?? 1) - 1;
    field.focus();
    field.setSelectionRange(from, from + Math.max(1, width));
    const lineHeight = field.scrollHeight / Math.max(1, written.value.split('\n').length);
    field.scrollTop = (line - 4) * lineHeight;
  };
  return (
    <div class="editor">
      <label for="scenario-text">The scenario as YAML</label>
      <textarea
        id="scenario-text"
        ref={area}
        spellcheck={false}
        rows={18}
        value={written.value}
        aria-describedby="scenario-problems"
        onInput={({ currentTarget }) => {
          written.value = currentTarget.value;
          problems.value = null;
        }}
      />
      <div id="scenario-problems" role="status">
        {said.value}
        {problems.value !== null && problems.value.length === 0 && 'No errors.'}
        {problems.value !== null && problems.value.length > 0 && (
          <ul class="problems">
            {problems.value.map((problem) => (
              <li key={`${problem.line}:${problem.column}:${problem.message}`}>
                {problem.line !== null && (
                  <button type="button" class="plain" onClick={() => show(problem)}>
                    Line {problem.line}
                  </button>
                )}{' '}
                {problem.message} {problem.remedy}
              </li>
            ))}
          </ul>
        )}
      </div>
      <p class="buttons">
        <button
          type="button"
          disabled={problems.value === null || problems.value.length > 0}
          onClick={() => onUse(written.value)}
        >
          Use it
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </p>
    </div>
  );
}
