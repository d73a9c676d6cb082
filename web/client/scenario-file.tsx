/**
 * A scenario of the person's own, opened from a file or edited as text: checked before anything else
 * is lost for it, its errors where they are.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainProblem } from '../server/failure.ts';
import { failureOf, postJson } from './api.ts';
import { Button } from './fields.tsx';

/** As long as the server takes a name. */
const LONGEST_NAME = 100;

interface OpenProps {
  readonly label: string;
  /** `problems`: none where it holds. */
  readonly onOpened: (
    scenario: { readonly text: string; readonly name: string },
    problems: readonly PlainProblem[],
  ) => void;
  /** Why it cannot be checked; empty when another one is chosen. */
  readonly onTrouble: (why: string) => void;
}

export function OpenScenario({ label, onOpened, onTrouble }: OpenProps) {
  const open = async (input: HTMLInputElement) => {
    onTrouble('');
    const [file] = input.files ?? [];
    // The same file may be chosen again.
    input.value = '';
    if (file === undefined) return;
    try {
      const text = await file.text();
      onOpened({ text, name: file.name.slice(0, LONGEST_NAME) }, await problemsOf(text));
    } catch (error) {
      onTrouble(failureOf(error).message);
    }
  };
  return (
    <label class="button">
      {label}
      <input
        type="file"
        accept=".yaml,.yml"
        class="unseen"
        onChange={({ currentTarget }) => open(currentTarget)}
      />
    </label>
  );
}

async function problemsOf(text: string): Promise<readonly PlainProblem[]> {
  const body = { scenario: { text } };
  return (await postJson<{ problems: PlainProblem[] }>('api/validate', body)).problems;
}

interface EditorProps {
  readonly text: string;
  readonly onUse: (text: string) => void;
  readonly onClose: () => void;
}

/** After the last key, ms. */
const PAUSE_MS = 400;

/** A scenario as text, with its errors: each leads to its place. */
export function ScenarioEditor({ text, onUse, onClose }: EditorProps) {
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
        const found = await problemsOf(written.value);
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
  }, [written.value, problems, said]);
  const show = ({ line, column, width }: PlainProblem) => {
    const field = area.current;
    if (field === null || line === null) return;
    const lines = written.value.split('\n');
    const before = lines.slice(0, line - 1).join('\n').length;
    const from = before + (line > 1 ? 1 : 0) + (column ?? 1) - 1;
    field.focus();
    field.setSelectionRange(from, from + Math.max(1, width));
    field.scrollTop = (line - 4) * (field.scrollHeight / lines.length);
  };
  const found = problems.value ?? [];
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
        {problems.value?.length === 0 && 'No errors.'}
        {found.length > 0 && (
          <ul class="problems">
            {found.map((problem) => (
              <li key={`${problem.line}:${problem.column}:${problem.message}`}>
                {problem.line !== null && (
                  <Button
                    class="plain"
                    label={`Line ${problem.line}`}
                    onClick={() => show(problem)}
                  />
                )}{' '}
                {problem.message} {problem.remedy}
              </li>
            ))}
          </ul>
        )}
      </div>
      <p class="buttons">
        <Button
          label="Use it"
          disabled={problems.value?.length !== 0}
          onClick={() => onUse(written.value)}
        />
        <Button label="Close" onClick={onClose} />
      </p>
    </div>
  );
}
